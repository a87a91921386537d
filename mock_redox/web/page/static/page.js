// What every area needs: parts that are looked at again, copying, notices. All else is htmx.
"use strict";

const EVERY = 2000;

// Parts that change by themselves, unless somebody types in them.
function look() {
  if (document.hidden) return;
  for (const part of document.querySelectorAll(".polled[data-poll]")) {
    const active = document.activeElement;
    const typing = part.contains(active) && active.matches("input, select, textarea");
    if (typing || part.querySelector("details.edit[open]") || part.matches(".htmx-request")) continue;
    const have = encodeURIComponent(part.dataset.version);
    htmx.ajax("GET", `${part.dataset.poll}?have=${have}`, { source: part, target: part, swap: "outerHTML" })
      .catch(() => {});
  }
}
setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);

// Where one is stays in sight, on screens that are too narrow for all areas.
let shown;
function showHere() {
  const nav = document.querySelector(".head nav");
  if (nav === shown) return;
  shown = nav;
  const here = nav.querySelector("[aria-current]");
  if (here) nav.scrollLeft = here.offsetLeft - nav.clientWidth / 2 + here.offsetWidth / 2;
}
showHere();
document.addEventListener("htmx:afterSettle", showHere);

// What is unfolded stays so when its part is replaced.
let unfolded = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  unfolded = [...event.detail.target.querySelectorAll("details[id][open]:not(.edit)")].map((each) => each.id);
});
document.addEventListener("htmx:afterSwap", () => {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
});

// Whoever pressed a button that is gone now is not sent back to the top.
document.addEventListener("htmx:afterSettle", (event) => {
  const actor = event.detail.requestConfig?.elt;
  if (actor && !actor.isConnected && document.activeElement === document.body && actor.matches("form"))
    document.getElementById("main").focus({ preventScroll: true });
});

function say(text, kind = "done") {
  const notice = document.createElement("div");
  notice.className = `notice ${kind}`;
  const glyph = document.createElement("span");
  glyph.className = "glyph";
  glyph.setAttribute("aria-hidden", "true");
  glyph.textContent = kind === "done" ? "✓" : "✕";
  const words = document.createElement("div");
  words.textContent = text;
  notice.append(glyph, words);
  document.getElementById("notices").replaceChildren(notice);
  fadeLater();
}

let fading;
function fadeLater() {
  clearTimeout(fading);
  fading = setTimeout(() => {
    const box = document.getElementById("notices");
    if (!box.querySelector(".refused, .warned, .secret") && !box.matches(":hover, :focus-within")) box.replaceChildren();
  }, 6000);
}
document.addEventListener("htmx:oobAfterSwap", fadeLater);

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea"); // without https there is no clipboard
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) return say("The browser does not let a page copy here", "refused");
  }
  return say(what);
}

async function copyFrom(button) {
  const answer = await fetch(button.dataset.copyFrom, { headers: { "HX-Request": "true" } });
  const text = await answer.text();
  if (answer.ok) return copy(text, `Copied: ${button.textContent.trim().replace("Copy as ", "")}`);
  const told = new DOMParser().parseFromString(text, "text/html").querySelector(".notice p");
  return say(told ? told.textContent : "It can't be exported so", "refused");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  if (!button) return;
  if (button.dataset.copy) copy(document.querySelector(button.dataset.copy).textContent, "Copied");
  if (button.dataset.copyFrom) copyFrom(button);
  if ("dismiss" in button.dataset) document.getElementById("notices").replaceChildren();
  if (button.dataset.fires) htmx.trigger(button.dataset.at, button.dataset.fires);
});

// What a choice means, in words below it.
function explain(select) {
  for (const words of document.querySelectorAll("[data-says-of]"))
    if (!select || words.dataset.saysOf === `#${select.id}`)
      words.textContent = document.querySelector(words.dataset.saysOf).selectedOptions[0]?.dataset.says ?? "";
}
document.addEventListener("change", (event) => {
  explain(event.target);
  if ("submits" in event.target.dataset) event.target.form.requestSubmit();
});
explain();

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (event.detail.successful && form.matches?.("form[data-reset]")) form.reset();
});
// What was done may show in the head and elsewhere, too: at once, not at the next look.
document.addEventListener("htmx:afterRequest", (event) => {
  const { verb, path } = event.detail.requestConfig;
  if (verb === "post" && !path.endsWith("/preview")) look();
});
document.addEventListener("htmx:sendError", () => {
  const silent = "The mock does not answer";
  if (!document.getElementById("notices").textContent.includes(silent)) say(silent, "refused");
});
