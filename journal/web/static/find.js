/*
 * A search that is not over goes on by itself. Without this script it goes on by its button. Nothing is kept in the browser.
 */
(() => {
  "use strict";

  const going = document.querySelector("form[data-goes-on]");
  const isCovered = () => document.documentElement.classList.contains("is-covered");

  /* A page that Back brings up, or that is covered, does not search once more. */
  const kind = performance.getEntriesByType("navigation")[0]?.type;
  if (going && kind !== "back_forward") setTimeout(() => { if (!isCovered()) going.requestSubmit(); }, 0);
})();
