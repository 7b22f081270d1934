/*
 * Counts an access down, and covers the journal at the second it ends: the answer's Refresh header does the same
 * where no script runs. Words that are being written then are sent some seconds before, or the header would be faster
 * and lose them. Nothing is kept in the browser.
 */
(() => {
  "use strict";

  const timers = [...document.querySelectorAll("[data-seconds]")];
  /* The header counts from the answer, however late the script gets its turn. */
  const began = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
  const moment = 5;
  let isLeaving = false;

  function two(number) {
    return String(number).padStart(2, "0");
  }

  function spell(seconds) {
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }

  function hideAll() {
    for (const part of document.querySelectorAll("main, .banner")) part.hidden = true;
  }

  function written() {
    return [...document.querySelectorAll("form[data-sent-at-end]")].find(
      (form) => form.querySelector("textarea").value.trim() !== "",
    );
  }

  function leave(over) {
    if (isLeaving) return;
    isLeaving = true;
    const words = written();
    hideAll();
    if (words) words.submit();
    else location.replace(over);
  }

  function tick() {
    const passed = (performance.now() - began) / 1000;
    for (const timer of timers) {
      const left = Math.max(0, Math.ceil(Number(timer.dataset.seconds) - passed));
      timer.textContent = timer.dataset.words.replace("#", spell(left));
      if (timer.dataset.over && (left === 0 || (left <= moment && written()))) leave(timer.dataset.over);
    }
  }

  if (timers.length === 0) return;
  tick();
  setInterval(tick, 1000);

  /* A page that the browser kept is asked for anew before a word of it shows. */
  window.addEventListener("pagehide", (event) => { if (event.persisted) hideAll(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
