"""
What is measured: the pages of the daily work, each asked for as a browser asks.

Rules: a task knows what its answer must be, and an answer that is another stops the run.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import living
from bench.browser import Answer, Browser, fresh_id, note_form
from bench.house import (
    CASES,
    NOTES_A_PAGE,
    PEOPLE,
    Founded,
    Measured,
    closed,
    found,
    furnished,
    invented_text,
    settings_in,
    sign_in_as,
)
from bench.living import Household
from bench.twins import VARIANTS
from crypto.authorship import VerifiedSignatures
from journal.domain.ids import CaseId

TASKS = ("timeline", "case", "course", "find", "handover", "sign", "list", "cold")
"""
A page of fifty notes and nothing else; the page of a woman who lives here, with her room, children,
deadlines, addenda, a draft and what must be read; her weekly talks and phases; a search in her
notes; what a shift takes over; signing a note; the list of ten cases; and the page of fifty notes
with no signature remembered.
"""
SEARCHED = "grønne"
"""What is looked for: it stands in no note, so that the search and not its hits are measured."""
FAMILY = 3
"""How many of the ten cases are the woman and her children."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """
    One variant with a colleague signed in to it, and what she types next.

    Args:
        woman: the case of somebody who lives here with her children.
    """

    measured: Measured
    woman: CaseId
    browser: Browser
    form: dict[str, str]
    chance: random.Random

    def ask(self, task: str) -> Answer:
        """Do a task once and insist on its answer."""
        asks: dict[str, Callable[[], Answer]] = {
            "timeline": self._timeline,
            "case": self._case,
            "course": self._course,
            "find": self._find,
            "handover": self._handover,
            "sign": self._sign,
            "list": self._list,
            "cold": self._cold,
        }
        return asks[task]()

    def _timeline(self) -> Answer:
        return self.browser.expect(self.browser.get(f"/sag/{self.measured.cases[0]}/"), 200)

    def _case(self) -> Answer:
        return self.browser.expect(self.browser.get(f"/sag/{self.woman}/"), 200)

    def _course(self) -> Answer:
        return self.browser.expect(self.browser.get(f"/sag/{self.woman}/forloeb"), 200)

    def _find(self) -> Answer:
        typed = {"csrf_token": self.form["csrf_token"], "words": SEARCHED}
        return self.browser.expect(self.browser.post(f"/sag/{self.woman}/find", typed), 200)

    def _handover(self) -> Answer:
        return self.browser.expect(self.browser.get("/overlevering/"), 200)

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
    chance = random.Random(seed)  # noqa: S311 -- the same texts every time, and no secret
    # Other ids than those of ``furnished``, which begins with the seed itself.
    hers = random.Random(seed + 1)  # noqa: S311 -- as above
    woman, *_ = living.lived_in(_household(founded), founded.team, NOTES_A_PAGE, hers)
    measured = furnished(founded, seed, count=CASES - FAMILY)
    browser = Browser(measured.app, measured.clock)
    browser.sign_in(PEOPLE[1].login)
    form = note_form(browser, measured.cases[1])
    return Subject(measured=measured, woman=woman, browser=browser, form=form, chance=chance)


def _household(founded: Founded) -> Household:
    leader, worker = (sign_in_as(founded.house, person.login) for person in PEOPLE[:2])
    return Household(house=founded.house, clock=founded.clock, leader=leader, worker=worker)


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
