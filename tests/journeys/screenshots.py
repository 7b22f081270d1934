"""
Pictures of every screen, in both languages and themes, on a phone and on a desk.

They are taken of the invented house, served as a real one, and lie in ``screenshots/``, which git
ignores. Names of screens as arguments take those only.
"""

import shutil
import subprocess
import sys
import tomllib
from itertools import product
from pathlib import Path

from browsing import DESKTOP, PHONE, Window, launch
from joining import NEW_PASSWORD
from picturing_case import look_at_case, look_at_leading, open_longest_file
from picturing_door import look_at_door
from picturing_figures import look_at_figures
from picturing_writing import look_at_writing
from playwright.sync_api import sync_playwright
from serving import Seed, Service

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "screenshots"
HOUSE = OUTPUT / "house"
SIZES = {"phone": PHONE, "desktop": DESKTOP}
LANGUAGES = ("da", "en")
THEMES = ("light", "dark")
TYPED = "Hun kom hjem fra børnehaven og fortalte, at snegle også sover om vinteren."


class Photographer:
    """
    Somebody who walks through the house in one language.

    Args:
        browser: that is running.
        url: of the service.
        language: of the screens.
        wanted: names of screens; all when there is none.
    """

    output = OUTPUT

    def __init__(self, browser, url, language, wanted):
        self.language = language
        self.wanted = wanted
        self.window = Window(browser, url)
        self.page = self.window.page
        self.window.open("/")
        if language == "en":
            with self.page.expect_navigation():
                self.page.get_by_role("button", name="English").click()

    def shoot(self, name):
        """Take pictures of the page as it stands, in both themes and sizes."""
        if self.wanted and name not in self.wanted:
            return
        whole = not self.page.locator("dialog[open]").count()  # a dialog lies over what is seen
        for size, theme in product(SIZES, THEMES):
            self.page.set_viewport_size(SIZES[size])
            self.page.emulate_media(color_scheme=theme)
            path = OUTPUT / f"{name}-{size}-{self.language}-{theme}.png"
            self.page.screenshot(path=path, full_page=whole, animations="disabled")

    def look_in(self, passwords):
        """Walk through everything that the sign-in page and a contact person's pages show."""
        self.shoot("sign-in")
        self.page.locator("#name").fill("maja")
        self._follow("main button[type=submit]")
        self.shoot("sign-in-error")
        self.window.sign_in("maja", passwords["maja"])
        self.shoot("cases")
        open_longest_file(self.window)
        self.shoot("timeline")
        case = self.page.url
        self._follow(".note__sign a")
        self.shoot("note")
        self.window.open(f"{case}?page=2")
        self.shoot("timeline-last")
        look_at_case(self)
        self.window.open(case)
        look_at_writing(self, passwords)
        self._write(case)

    def _write(self, case):
        self.window.open(f"{case}notat/nyt")
        self.shoot("new")
        self._follow("main form .button--primary")
        self.shoot("new-error")
        self.page.locator("#text").fill(TYPED)
        self.window.context.clear_cookies(name="__Host-sid")
        self.page.locator("main form .button--primary").click()
        self.shoot("sign-in-carrying")

    def look_on(self, passwords):
        """Walk through what the leader sees, and what goes wrong."""
        self.window.open("/")
        self.window.sign_in("ingrid", passwords["ingrid"])
        self.shoot("overview")
        self.window.open("/hvem-har-laest/")
        self.shoot("log")
        for kind in ("reading", "refusal"):
            self.window.open(f"/hvem-har-laest/?kind={kind}")
            self.shoot(f"log-{kind}")
        self._look_at_week()
        self.window.open("/hvem-har-laest/?day_from=2001-01-01&day_to=2001-01-02")
        self.shoot("log-empty")
        self.window.open("/findes-ikke")
        self.shoot("404")
        self.window.open("/stil")
        self.shoot("stil")

    def _look_at_week(self):
        """Walk through Leader's Monday, the week as a picture, and one case."""
        self.window.open("/gennemgang/uge/")
        self.shoot("week")
        week = self.page.url.rsplit("/", 1)[-1]
        form = self.page.locator(f"form[action^='/gennemgang/uge/{week}/']").first
        if form.count():
            with self.page.expect_navigation():
                form.locator("button[value=breach]").click()
            self.shoot("week-error")
        self.window.open(f"/hvem-har-laest/uge/{week}")
        self.shoot("week-picture")
        self.window.open("/")
        self.page.locator("main a[href$='/hvem-har-laest']").first.click()
        self.page.locator("main h1").wait_for()
        self.shoot("case-uses")
        self._look_at_extract()
        self.window.open("/mig/log")
        self.shoot("mine-log")

    def _look_at_extract(self):
        """Walk through what the woman of this case may have, and names in it."""
        self.page.locator("main a[href$='/udtraek']").click()
        self.page.locator("#shown-title").wait_for()
        self.shoot("extract")
        self.page.locator("main a[href*='/udtraek/navne']").click()
        self.page.locator("#password").wait_for()
        self.shoot("extract-names")
        self._send()
        self.shoot("extract-names-error")

    def look_at_people(self, passwords):
        """Walk through a colleague's time in the house: invited, confirmed, stopped."""
        login = f"gry.{self.language}"
        self.window.open("/medarbejdere/inviter")
        self.shoot("invite")
        self._send()
        self.shoot("invite-error")
        self._fill(name="Gry Gade", login=login, password=passwords["ingrid"])
        for choice in ("role", "profession"):
            self.page.locator(f"#{choice}").select_option("paedagog")
        self._send()
        self.shoot("invite-code")
        code = self.page.locator(".spoken").inner_text()
        self._activate(login, code)
        self.window.open("/log-ind")
        self.window.sign_in("ingrid", passwords["ingrid"])
        self.window.open("/medarbejdere/")
        self.shoot("colleagues")
        self.page.locator(".card a.button").first.click()
        self.page.locator("#aloud").wait_for()
        self.shoot("confirm")
        self.page.locator("#aloud").check()
        self._fill(password=passwords["ingrid"])
        self._send()
        self.shoot("colleague")
        self._stop(passwords)

    def _activate(self, login, code):
        self._follow(".masthead form button[type=submit]", last=True)
        for path, name in (("/glemt-adgangskode", "forgotten"), ("/aktiver", "activate")):
            self.window.open(path)
            self.shoot(name)
        self._send()
        self.shoot("activate-error")
        self._fill(name=login, code=code, password=NEW_PASSWORD, again=NEW_PASSWORD)
        self._send()
        self.shoot("activated")
        self.window.open("/log-ind")
        self.window.sign_in(login, NEW_PASSWORD)
        self.shoot("sign-in-waits")

    def _stop(self, passwords):
        person = self.page.url.partition("?")[0]
        for act in ("pause", "nulstil", "fratraed"):
            self.window.open(f"{person}/{act}")
            self.shoot(f"colleague-{act}")
        self._fill(password=passwords["ingrid"])
        self._send()
        self.shoot("colleague-report")

    def look_at_me(self, passwords):
        """Walk through somebody's own page."""
        self.window.open("/mig/")
        self.shoot("mine")
        self._fill(proof=passwords["ingrid"])
        with self.page.expect_navigation():
            self.page.locator("#proof").press("Enter")
        self.shoot("mine-code")
        self.window.open("/mig/stjaalet")
        self.shoot("mine-stolen")

    def look_at_teams(self):
        """Walk through the keys and the state of the house, a team and its change."""
        self.window.open("/noegler/")
        self.shoot("keys")
        self.window.open("/tilstand/")
        self.shoot("state")
        self.window.open("/")
        self.page.locator("a[href$='/team']").first.click()
        self.page.locator("#member").wait_for()
        self.shoot("team")
        team = self.page.url
        self.page.locator("#member").uncheck()
        self._send()
        self.shoot("team-error")
        self.page.locator("#member").check()
        self.page.locator("main input[type=checkbox]:not(:checked)").first.check()
        self._send()
        self.shoot("team-change")
        self.window.open(f"{team}/udeluk")
        self.shoot("team-keep-away")
        self._send()
        self.shoot("team-keep-away-error")

    def look_at_covers(self, passwords):
        """Leave the screen alone: the question, the cover over the page, the cover in its place."""
        self.page.clock.install()
        self.window.open("/")
        self.page.clock.fast_forward("09:00")
        self.page.locator("#stay").wait_for()
        self.shoot("stay")
        self.page.locator("#stay button").click()
        with self.page.expect_response("**/session/daek"):
            self.page.locator("form[data-hide] button").click()
        self.shoot("cover-over")
        self.window.open("/")
        self.shoot("cover")
        self._send_first()
        self.shoot("cover-error")
        self._fill(password=passwords["ingrid"])
        self._send_first()

    def look_at_nights(self, passwords):
        """Walk through what those who lead see of a night, and through the night itself."""
        for path, name in (
            ("/vagtplan/", "roster"),
            ("/gennemgang/", "review"),
            ("/huset/vaerelser/", "rooms"),
            ("/huset/belaegning", "occupancy"),
        ):
            self.window.open(path)
            self.shoot(name)
        self.window.open("/")
        self.page.locator("a[href$='/formaal']").first.click()
        self.page.locator("#password").wait_for()
        self.shoot("purpose")
        self._follow(".masthead form button[type=submit]", last=True)
        self.window.sign_in("hanne", passwords["hanne"])
        self.window.open("/min-vagt/")
        self.shoot("shift")
        for step in ("send", "kender-hende", "noedadgang"):
            self.window.open("/min-vagt/")
            self.page.locator(f"a[href$='/{step}']").last.click()
            self.page.locator("main form").first.wait_for()
            self.shoot(f"shift-{step}")
        self.page.locator("input[value=acute_safety]").check()
        self._fill(password=passwords["hanne"])
        self._send_first()
        self.page.locator(".access").wait_for()
        self.shoot("shift-open")
        self.window.open("/min-vagt/")
        self.shoot("shift-running")

    def _follow(self, selector, *, last=False):
        found = self.page.locator(selector)
        with self.page.expect_navigation():
            (found.last if last else found.first).click()

    def _send_first(self):
        self._follow("main form button[type=submit]:visible")

    def _fill(self, **values):
        for name, value in values.items():
            self.page.locator(f"#{name}").fill(value)

    def _send(self):
        self._follow("main form button[type=submit]", last=True)

    def look_at_house(self):
        """Walk through the board, the fire list and what is written about one resident."""
        for path, name in (("/huset/", "board"), ("/huset/brandliste", "fire-list")):
            self.window.open(path)
            self.shoot(name)
        for step in ("tavle", "vaerelse"):
            self.window.open("/huset/")
            self.page.locator(f"a[href$='/{step}']").first.click()
            self.page.locator("main form").first.wait_for()
            self.shoot(f"board-{step}")

    def look_at_night(self):
        """Take the keys away, look at what people get then, and bring them back."""
        shares = HOUSE / "state" / "kek" / "shares.sqlite"
        away = shares.rename(shares.with_suffix(".away"))
        try:
            self.window.open("/")
            self.shoot("503")
        finally:
            away.rename(shares)


def main(wanted):
    """Build the invented house once, serve it, and take the pictures."""
    OUTPUT.mkdir(exist_ok=True)
    shutil.rmtree(HOUSE, ignore_errors=True)  # people were invited in it who can be invited once
    demo = [Path(sys.executable).with_name("journal"), "demo", "--build-only", "--dir", HOUSE]
    subprocess.run(demo, check=True)
    passwords = tomllib.loads((HOUSE / "logins.toml").read_text(encoding="utf-8"))
    with Seed() as seed, sync_playwright() as playwright:
        service = Service(seed, OUTPUT, {"JOURNAL_CONFIG": str(HOUSE / "config" / "vaern.toml")})
        service.start()
        try:
            browser = launch(playwright, shutil.which("chromium"))
            for language in LANGUAGES:
                photographer = Photographer(browser, service.url, language, wanted)
                photographer.look_in(passwords)
                photographer.look_on(passwords)
                photographer.look_at_people(passwords)
                photographer.look_at_me(passwords)
                photographer.look_at_teams()
                look_at_door(photographer)
                look_at_leading(photographer)
                look_at_figures(photographer, passwords)
                photographer.look_at_covers(passwords)
                photographer.look_at_nights(passwords)
                photographer.look_at_house()
                photographer.look_at_night()
                photographer.window.close()
            browser.close()
        finally:
            service.stop()
    print(OUTPUT)  # noqa: T201 -- a script says where its work lies


if __name__ == "__main__":
    main(set(sys.argv[1:]))
