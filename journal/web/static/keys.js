/*
 * Shortcuts: one key for what a page marks with data-key, and ? for a list of them. None fires while somebody types, with
 * another key held down, or over a dialog; who has switched them off on her page keeps the list, behind its button.
 */
(() => {
  "use strict";

  const help = document.getElementById("keys");
  if (!help) return;
  const list = help.querySelector("[data-keys-list]");
  const isOff = document.body.dataset.keys === "off";

  /* What can be reached now: hidden parts of the page have no box. A field goes before a link that leads to one. */
  function marked() {
    const all = [...document.querySelectorAll("[data-key]")].filter((one) => one.getClientRects().length > 0);
    return [...all.filter((one) => one.matches("input")), ...all.filter((one) => !one.matches("input"))];
  }

  function line(key, words) {
    const term = document.createElement("dt");
    const pressed = document.createElement("kbd");
    const said = document.createElement("dd");
    pressed.textContent = key;
    term.append(pressed);
    said.textContent = words;
    return [term, said];
  }

  function show() {
    const seen = new Map();
    for (const one of marked()) {
      if (!seen.has(one.dataset.key)) seen.set(one.dataset.key, one.dataset.keyWords || one.textContent.trim());
    }
    list.replaceChildren(...[...seen].flatMap(([key, words]) => line(key, words)));
    help.showModal();
  }

  function isTyping(place) {
    return place instanceof HTMLElement && (place.isContentEditable || place.matches("input, textarea, select"));
  }

  document.querySelector("[data-keys-open]")?.addEventListener("click", show);

  document.addEventListener("keydown", (event) => {
    const isHeld = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat;
    if (isOff || isHeld || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      event.preventDefault();
      show();
      return;
    }
    const wanted = marked().find((one) => one.dataset.key === event.key.toLowerCase());
    if (!wanted) return;
    event.preventDefault();
    if (wanted.matches("input")) wanted.focus();
    else wanted.click();
  });
})();
