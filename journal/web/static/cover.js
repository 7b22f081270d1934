/*
 * A screen that is left alone is covered, and one that somebody must not see is covered at once: first the cover,
 * then the request that takes the keys out of the session. Her password brings the same page back as she left it.
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
  const hide = document.querySelector("form[data-hide]");
  const uncover = cover.querySelector("form[data-uncover]");
  const password = document.getElementById("cover-password");
  const fault = document.getElementById("cover-error");
  const left = document.getElementById("stay-left");
  const spoken = document.getElementById("stay-spoken");
  let lastUse = Date.now();
  let lastTold = Date.now();

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

  /* The cover comes before anything else: the request may take its time or fail. */
  function coverNow() {
    if (isCovered()) return;
    root.classList.add("is-covered");
    if (stay.open) stay.close();
    fault.hidden = true;
    password.value = "";
    cover.showModal();
    password.focus();
    send(hide.action, hide).catch(() => {});
  }

  async function bringBack() {
    const answer = await send(uncover.action, uncover).catch(() => null);
    const status = answer ? answer.status : 0;
    password.value = "";
    if (status === 204) {
      lastUse = lastTold = Date.now();
      root.classList.remove("is-covered");
      cover.close();
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
    const words = document.querySelector("form[data-holds-words]");
    if (words) words.requestSubmit();
    else uncover.submit();
  }

  cover.addEventListener("cancel", (event) => event.preventDefault());
  uncover.addEventListener("submit", (event) => { event.preventDefault(); bringBack(); });
  hide?.addEventListener("submit", (event) => { event.preventDefault(); coverNow(); });

  /* Shift pressed three times, and no other key with it, hides as the button does. */
  let shifts = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { shifts = []; return; }
    if (event.repeat) return;
    shifts = [...shifts.filter((moment) => Date.now() - moment < 2000), Date.now()];
    if (shifts.length >= 3) { shifts = []; coverNow(); }
  });

  /* Typing is a use of the session: the server is told once a minute. */
  function used() {
    if (isCovered() || stay.open) return;
    lastUse = Date.now();
    if (lastUse - lastTold < 60_000) return;
    lastTold = lastUse;
    send(page.activeUrl).then((answer) => { if (answer.status === 401) coverNow(); }).catch(() => {});
  }
  for (const kind of ["keydown", "pointerdown", "input", "scroll"]) {
    document.addEventListener(kind, used, { passive: true, capture: true });
  }

  stay.addEventListener("close", () => {
    if (isCovered()) return;
    lastUse = Date.now();
    lastTold = 0;
    used();
  });

  setInterval(() => {
    if (isCovered()) return;
    const remaining = idle - (Date.now() - lastUse);
    if (remaining <= 0) { coverNow(); return; }
    if (remaining > warning) return;
    const seconds = Math.ceil(remaining / 1000);
    const words = left.dataset.words.replace("#", String(seconds));
    left.textContent = words;
    if (!stay.open) { stay.showModal(); spoken.textContent = words; }
    if (seconds % 30 === 0) spoken.textContent = words;
  }, 1000);
})();
