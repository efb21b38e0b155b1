/* Puts ticked lines into a field of another form, without losing what was typed there.
   Without JavaScript the form sends them, and the page comes back with them in the field. */
"use strict";

(() => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.insertInto) return;
    const area = document.querySelector(`textarea[name="${form.dataset.insertInto}"]`);
    if (!area) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const lines = [...form.querySelectorAll("input:checked")].map((box) => box.dataset.text);
    const fresh = lines.filter((line) => !area.value.includes(line));
    area.value = [area.value.trimEnd(), ...fresh].filter(Boolean).join("\n");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }, true);
})();
