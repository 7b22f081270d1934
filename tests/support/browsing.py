"""How a browser is driven and watched: what it stores, says and fetches, and who can use it."""

from pathlib import Path
from urllib.parse import urlsplit

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}

KEPT_IN_BROWSER = """async () => [
    ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await caches.keys(),
    ...(await indexedDB.databases()).map((each) => each.name),
    ...(await navigator.serviceWorker.getRegistrations()).map((each) => each.scope),
]"""
VIOLATIONS = """async (rules) => {
    const options = { runOnly: rules, resultTypes: ["violations"], preload: false };
    const found = await axe.run(document, options);
    return found.violations.flatMap((rule) => rule.nodes.map((node) =>
        `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 300)}`));
}"""
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Light and dark differ in their colours only: what has nothing to do with colour is looked at once.
THEMES = {"light": WCAG, "dark": ["color-contrast"]}
ACTS = """for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, (event) => {
    if (event.isTrusted && (kind === "pointerdown" || event.key === "Enter")) acted(kind);
}, true);"""
# A target in a line of text may be as high as the line (WCAG 2.5.8); a choice is its whole label.
TARGETS = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => !one.matches(".skip"))
    .map((one) => one.closest(".choice") ?? one)
    .filter((one) => !(getComputedStyle(one).display === "inline"
        && one.parentElement.innerText.trim() !== one.innerText.trim()))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.height < (one.matches(".button--primary") ? 44 : 24)
        || box.width < 24)
    .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.width} x ${box.height}`)"""
FASTER_THAN_FOCUS = "Autofocus processing was blocked"
"""What Chromium says where somebody was in a field before the page could put her there."""
KEEPS_NO_PAGES = "--disable-back-forward-cache"


def launch(playwright, path, *, keeps_pages=False):
    """
    Start a Chromium.

    Args:
        playwright: that drives it.
        path: of the program.
        keeps_pages: whether Back shows the page as it was left, as it does for people; Playwright
            turns that off unless told not to.
    """
    return playwright.chromium.launch(
        executable_path=path,
        args=FLAGS,
        ignore_default_args=[KEEPS_NO_PAGES] if keeps_pages else None,
    )


class Window:
    """
    One person's browser: a context of its own with one page, and a record of what it did.

    Args:
        browser: that is running.
        url: of the service; no other host may be asked.
        options: of the context, such as ``java_script_enabled``.
    """

    def __init__(self, browser, url, **options):
        self.url = url
        self.said = []
        self.foreign = []
        self.clicks = 0
        defaults = {"viewport": DESKTOP, "locale": "da-DK", "reduced_motion": "reduce"}
        self.context = browser.new_context(**defaults | {"base_url": url} | options)
        self.context.on("request", self._note_request)
        self.page = self.context.new_page()
        self.page.on("console", self._note_words)
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _note_request(self, request):
        if urlsplit(request.url).netloc != urlsplit(self.url).netloc:
            self.foreign.append(request.url)

    def _note_words(self, message):
        """Keep what the console says but for what is no fault: the page's own status, as 404."""
        is_status = message.text.startswith("Failed to load resource: the server responded with")
        place = message.location["url"].split("#")[0]
        is_own = is_status and place == self.page.url.split("#")[0]
        if not (is_own or message.text.startswith(FASTER_THAN_FOCUS)):
            self.said.append(message.text)

    def open(self, path):
        """Go to an address of the service; the return value is the status of the answer."""
        return self.page.goto(path).status

    def click(self, role, name):
        """Click what a person would see under that name, and count it."""
        self.clicks += 1
        self.page.get_by_role(role, name=name, exact=True).click()

    def count_acts(self):
        """Count from now on what her hand does: each press of a mouse button or of Enter."""
        acts = []
        self.context.expose_binding("acted", lambda _, kind: acts.append(kind))
        self.context.add_init_script(ACTS)
        self.page.reload()
        return acts

    def sign_in(self, login, password):
        """Fill the sign-in form that is shown, send it, and wait for the page that answers."""
        self.page.locator("#name").fill(login)
        self.page.locator("#password").fill(password)
        with self.page.expect_navigation():
            self.page.locator("main button[type=submit]").click()

    def sign_in_over(self, login, password):
        """Fill in the dialog that lies over a page with words when its session has ended."""
        self.page.locator("#again[open]").wait_for()
        self.page.locator("#again-name").fill(login)
        self.page.locator("#again-password").fill(password)
        self.page.locator("#again-password").press("Enter")

    def kept(self):
        """Return the names of everything the browser has stored for the service, but cookies."""
        return self.page.evaluate(KEPT_IN_BROWSER)

    def barriers(self, rules=WCAG):
        """Return what keeps somebody from using the page, by axe's rules for WCAG 2.2 AA."""
        if self.page.evaluate("typeof axe === 'undefined'"):
            self.page.evaluate(AXE)
        return self.page.evaluate(VIOLATIONS, rules)

    def small_targets(self, size=PHONE):
        """Return what is too small for a finger: 24 px, and 44 px high for a main action."""
        before = self.page.viewport_size
        self.page.set_viewport_size(size)
        found = self.page.evaluate(TARGETS)
        self.page.set_viewport_size(before)
        return found

    def overflow(self, size=PHONE):
        """Return by how many pixels the page is wider than a screen."""
        before = self.page.viewport_size
        self.page.set_viewport_size(size)
        wider = self.page.evaluate(WIDER_THAN_SCREEN)
        self.page.set_viewport_size(before)
        return wider

    def close(self):
        """Close the window and forget all it knows."""
        self.context.close()


class Inspector:
    """Looks at the page in a window and keeps what is wrong with it."""

    def __init__(self, window):
        self._window = window
        self.faults = []

    def look(self, name):
        """Look at the page as it stands."""
        window = self._window
        window.page.wait_for_load_state()
        if wider := window.overflow():
            self.faults.append(f"{name}: {wider} px wider than a phone")
        self.faults += [f"{name}: keeps {each}" for each in window.kept()]
        for theme, rules in THEMES.items():
            window.page.emulate_media(color_scheme=theme)
            found = window.barriers(rules)
            self.faults += [f"{name}, {theme}: {barrier}" for barrier in found]

    def done(self):
        """Return everything that was wrong."""
        return self.faults + self._window.said + self._window.foreign
