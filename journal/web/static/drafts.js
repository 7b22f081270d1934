/*
 * Saves what is being written: two seconds after the last key, at most every ten, and when the page is left.
 * The draft lies on the server alone, sealed for its author; nothing is kept in the browser.
 * When the session is over the words stay where they are, and she signs in over them.
 * Without this script a button saves, and the form does the rest.
 */
(() => {
  "use strict";

  const PAUSE = 2000;
  const LONGEST = 10_000;
  const PATIENCE = 4000;
  const LARGEST_LEAVING = 60_000; // bytes that a browser still sends for a page that is gone

  /* Two texts of one draft: until one is kept, one of them stands on this page only. */
  const keeping = [...document.querySelectorAll("form[data-keeps]")];
  let isKept = keeping.length === 0;
  for (const each of keeping) each.addEventListener("submit", () => { isKept = true; });
  window.addEventListener("beforeunload", (event) => { if (!isKept) event.preventDefault(); });

  const form = document.querySelector("form[data-draft]");
  if (!form) return;

  const line = document.getElementById("draft-line");
  const both = form.querySelector("[data-both]");
  const again = document.getElementById("again");
  const fault = document.getElementById("again-error");
  const fields = form.elements;
  const counted = ["csrf_token", "id", "revision", "turn"];
  let saved = form.hasAttribute("data-unsaved") ? "" : words(asSent());
  let refused = null;
  let sending = null;
  let pause = 0;
  let longest = 0;
  let isFailed = false;
  let isStopped = false;
  let isSent = false;
  let windows = null;

  /* The form as it came: a fast hand, or the browser itself, may have filled it in before this script had its turn. */
  function asSent() {
    const copy = form.cloneNode(true);
    copy.reset();
    return copy;
  }

  function words(of = form) {
    const typed = new FormData(of);
    for (const name of counted) typed.delete(name);
    return new URLSearchParams(typed).toString();
  }

  function isUnsaved() {
    return words() !== saved;
  }

  function say(sentence, failed = false) {
    isFailed = failed;
    line.classList.toggle("field__error", failed);
    if (line.textContent.trim() !== sentence) line.textContent = sentence;
  }

  function stopClocks() {
    clearTimeout(pause);
    clearTimeout(longest);
    longest = 0;
  }

  function typed() {
    clearTimeout(pause);
    pause = setTimeout(saveInTime, PAUSE);
    if (!longest) longest = setTimeout(saveInTime, LONGEST);
  }

  /* One saving at a time: what was typed meanwhile goes with the next one. */
  function save() {
    if (isSent || isStopped || sending || again.open || !isUnsaved() || words() === refused) return;
    sending = send(words()).finally(() => {
      sending = null;
      if (isUnsaved() && !isStopped && !isFailed) typed();
    });
  }

  /* Behind a cover nothing can be saved: it waits until she is back, and is not left without a question. */
  function saveInTime() {
    longest = 0;
    if (!document.documentElement.classList.contains("is-covered")) save();
    else if (isUnsaved()) say(line.dataset.failed, true);
  }

  function sent(isLeaving) {
    stopClocks();
    fields.turn.value = Number(fields.turn.value) + 1;
    const body = new URLSearchParams(new FormData(form));
    return fetch(form.dataset.draft, {
      method: "POST", body, cache: "no-store", credentials: "same-origin", keepalive: isLeaving,
      headers: { Accept: "application/json" }, signal: isLeaving ? undefined : AbortSignal.timeout(PATIENCE),
    });
  }

  async function send(asked) {
    const token = fields.csrf_token.value;
    const answer = await sent(false).catch(() => null);
    const isData = answer?.headers.get("Content-Type")?.startsWith("application/json");
    const said = isData ? await answer.json().catch(() => ({})) : {};
    const status = answer ? answer.status : 0;
    if (status === 200) took(asked, said);
    else if ((status === 401 || status === 403) && token !== fields.csrf_token.value) typed(); // signed in elsewhere meanwhile
    else if (status === 401 || status === 403) askAgain(said.over === false);
    else if (status === 409) meet(said);
    else if (status === 404) stop(line.dataset.left);
    else {
      if (status === 413 || status === 422) refused = asked; // until a word of it changes
      say(said.sentence || (status === 413 ? line.dataset.long : line.dataset.failed), true);
    }
  }

  function took(asked, said) {
    saved = asked;
    if (said.id) {
      fields.id.value = said.id;
      fields.revision.value = said.revision;
    }
    say(said.sentence);
  }

  function stop(sentence) {
    isStopped = true;
    say(sentence, true);
  }

  /* Another window was faster: nothing is saved any more until she has seen both texts. */
  function meet(said) {
    stop(said.sentence || line.dataset.failed);
    both.hidden = !said.clash;
  }

  /* A covered screen has a way back of its own. */
  function askAgain(isCovered) {
    say(line.dataset.failed, true);
    if (isCovered) document.querySelector("form[data-hide]")?.requestSubmit();
    else signIn();
  }

  function signIn() {
    if (again.open) return;
    fault.hidden = true;
    again.querySelector("[name=password]").value = "";
    again.showModal();
    again.querySelector("[name=name]").focus();
  }

  async function freshToken(url) {
    const page = await fetch(url, { cache: "no-store", credentials: "same-origin" });
    return (await page.text()).match(/name="csrf_token" value="([^"]+)"/)?.[1] ?? "";
  }

  async function enter(door) {
    const body = new URLSearchParams(new FormData(door));
    body.set("csrf_token", await freshToken(door.action));
    const answer = await fetch(door.action, {
      method: "POST", body, cache: "no-store", credentials: "same-origin", headers: { Accept: "application/json" },
    });
    return { status: answer.status, said: await answer.json() };
  }

  again.addEventListener("cancel", (event) => event.preventDefault());
  again.querySelector("[data-again]").addEventListener("submit", async (event) => {
    event.preventDefault();
    const door = event.target;
    const { status, said } = await enter(door).catch(() => ({ status: 0, said: {} }));
    door.elements.password.value = "";
    if (status === 200) hasEntered(said);
    else {
      fault.textContent = said.errors?.join(" ") || fault.dataset.words;
      fault.hidden = false;
      door.elements.password.focus();
    }
  });

  /* Words go back to nobody but who wrote them; her other windows go on without being asked. */
  function hasEntered(said) {
    if (said.alias !== fields.written_by.value) {
      isSent = true;
      form.remove();
      location.replace(said.home);
      return;
    }
    windows?.postMessage(said);
    goOn(said);
  }

  function goOn(said) {
    for (const each of document.querySelectorAll("input[name=csrf_token]")) each.value = said.token;
    document.body.dataset.token = said.token;
    document.body.dataset.sessionUrl = said.session;
    again.querySelector("[name=password]").value = "";
    again.close();
    document.dispatchEvent(new CustomEvent("session-back"));
    listen();
    save();
  }

  /* The windows of one session: where one has signed in again, the others have too. */
  function listen() {
    windows?.close();
    windows = "BroadcastChannel" in window ? new BroadcastChannel(`drafts ${document.body.dataset.sessionUrl}`) : null;
    if (windows) windows.onmessage = ({ data }) => hear(data);
  }

  /* A window that slept hears late: what it heard of may be covered by now, or over. */
  async function hear(said) {
    if (said.alias !== fields.written_by.value) return;
    const asked = { cache: "no-store", credentials: "same-origin" };
    const answer = await fetch(said.session, asked).then((told) => told.json()).catch(() => null);
    if (answer?.alive === true) goOn(said);
  }
  listen();

  document.addEventListener("session-over", (event) => { event.preventDefault(); signIn(); });

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("focusout", save);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") saveInTime(); });
  document.addEventListener("screen-back", save);

  /* A page that is gone cannot wait for its turn; the server keeps the later of two savings. */
  window.addEventListener("pagehide", () => {
    windows?.close();
    if (!isSent && !isStopped && isUnsaved()) sent(true).catch(() => {});
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    isSent = false;
    listen();
  });

  /* A question is asked only where words would be lost. */
  window.addEventListener("beforeunload", (event) => {
    const isLong = isUnsaved() && words().length > LARGEST_LEAVING;
    if (!isSent && (isFailed || isLong)) event.preventDefault();
  });

  form.querySelector("[data-save]").addEventListener("click", (event) => {
    if (isStopped || !isUnsaved()) return;
    event.preventDefault();
    save();
  });

  /* Signing waits for a saving that is on its way, or the two would meet; it does not follow where she must sign in first. */
  form.addEventListener("submit", (event) => {
    if (sending) {
      event.preventDefault();
      const by = event.submitter;
      sending.finally(() => { if (!again.open) form.requestSubmit(by); });
      return;
    }
    isSent = true;
    stopClocks();
    fields.turn.value = Number(fields.turn.value) + 1;
  });

  /* A field of another kind of note stands aside, unless something is in it. */
  function fit() {
    for (const each of form.querySelectorAll("[data-kinds]")) {
      const isFilled = each.querySelector("input, select").value !== "";
      each.hidden = !isFilled && !each.dataset.kinds.split(" ").includes(fields.type.value);
    }
  }
  form.addEventListener("change", fit);
  fit();
  if (isUnsaved()) typed();

  /* Whatever failed is tried again by itself. */
  setInterval(() => { if (isFailed) saveInTime(); }, LONGEST);
})();
