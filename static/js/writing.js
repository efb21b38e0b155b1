/* The writing help: asks for marks when the typing pauses or the field is left, and replaces a name.
   It never blocks: a check that fails says nothing. Without JavaScript a button in the form does it. */
"use strict";

(() => {
  const PAUSE = 1500;
  const asked = new WeakMap(); // the text of each field as it was last checked
  const waiting = new WeakMap();
  const drawn = new WeakMap(); // the answer that each box shows

  const boxOf = (area) => area.id && document.getElementById(`help_${area.id}`);
  const areaOf = (box) => document.getElementById(box.dataset.writingHelp);

  function ask(area) {
    window.clearTimeout(waiting.get(area));
    const box = boxOf(area);
    if (!box || !window.htmx || (asked.get(area) ?? area.defaultValue) === area.value) return;
    asked.set(area, area.value);
    window.htmx.trigger(box, "writing:check");
  }

  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!(area instanceof HTMLTextAreaElement) || !boxOf(area)) return;
    window.clearTimeout(waiting.get(area));
    waiting.set(area, window.setTimeout(() => ask(area), PAUSE));
  });
  document.addEventListener("focusout", (event) => {
    if (event.target instanceof HTMLTextAreaElement) ask(event.target);
  });

  /* The same answer is not drawn (and read aloud) twice; a page of another address is no answer. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const box = event.detail.target;
    if (!box.matches("[data-writing-help]")) return;
    const answer = event.detail.serverResponse.trim();
    const elsewhere = new URL(event.detail.xhr.responseURL || location.href).pathname;
    if (elsewhere !== box.getAttribute("hx-post") || drawn.get(box) === answer) {
      event.detail.shouldSwap = false;
      return;
    }
    drawn.set(box, answer);
    const shown = box.querySelector("details");
    box.dataset.open = shown && shown.open ? "1" : "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const box = event.detail.target;
    const shown = box.matches("[data-writing-help]") && box.querySelector("details");
    if (shown && box.dataset.open) shown.open = true;
  });

  /* Typed over as if by hand, so that the browser can undo it. */
  function typeOver(area, start, end, text) {
    area.focus();
    area.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  const placesOf = (button) =>
    button.dataset.writingReplace.split(",").map((place) => place.split("-").map(Number));

  /* What stands after a replacement has moved. */
  function move(buttons, after, by) {
    for (const button of buttons) {
      const places = placesOf(button).map((place) => place.map((at) => (at > after ? at + by : at)));
      button.dataset.writingReplace = places.map((place) => place.join("-")).join(",");
    }
  }

  function replace(button) {
    const box = button.closest("[data-writing-help]");
    const area = areaOf(box);
    const others = [...box.querySelectorAll("[data-writing-replace]")].filter((other) => other !== button);
    const { writingFound: found, writingWith: instead } = button.dataset;
    const before = area.value;
    for (const [start, end] of placesOf(button).reverse()) {
      // Typed on since the check: the place no longer holds the name, and the next check finds it.
      if (area.value.slice(start, end) !== found) continue;
      const stopped = area.value[end] === "." && instead.endsWith(".");
      const length = area.value.length;
      typeOver(area, start, end, stopped ? instead.slice(0, -1) : instead);
      move(others, start, area.value.length - length);
    }
    if (area.value !== before) {
      (others[0] || area).focus({ preventScroll: true });
      button.closest("li").remove();
    }
    ask(area);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-writing-replace]");
    if (button) replace(button);
  });
})();
