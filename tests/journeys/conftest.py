"""A house with sixty notes behind the production server, and browser windows to visit it with."""

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from browsing import Window, launch
from houses import (
    PASSWORD,
    Clock,
    close_house,
    found_house,
    hire_into,
    open_settings,
    settings_in,
    sign_in_as,
)
from playwright.sync_api import sync_playwright
from serving import Seed, Service
from sqlalchemy import delete

from journal.domain.cases import PersonKind
from journal.domain.ids import CaseId, NoteId
from journal.domain.notes import NoteDraft
from journal.domain.roster import Planned
from journal.domain.staff import Profession, Role
from journal.services import cases, notes, roster, staff
from journal.services.work import perform
from journal.store.drafts import DraftRow
from journal.store.sessions import SessionStore

NOTES = 60
PSEUDONYM = "Opmærksom Lanterne"
OTHER_PSEUDONYM = "Tålmodig Skovsti"
TEAMS = {
    "pedagogue": ("anna.ager", "Anna Ager", Role.PEDAGOGUE, Profession.PEDAGOGUE),
    "social worker": ("birgit.bro", "Birgit Bro", Role.SOCIAL_WORKER, Profession.SOCIAL_WORKER),
    "other team": ("carla.cramer", "Carla Cramer", Role.SOCIAL_WORKER, Profession.SOCIAL_WORKER),
    "other pedagogue": ("dorte.dal", "Dorte Dal", Role.PEDAGOGUE, Profession.PEDAGOGUE),
    "night guard": ("hanne.hald", "Hanne Hald", Role.NIGHT_GUARD, Profession.PEDAGOGUE),
    "deputy": ("dagny.dam", "Dagny Dam", Role.DEPUTY, Profession.SOCIAL_WORKER),
    "temp": ("ulla.ulv", "Ulla Ulv", Role.TEMP, Profession.PEDAGOGUE),
    "log reviewer": ("rikke.rask", "Rikke Rask", Role.LOG_REVIEWER, Profession.OTHER),
    "administrator": ("adam.ask", "Adam Ask", Role.ADMINISTRATOR, Profession.OTHER),
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """The house of the journeys: where it lies, who works there, what was written, newest first."""

    folder: Path
    path: str
    logins: dict
    people: dict
    names: list
    texts: list
    password: str = PASSWORD
    pseudonym: str = PSEUDONYM
    other_pseudonym: str = OTHER_PSEUDONYM

    @property
    def environ(self):
        """Return the settings of the house as a service reads them."""
        return {
            f"JOURNAL_{name.upper()}_DIR": str(self.folder / name)
            for name in ("config", "secret", "state", "run")
        } | {"JOURNAL_RESERVE_MEGABYTES": "1"}


def build(folder):
    """Found a house whose first team has written sixty notes over the last month."""
    clock = Clock(datetime.now(UTC) - timedelta(days=40))
    house, leader_id = found_house(settings_in(folder), clock)
    leader = sign_in_as(house, "lone")
    people = {"leader": leader_id} | {
        who: hire_into(
            house,
            leader,
            staff.Person(name=name, login=login, role=role, profession=profession),
        )
        for who, (login, name, role, profession) in TEAMS.items()
    }
    anna = sign_in_as(house, "anna.ager")
    case = open_case(house, anna, PSEUDONYM, people["pedagogue"], people["social worker"])
    open_case(house, anna, OTHER_PSEUDONYM, people["other pedagogue"], people["other team"])
    texts = [write(house, anna, case, clock, number) for number in range(NOTES)]
    close_house(house)
    return Place(
        folder=folder,
        path=f"/sag/{case}/",
        logins={"leader": "lone"} | {who: login for who, (login, *_) in TEAMS.items()},
        people=people,
        names=["Lone Leder", *(name for _, name, *_ in TEAMS.values())],
        texts=texts[::-1],
    )


def open_case(house, principal, pseudonym, *team):
    """Open a case file with a team."""
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.WOMAN,
        pseudonym=pseudonym,
        team=frozenset(team),
    )
    return perform(house.context("cli", principal), cases.create_case, new)


def write(house, principal, case, clock, number):
    """Write one note half a day after the last; the return value is its text."""
    clock.advance(hours=12)
    text = f"Hun fortalte om planetariet ved søen, aften nummer {number}."
    draft = NoteDraft(
        id=NoteId(uuid4()), case_id=case, type="observation", occurred_at=clock(), text=text
    )
    perform(house.context("cli", principal), notes.write_note, draft)
    return text


@pytest.fixture(scope="session")
def playwright():
    """Return what drives the browsers."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright, chromium_path):
    """Return a Chromium; without a window to draw, where there is one, it takes half as long."""
    running = launch(playwright, shutil.which("chromium-headless-shell") or chromium_path)
    yield running
    running.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Return the house of the journeys as it was founded, never to be changed."""
    return build(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def place(built, tmp_path_factory):
    """Return a copy of the house for each file of stories."""
    folder = tmp_path_factory.mktemp("place") / "house"
    shutil.copytree(built.folder, folder)
    return replace(built, folder=folder)


@pytest.fixture(scope="session")
def seed():
    """Return the program, loaded, from which each service is started."""
    with Seed() as loaded:
        yield loaded


@pytest.fixture(scope="module")
def service(seed, place):
    """Return the production server of that house."""
    running = Service(seed, place.folder / "server", place.environ)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def window(browser, service):
    """Return a function that gives one more person a browser window of her own."""
    windows = []

    def open_window(**options):
        windows.append(Window(browser, service.url, **options))
        return windows[-1]

    yield open_window
    for each in windows:
        each.close()


@pytest.fixture
def signed_in(window, place):
    """Return a function that opens a window in which somebody has signed in."""

    def come_in(who, **options):
        opened = window(**options)
        opened.open("/")
        opened.sign_in(place.logins[who], place.password)
        opened.page.get_by_role("button", name="Log ud").wait_for()
        return opened

    return come_in


@pytest.fixture
def end_sessions(place):
    """Return a function that ends every session, as ten minutes without a request do."""

    def end_all():
        store = SessionStore(place.folder / "run" / "sessions.sqlite")
        for staff_id in place.people.values():
            store.delete_of_staff(staff_id)
        store.close()

    return end_all


@pytest.fixture(scope="module")
def house(place, service):
    """Return the house, opened once more beside the service."""
    opened = open_settings(settings_in(place.folder), lambda: datetime.now(UTC))
    yield opened
    close_house(opened)


@pytest.fixture
def no_drafts(house):
    """Begin with no draft in the house."""
    with house.sessions() as session, session.begin():
        session.execute(delete(DraftRow))


@pytest.fixture(scope="module")
def aside(house, place):
    """Return a function that does something beside the service, as somebody of the house."""

    def act(who, use_case, *args):
        principal = sign_in_as(house, place.logins[who])
        return perform(house.context("cli", principal), use_case, *args)

    return act


@pytest.fixture(scope="module")
def on_shift(aside, place):
    """Return a function with which the leader puts somebody on shift, from now on for a time."""

    def plan(who, **span):
        now = datetime.now(UTC)
        shift = Planned(staff_id=place.people[who], starts_at=now, ends_at=now + timedelta(**span))
        aside("leader", roster.plan_shifts, [shift])

    return plan


@pytest.fixture(scope="module")
def child(house, aside, place):
    """Return the pseudonym of the child of the woman whose file has notes."""
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.CHILD,
        pseudonym="Rolig Rønnebær",
        team=frozenset((place.people["pedagogue"], place.people["social worker"])),
        relative=CaseId(UUID(place.path.split("/")[2])),
    )
    aside("pedagogue", cases.create_case, new)
    return new.pseudonym


@pytest.fixture(params=["da", "en"])
def visitor(request, window):
    """Return a window that shows the pages in a language."""
    opened = window()
    opened.open("/")
    if request.param == "en":
        with opened.page.expect_navigation():
            opened.page.get_by_role("button", name="English").click()
    assert request.param == opened.page.locator("html").get_attribute("lang")
    return opened
