/*
 * What the pages of Værn can do beyond plain HTML. Nothing here is needed to sign in, read, write or sign,
 * and nothing is ever kept in the browser: no storage, no cache, no cookie.
 */
(() => {
  "use strict";

  const root = document.documentElement;
  const page = document.body.dataset; // its session may become another one

  /* A page that the browser kept while somebody signed out must not be shown again: it is covered before it is
   * put away, and uncovered only when the server says that the session still lives. */
  window.addEventListener("pagehide", (event) => {
    if (event.persisted && page.sessionUrl) root.classList.add("is-checking");
  });

  window.addEventListener("pageshow", async (event) => {
    if (!event.persisted || !page.sessionUrl) return;
    root.classList.add("is-checking");
    if (await sessionLives()) root.classList.remove("is-checking");
    else location.replace(location.href);
  });

  async function sessionLives() {
    try {
      const answer = await fetch(page.sessionUrl, { cache: "no-store", credentials: "same-origin" });
      return answer.ok && (await answer.json()).alive === true;
    } catch {
      return false;
    }
  }

  /* Ctrl+Enter sends the form that is being written in, through its own button and its own checks. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const box = event.target;
    if (!(box instanceof HTMLTextAreaElement) || !box.form) return;
    event.preventDefault();
    box.form.requestSubmit();
  });

  /* Characters are counted as the server counts them: one for each Unicode code point. */
  for (const box of document.querySelectorAll("textarea[data-counter]")) {
    const line = document.getElementById(box.dataset.counter);
    const spoken = document.getElementById(`${box.dataset.counter}-spoken`);
    const most = Number(box.dataset.most);
    const number = new Intl.NumberFormat(root.lang);
    let pause;

    const say = () => {
      const left = most - [...box.value].length;
      const sentence = left < 0 ? line.dataset.over : line.dataset.left;
      return { left, text: sentence.replace("#", number.format(Math.abs(left))) };
    };
    const count = () => {
      const { left, text } = say();
      line.textContent = text;
      line.classList.toggle("is-over", left < 0);
      clearTimeout(pause);
      pause = setTimeout(() => { spoken.textContent = left < most / 10 ? text : ""; }, 1000);
    };
    box.addEventListener("input", count);
    count();
  }

  /* Words that were typed and not sent are not thrown away without a question; drafts ask for themselves. */
  for (const form of document.querySelectorAll("form[data-holds-words]:not([data-draft])")) {
    let isSent = false;
    form.addEventListener("submit", () => { isSent = true; });
    window.addEventListener("beforeunload", (event) => {
      const holdsWords = [...form.querySelectorAll("textarea")].some((box) => box.value.trim() !== "");
      if (holdsWords && !isSent) event.preventDefault();
    });
  }

  for (const extra of document.querySelectorAll("[data-with-script]")) extra.hidden = false;

  /* The list of errors is where a person who cannot see the page must start. */
  document.getElementById("error-summary")?.focus();
})();
