// Counts on by itself what the mock's clock shows, between one look at the server and the next.
"use strict";

const mockClock = { at: 0, now: 0, rate: 1 };

function mockNow() {
  return mockClock.now + (performance.now() - mockClock.at) * mockClock.rate;
}

function readClock() {
  for (const shown of document.querySelectorAll("time[data-now]:not([data-read])")) {
    shown.dataset.read = "yes"; // in the head or below: whichever came last knows it best
    mockClock.at = performance.now();
    mockClock.now = Date.parse(shown.dataset.now);
    mockClock.rate = Number(shown.dataset.rate);
  }
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tick() {
  readClock();
  const now = mockNow();
  const text = new Date(now).toISOString().slice(0, 19).replace("T", " ");
  for (const shown of document.querySelectorAll("time[data-now]")) put(shown, text);
  for (const end of document.querySelectorAll("[data-until]")) {
    const left = (Date.parse(end.dataset.until) - now) / 1000;
    if (end.localName === "progress") end.value = Math.max(0, left);
    else if (end.dataset.form === "in") put(end, left > 0 ? `in ${Math.ceil(left)} s` : "now");
    else put(end, left > 0 ? `${Math.floor(left)} s` : "over");
  }
}

tick();
setInterval(tick, 250);
document.addEventListener("htmx:afterSettle", tick);
