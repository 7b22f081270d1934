"""
What is measured: three pages of the daily work, each asked for as a browser asks.

Rules: a task knows what its answer must be, and an answer that is another stops the run.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.browser import Answer, Browser, fresh_id, note_form
from bench.house import (
    PEOPLE,
    Founded,
    Measured,
    closed,
    found,
    furnished,
    invented_text,
    settings_in,
)
from bench.twins import VARIANTS
from crypto.authorship import VerifiedSignatures

TASKS = ("timeline", "sign", "list", "cold")
"""
A page of fifty notes; signing a note; the list of ten cases; and the page of fifty notes with no
signature remembered.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One variant with a colleague signed in to it, and what she types next."""

    measured: Measured
    browser: Browser
    form: dict[str, str]
    chance: random.Random

    def ask(self, task: str) -> Answer:
        """Do a task once and insist on its answer."""
        asks: dict[str, Callable[[], Answer]] = {
            "timeline": self._timeline,
            "sign": self._sign,
            "list": self._list,
            "cold": self._cold,
        }
        return asks[task]()

    def _timeline(self) -> Answer:
        return self.browser.expect(self.browser.get(f"/sag/{self.measured.cases[0]}/"), 200)

    def _cold(self) -> Answer:
        self.measured.house.vault.keys.chain.known = VerifiedSignatures()
        return self._timeline()

    def _list(self) -> Answer:
        return self.browser.expect(self.browser.get("/"), 200)

    def _sign(self) -> Answer:
        case = self.measured.cases[1]
        moment = self.measured.clock.now.strftime("%Y-%m-%dT%H:%M")
        typed = {"id": fresh_id(), "text": invented_text(self.chance), "occurred_at": moment}
        answer = self.browser.post(f"/sag/{case}/notat", self.form | typed)
        if not answer.header("Location").endswith("?saved=saved"):
            message = f"the note was not saved: {answer.status}"
            raise RuntimeError(message)
        return self.browser.expect(answer, 303)


def subject(founded: Founded, seed: int) -> Subject:
    """Fill a founded house and sign a colleague in."""
    measured = furnished(founded, seed)
    browser = Browser(measured.app, measured.clock)
    browser.sign_in(PEOPLE[1].login)
    form = note_form(browser, measured.cases[1])
    chance = random.Random(seed)  # noqa: S311 -- the same texts every time, and no secret
    return Subject(measured=measured, browser=browser, form=form, chance=chance)


@contextmanager
def subjects(
    folder: Path, seed: int, database: Callable[[str], str] | None = None
) -> Iterator[Mapping[str, Subject]]:
    """
    The service and its twins, all alive at once, with the same people, cases and notes.

    Args:
        folder: an empty folder.
        seed: of everything that is shown.
        database: gives the address of an empty database for a name; by default each has a file.
    """
    founded = {
        name: found(settings_in(folder / name, database(name) if database else ""), make_vault)
        for name, make_vault in VARIANTS.items()
    }
    try:
        yield {name: subject(one, seed) for name, one in founded.items()}
    finally:
        for one in founded.values():
            closed(one)
