/*
 * A screen that is left alone is covered, and one that somebody must not see is covered at once: first the cover,
 * then the request that takes the keys out of the session. Her password brings the same page back as she left it.
 * The tabs of a session tell each other: they are used, covered and brought back together.
 * Without this script the server does the same at the next request. Nothing is kept in the browser.
 */
(() => {
  "use strict";

  const root = document.documentElement;
  const page = document.body.dataset;
  const cover = document.getElementById("cover");
  const stay = document.getElementById("stay");
  if (!cover || !stay || !page.idleSeconds) return;

  const idle = Number(page.idleSeconds) * 1000;
  const warning = Math.min(120_000, idle / 2);
  const telling = Math.min(60_000, idle / 4);
  const hide = document.querySelector("form[data-hide]");
  const uncover = cover.querySelector("form[data-uncover]");
  const password = document.getElementById("cover-password");
  const fault = document.getElementById("cover-error");
  const left = document.getElementById("stay-left");
  const spoken = document.getElementById("stay-spoken");
  let lastUse = Date.now();
  let lastTold = Date.now();
  let lastShared = 0;
  let isAsking = false;
  let tabs = null;

  /* What the server says of the session counts without the other tabs as well, only later. */
  function listen() {
    if (!("BroadcastChannel" in window)) return;
    tabs?.close();
    tabs = new BroadcastChannel(page.sessionUrl);
    tabs.onmessage = ({ data }) => ({ cover: lay, use: usedElsewhere, uncover: lookAgain })[data]();
  }

  function send(url, form) {
    const body = new URLSearchParams(form ? new FormData(form) : { csrf_token: page.token });
    return fetch(url, {
      method: "POST", body, keepalive: true, cache: "no-store", credentials: "same-origin",
      headers: { Accept: "application/json" },
    });
  }

  function isCovered() {
    return root.classList.contains("is-covered");
  }

  function lay() {
    if (isCovered()) return;
    root.classList.add("is-covered");
    if (stay.open) stay.close();
    fault.hidden = true;
    password.value = "";
    showCover();
  }

  function showCover() {
    cover.showModal();
    password.focus();
  }

  /* The cover comes before anything else: the request may take its time or fail. */
  function coverNow() {
    if (isCovered()) return;
    lay();
    tabs?.postMessage("cover");
    send(hide.action, hide).catch(() => {});
  }

  function lift() {
    lastUse = lastTold = Date.now();
    root.classList.remove("is-covered");
    cover.close();
    document.dispatchEvent(new CustomEvent("screen-back"));
  }

  /* Whether this very session has its keys; a server that does not answer in time says no. */
  async function isAlive() {
    const asked = { cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(3000) };
    const answer = await fetch(page.sessionUrl, asked).then((said) => said.json()).catch(() => null);
    return answer?.alive === true;
  }

  async function lookAgain() {
    if (isCovered() && await isAlive()) lift();
  }

  document.addEventListener("session-back", () => {
    if (isCovered()) lift();
    tabs?.postMessage("uncover");
    listen(); // the session is another one, and so are its tabs
  });

  function usedElsewhere() {
    lastUse = Date.now();
    if (stay.open) stay.close("elsewhere");
  }

  /* This tab was left alone, and the session perhaps was not: then the server is asked again in a moment. */
  async function coverIfLeft() {
    if (isAsking) return;
    isAsking = true;
    if (await isAlive()) lastUse = Math.max(lastUse, Date.now() - idle + 5000);
    else coverNow();
    isAsking = false;
  }

  async function bringBack() {
    const answer = await send(uncover.action, uncover).catch(() => null);
    const status = answer ? answer.status : 0;
    password.value = "";
    if (status === 204) {
      lift();
      tabs?.postMessage("uncover");
    } else if (status === 401) {
      signInAgain();
    } else if (status === 403) {
      uncover.submit(); // somebody else has signed in here: the page goes, and the browser asks about typed words
    } else {
      const isRefused = status === 422 || status === 429;
      fault.textContent = isRefused ? (await answer.json()).errors.join(" ") : fault.dataset.words;
      fault.hidden = false;
      password.focus();
    }
  }

  /* The session is over. A half-written note is sent, not to be kept: the sign-in page that answers carries it. */
  function signInAgain() {
    const isOurs = document.dispatchEvent(new CustomEvent("session-over", { cancelable: true }));
    if (!isOurs) return; // a page with a draft signs her in over its words
    const words = [...document.querySelectorAll("form[data-holds-words]")].find(
      (form) => [...form.querySelectorAll("textarea")].some((box) => box.value.trim() !== ""),
    );
    if (words) words.requestSubmit();
    else uncover.submit();
  }

  /* Some browsers close a dialog at the second Escape whatever they are told: then it is shown once more. */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isCovered()) event.preventDefault();
  });
  cover.addEventListener("cancel", (event) => event.preventDefault());
  cover.addEventListener("close", () => { if (isCovered()) showCover(); });
  uncover.addEventListener("submit", (event) => { event.preventDefault(); bringBack(); });
  hide?.addEventListener("submit", (event) => { event.preventDefault(); coverNow(); });

  /*
   * Shift pressed three times, and no other key with it, hides as the button does. Not where a finger is all there is to
   * point with: on a phone Shift is pressed twice for capitals and once more to end them.
   */
  const phone = matchMedia("not all and (any-pointer: fine)");
  let shifts = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { shifts = []; return; }
    if (event.repeat || phone.matches) return;
    shifts = [...shifts.filter((moment) => Date.now() - moment < 2000), Date.now()];
    if (shifts.length >= 3) { shifts = []; coverNow(); }
  });

  /* Typing is a use of the session: the server is told once a minute, for a draft that saves itself is none. */
  function used() {
    if (isCovered() || stay.open || !page.activeUrl) return;
    lastUse = Date.now();
    if (lastUse - lastShared >= 1000) {
      lastShared = lastUse;
      tabs?.postMessage("use");
    }
    if (lastUse - lastTold < telling) return;
    lastTold = lastUse;
    send(page.activeUrl).then((answer) => { if (answer.status === 401) coverNow(); }).catch(() => {});
  }
  for (const kind of ["keydown", "pointerdown", "input", "scroll"]) {
    document.addEventListener(kind, used, { passive: true, capture: true });
  }

  stay.addEventListener("close", () => {
    const isAnswered = stay.returnValue !== "elsewhere";
    stay.returnValue = "";
    if (isCovered() || !isAnswered) return;
    lastTold = 0;
    used();
  });

  /* A page that is put away hears nothing, or the browser would not keep it. */
  listen();
  window.addEventListener("pagehide", () => tabs?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) listen(); });

  /* A page without an address to tell stays as it was rendered; its Refresh header takes it away. */
  setInterval(() => {
    if (isCovered() || !page.activeUrl) return;
    const remaining = idle - (Date.now() - lastUse);
    if (remaining <= 0) { coverIfLeft(); return; }
    if (remaining > warning) return;
    const seconds = Math.ceil(remaining / 1000);
    const words = left.dataset.words.replace("#", String(seconds));
    left.textContent = words;
    if (!stay.open) { stay.showModal(); spoken.textContent = words; }
    if (seconds % 30 === 0) spoken.textContent = words;
  }, 1000);
})();
