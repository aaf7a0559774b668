// The stock field that completes what is typed has no name for a screen reader: it gets that of its label.
(() => {
  "use strict";
  function name(field) {
    const label = document.querySelector(`label[for="${field.id}"]`);
    const box = field.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !box) return;
    label.id ||= `${field.id}-label`;
    const shown = box.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
    shown.setAttribute("aria-labelledby", label.id);
    // The stock field opens by Enter or the space bar alone: what is typed opens it, too, and goes into its search.
    box.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if ((event.key.length === 1 && event.key !== " ") || event.key === "ArrowDown") django.jQuery(field).select2("open");
    });
  }
  const all = () => document.querySelectorAll("select.admin-autocomplete").forEach(name);
  window.django?.jQuery?.(all); // after the stock script, which makes the fields in the same queue
  document.addEventListener("formset:added", all);
})();
