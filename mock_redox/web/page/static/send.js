// Sending: a message that was changed is not lost without a question, and what a story goes with.
"use strict";

const MADE_OF = ["model", "event", "patient", "to"];
let madeOf = {}; // what was chosen when the message that is shown was made
const field = (id) => document.getElementById(id);
const isChanged = () => field("message") && field("message").value !== field("message").defaultValue;

document.addEventListener("htmx:confirm", (event) => {
  if (!["model", "preview"].includes(event.detail.elt.id) || !isChanged()) return;
  event.preventDefault();
  if (confirm("The message was changed by hand. Make another, and lose the changes?")) {
    field("message").defaultValue = field("message").value;
    event.detail.issueRequest(true);
  } else {
    for (const id of MADE_OF) if (id in madeOf) field(id).value = madeOf[id];
    showChosen();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "message-box") madeOf = Object.fromEntries(MADE_OF.map((id) => [id, field(id).value]));
});

// The story below goes with the choices above, which may be out of sight.
function showChosen() {
  const [to, broken] = [field("to").selectedOptions[0]?.text ?? "nobody", field("broken").value];
  const parts = [`To ${to}`, `token ${field("variant").value}`, broken ? `broken as ${broken}` : "not broken"];
  if (field("unverified").checked) parts.push("even if not verified");
  field("chosen").textContent = parts.join(", ");
}
document.addEventListener("change", showChosen);
showChosen();
