/* Puts the text of a link into a field of the form, without losing what was typed there.
   Without JavaScript the link asks for the page anew, with its text in the field. */
"use strict";

(() => {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-insert-into]");
    const area = link && document.querySelector(`textarea[name="${link.dataset.insertInto}"]`);
    if (!area) return;
    event.preventDefault();
    const line = link.textContent.trim();
    if (!area.value.includes(line)) {
      area.value = [area.value.trimEnd(), line].filter(Boolean).join("\n");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    area.focus();
  });
})();
