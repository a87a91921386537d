// The timeline: new rows as they happen, keys, and the exchange that is open.
"use strict";

const MOST_ROWS = 500;
const QUIET = 5000;
let source = null;
let seen = "";
let held = false;
let missed = 0;
let news = { ok: 0, refused: 0, failed: 0 };

const list = () => document.getElementById("rows");

function state(text, kind = "") {
  const bar = document.getElementById("stream");
  bar.classList.toggle("is-held", kind === "held");
  bar.classList.toggle("is-lost", kind === "lost");
  const words = document.getElementById("state");
  if (words.textContent !== text) words.textContent = text;
}

let lost; // a timer: some servers end the stream after each look, and that is not a loss
function follow() {
  source?.close();
  const url = new URL(document.getElementById("stream").dataset.stream, location.href);
  if (seen) url.searchParams.set("seen", seen);
  source = new EventSource(url);
  source.onopen = () => {
    clearTimeout(lost);
    lost = undefined;
    state(held ? "Held" : "Live", held ? "held" : "");
  };
  source.onerror = () => {
    lost ??= setTimeout(() => {
      lost = undefined;
      if (source.readyState === EventSource.OPEN) return;
      state("Not connected, trying again", "lost");
      if (source.readyState === EventSource.CLOSED) follow();
    }, 3000);
  };
  source.addEventListener("row", (event) => { seen = event.lastEventId; arrive(event.data); });
  source.addEventListener("seen", (event) => {
    seen = event.lastEventId;
    const kept = Number(event.data).toLocaleString("en");
    document.getElementById("kept").textContent = kept;
    document.getElementById("forget").setAttribute("hx-confirm", `Forget all ${kept} exchanges?`);
  });
  source.addEventListener("reload", (event) => { seen = event.lastEventId; reloadSoon(); });
}

let reloading;
function reloadSoon() {
  if (held) return;
  reloading ??= setTimeout(() => { reloading = undefined; htmx.trigger("#filter", "submit"); }, 1000);
}

function arrive(html) {
  const box = document.createElement("template");
  box.innerHTML = html; // Jinja's own, in which all that came from outside is escaped
  const row = box.content.firstElementChild;
  if (held) {
    missed += 1;
    return state(`Held, ${missed} new`, "held");
  }
  if (document.getElementById(row.id)) return;
  document.getElementById("nothing")?.remove();
  const top = list().firstElementChild; // the day stands above the newest row of each
  if (top?.matches(".day") && top.textContent === dayOf(row)) top.after(row);
  else list().prepend(dayLine(dayOf(row)), row);
  htmx.process(row);
  for (const kind of Object.keys(news)) if (row.classList.contains(kind)) news[kind] += 1;
  if (list().scrollTop < 40 && list().children.length > MOST_ROWS) list().lastElementChild.remove();
}

const dayOf = (row) => row.querySelector("time").dateTime.slice(0, 10);
function dayLine(day) {
  const line = document.createElement("li");
  line.className = "day";
  line.textContent = day;
  return line;
}

// Older rows come with their day, which may stand there already.
function joinDays() {
  let before = "";
  for (const line of document.querySelectorAll("#rows .day")) {
    if (line.textContent === before) line.remove();
    else before = line.textContent;
  }
}

// What was forgotten is gone, also where the list is held.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.id === "forget" && event.detail.successful) htmx.trigger("#filter", "submit");
});

// Screen readers hear of what came every few seconds, not of every row.
setInterval(() => {
  const count = news.ok + news.refused + news.failed;
  if (count) {
    const words = [`${count} new`];
    if (news.refused) words.push(`${news.refused} refused`);
    if (news.failed) words.push(`${news.failed} without answer`);
    document.getElementById("heard").textContent = words.join(", ");
  }
  news = { ok: 0, refused: 0, failed: 0 };
}, QUIET);

document.addEventListener("visibilitychange", () => {
  if (document.hidden) source?.close(); // a browser has six connections to a server, for all its pages
  else follow();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "list") { seen = ""; held = false; missed = 0; follow(); choose(); }
  if (event.detail.target.id === "older") joinDays();
  if (event.detail.target.id === "detail") {
    choose();
    const detail = document.getElementById("detail");
    detail.scrollTop = 0;
    if (matchMedia("(max-width: 900px)").matches) detail.querySelector("[data-close]")?.focus();
  }
});

function choose() {
  const open = location.pathname;
  for (const link of document.querySelectorAll("#rows a[aria-current]")) link.removeAttribute("aria-current");
  if (open.includes("/page/exchanges/")) list().querySelector(`a[href="${CSS.escape(open)}"], a[href="${open}"]`)?.setAttribute("aria-current", "true");
}
document.addEventListener("htmx:pushedIntoHistory", choose);

function close() {
  const detail = document.getElementById("detail");
  const number = detail.querySelector("article")?.dataset.number;
  detail.replaceChildren();
  history.replaceState(null, "", "/__mock__/" + new URL(document.getElementById("stream").dataset.stream, location.href).search.replace(/&?seen=\d+/, "").replace(/^\?$/, ""));
  choose();
  document.querySelector(`#x${number} a`)?.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) { event.preventDefault(); close(); }
  if (event.target.closest("#hold")) {
    held = !held;
    document.getElementById("hold").setAttribute("aria-pressed", held);
    state(held ? "Held" : "Live", held ? "held" : "");
    if (!held && missed) htmx.trigger("#filter", "submit");
  }
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "Escape" && document.querySelector("#detail article")) return close();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); document.getElementById("text").focus(); }
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (!step || !event.target.closest("#rows, body:not(:focus-within)")) return;
  const links = [...document.querySelectorAll("#rows .row > a")];
  const next = links[links.indexOf(document.activeElement) + step] ?? (step > 0 ? links[0] : null);
  if (next) { event.preventDefault(); next.focus(); }
});

follow();
choose();
