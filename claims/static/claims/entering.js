"use strict";

// Asks, while an assertion is typed, what it would come to. Without this file the button “Check” does.
window.addEventListener("DOMContentLoaded", () => {
  const panel = document.getElementById("entering");
  if (!panel) return;
  const form = panel.closest("form");
  const status = panel.querySelector("[role=status]");
  const body = panel.querySelector(".panel-body");
  const PAUSE = 350; // milliseconds without a key before it asks
  const unread = form.querySelector("[name=_unread]"); // offered where the words cannot be read
  let timer, running;

  function offer(page) {
    const offered = page.querySelector("select");
    const choices = form.elements.corrects;
    if (!offered || !choices || offered.textContent === choices.textContent) return;
    const chosen = choices.value;
    choices.replaceChildren(...offered.children);
    choices.value = chosen;
    if (choices.selectedIndex < 0) choices.selectedIndex = 0;
  }

  async function ask() {
    running?.abort();
    running = new AbortController();
    panel.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(panel.dataset.url, {
        method: "POST", body: new FormData(form), signal: running.signal, redirect: "error",
      });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      body.replaceChildren(...page.querySelector(".panel-body").children);
      status.textContent = body.querySelector("[data-summary]").dataset.summary;
      offer(page);
      if (unread) unread.hidden = !body.querySelector(".unread");
    } catch (error) {
      if (error.name === "AbortError") return;
      status.textContent = body.textContent =
        "This cannot be looked up just now: you may be logged out, or offline. What you typed stays; “Check” tries again.";
    }
    panel.removeAttribute("aria-busy");
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  // To the first of the fields that every assertion needs and this one lacks; the first two are select2's, which the
  // stock script makes in jQuery's queue: it may be behind the page's own event.
  window.addEventListener("load", () => django.jQuery(() => {
    if (!panel.hasAttribute("data-new")) return;
    const lacking = ["claim", "source", "wording"].find((name) => form.elements[name] && !form.elements[name].value);
    const field = document.getElementById(`id_${lacking ?? "wording"}`);
    (field.parentElement.querySelector(".select2-selection") ?? field).focus();
  }));

  form.addEventListener("input", soon);
  // The autocomplete widgets tell of a choice by jQuery alone.
  django.jQuery(form).on("change", soon);
});
