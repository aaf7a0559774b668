// Keys for the queue: it works without them.
(() => {
  "use strict";
  const lines = [...document.querySelectorAll("tr.line")];
  const boxes = lines.map((line) => line.querySelector("input[name=claim]")).filter(Boolean);
  const form = document.getElementById("assign");
  const keys = document.getElementById("keys");
  const search = document.querySelector(".filters input[type=search]");

  const current = () => lines.findIndex((line) => line.contains(document.activeElement));
  const link = (line) => line.querySelector("a.open");

  function move(step) {
    const line = lines[Math.min(Math.max(current() + step, 0), lines.length - 1)];
    link(line).focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  }

  function tell() {
    const count = boxes.filter((box) => box.checked).length;
    document.getElementById("selected").textContent = count ? `${count} selected` : "";
  }

  function select(line) {
    const box = line.querySelector("input[name=claim]");
    if (!box) return;
    box.checked = !box.checked;
    tell();
  }

  function assign(line) {
    if (!form) return;
    if (!boxes.some((box) => box.checked)) {
      if (!line) return;
      select(line);
    }
    form.elements.to.value = "me";
    form.requestSubmit();
  }

  const typing = (target) =>
    target.isContentEditable || target.matches("select, textarea, input:not([type=checkbox])");

  function act(key) {
    const line = lines[current()];
    if (["j", "ArrowDown"].includes(key) && lines.length) move(1);
    else if (["k", "ArrowUp"].includes(key) && line) move(-1);
    else if (key === "o" && line) link(line).click();
    else if (key === "Enter" && line && document.activeElement.matches("input")) link(line).click();
    else if (key === "x" && line) select(line);
    else if (key === "a") assign(line);
    else if (key === "/") search.focus();
    else if (key === "?") keys.showModal();
    else return false;
    return true;
  }

  if (!keys) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (event.shiftKey && !["?", "/"].includes(event.key)) return;
    if (keys.open || typing(event.target)) return;
    if (act(event.key)) event.preventDefault();
  });
  document.addEventListener("change", (event) => boxes.includes(event.target) && tell());

  const button = document.getElementById("show-keys");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => keys.showModal());
  }
  if (form) tell();
})();
