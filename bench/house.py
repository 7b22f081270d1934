"""
A house for measuring: founded in a folder of its own, with invented people, cases and notes.

Rules: everything that a page shows follows from the seed, so that two houses of one seed show the
same pages; the clock moves only when it is told to.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import make_url

from config.settings import Settings, load_settings
from journal.domain.cases import PersonKind
from journal.domain.ids import CaseId, NoteId, StaffId
from journal.domain.notes import NoteDraft
from journal.domain.staff import Person, Profession, Role
from journal.request import sign_in
from journal.services import cases, founding, notes, staff
from journal.services.context import Turnstile
from journal.services.house import House
from journal.services.sessions import SessionKeeper
from journal.services.signin import Attempt
from journal.services.work import perform
from journal.store import rights, schema
from journal.store.db import is_sqlite, make_engine, make_sessions
from journal.store.sessions import SessionStore
from journal.vault import founding as foundations
from journal.vault.desk import Principal
from journal.vault.founding import Files
from journal.vault.session import new_node_secret, read_node_secret
from journal.vault.unlock import CHEAPEST, CostProfile
from journal.vault.vault import Vault
from journal.web.application import create_app

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "fire grønne heste"  # noqa: S105 -- of invented people in a house that is thrown away
OWNER, SERVICE = "bench_owner", "bench"
"""Roles of PostgreSQL: who owns the tables, and who serves."""
NOTE_SIZE = 1_500
"""Characters of a note."""
NOTES_A_PAGE = 50
CASES = 10
SPOKEN = """
hun sov roligt aftalte samtale med barnet skole læge vejen ønsker selv formiddag
telefon møde kommunen bolig trygt nat bange søster børnene spiste sammen
køkkenet tegnede advokat
"""
"""Words that invented notes are put together from."""
PEOPLE = (
    Person(name="Lone Leder", login="lone", role=Role.LEADER, profession=Profession.SOCIAL_WORKER),
    Person(name="Anna Ager", login="anna", role=Role.PEDAGOGUE, profession=Profession.PEDAGOGUE),
    Person(
        name="Birgit Bro",
        login="birgit",
        role=Role.SOCIAL_WORKER,
        profession=Profession.SOCIAL_WORKER,
    ),
)
"""Who works in the house: its leader first, then the team of every case."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        """The present instant."""
        return self.now

    def tick(self, seconds: float = 1.0) -> None:
        """Move on."""
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """A house with its people; ``team`` are the contact persons of every case."""

    house: House
    clock: Clock
    team: frozenset[StaffId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """
    A house with its application, ready to be asked.

    Args:
        cases: its case files; each has a page full of notes.
    """

    house: House
    app: Flask
    clock: Clock
    cases: list[CaseId]


def settings_in(folder: Path, database_url: str = "") -> Settings:
    """The settings of a house whose every part lies in one folder; its tables are the owner's."""
    environ = {
        f"JOURNAL_{name.upper()}_DIR": str(folder / name)
        for name in ("config", "secret", "state", "run")
    }
    owner = ""
    if database_url:
        owner = make_url(database_url).set(username=OWNER).render_as_string(hide_password=False)
    environ |= {"JOURNAL_DATABASE_URL": database_url, "JOURNAL_OWNER_DATABASE_URL": owner}
    return load_settings(environ)


def found(
    settings: Settings, make_vault: Callable[[Vault], Vault], profile: CostProfile = CHEAPEST
) -> Founded:
    """
    Found a house with its people.

    Args:
        make_vault: makes the vault of this variant of the real one.
        profile: cost of the passwords.
    """
    files = _folders(settings)
    schema.upgrade(settings.schema_url, roles=rights.of_house(settings))
    foundation, clock = foundations.lay(files), Clock()
    engine = make_engine(settings.engine_url)
    house = House(
        settings=settings,
        sessions=make_sessions(engine),
        vault=make_vault(foundation.vault(profile)),
        turnstile=Turnstile(is_needed=is_sqlite(engine)),
        clock=clock,
    )
    first = staff.draw_colleague(house.vault.unlocker, PEOPLE[0], PASSWORD)
    perform(house.context("cli", first.principal), founding.found, foundation, first)
    foundation.finish()
    team = [hire(house, clock, person) for person in PEOPLE[1:]]
    return Founded(house=house, clock=clock, team=frozenset(team))


def _folders(settings: Settings) -> Files:
    for folder in (
        settings.config_dir,
        settings.secret_dir,
        settings.run_dir,
        settings.sqlite_path.parent,
        settings.shares_path.parent,
        settings.log_key_path.parent,
    ):
        folder.mkdir(parents=True, mode=0o700)
    return Files(
        kek_root=settings.kek_root_path,
        shares=settings.shares_path,
        log_key=settings.log_key_path,
        last_checkpoint=settings.last_checkpoint_path,
        pins=settings.pins_path,
    )


def hire(house: House, clock: Clock, person: Person) -> StaffId:
    """Let the leader take a colleague in."""
    clock.tick()
    leader = sign_in_as(house, PEOPLE[0].login)
    new = staff.draw_colleague(house.vault.unlocker, person, PASSWORD)
    signed = perform(house.context("cli", leader), staff.certify, new)
    return perform(house.context("cli", leader), staff.add, new, signed)


def sign_in_as(house: House, login: str) -> Principal:
    """A colleague with her keys, for as long as this process lives."""
    return sign_in(house.context("cli"), Attempt(name=login), PASSWORD)


def furnished(founded: Founded, seed: int, count: int = CASES) -> Measured:
    """
    Fill a house with ``count`` cases of fifty notes each, and put its application up.

    Args:
        seed: everything that is shown follows from it.
    """
    house, clock = founded.house, founded.clock
    worker = sign_in_as(house, PEOPLE[1].login)
    chance = random.Random(seed)  # noqa: S311 -- the same texts every time, and no secret
    made = []
    for number in range(count):
        case_id = open_case(founded, number, founded.team, worker)
        for _ in range(NOTES_A_PAGE):
            clock.tick()
            perform(house.context("cli", worker), notes.write_note, draft(case_id, clock, chance))
        made.append(case_id)
    return Measured(house=house, app=application(house), clock=clock, cases=made)


def open_case(
    founded: Founded, number: int, team: frozenset[StaffId], worker: Principal | None = None
) -> CaseId:
    """Open a case, by the first contact person unless somebody else is given."""
    founded.clock.tick()
    case_id = cases.reserve(founded.house.vault)
    new = cases.NewCase(
        id=case_id, kind=PersonKind.WOMAN, pseudonym=f"Stille Birk {number}", team=team
    )
    who = worker or sign_in_as(founded.house, PEOPLE[1].login)
    perform(founded.house.context("cli", who), cases.create_case, new)
    return case_id


def draft(case_id: CaseId, clock: Clock, chance: random.Random, size: int = NOTE_SIZE) -> NoteDraft:
    """A note to be, of so many characters of invented words."""
    return NoteDraft(
        id=NoteId(UUID(bytes=chance.randbytes(16), version=4)),
        case_id=case_id,
        type="observation",
        occurred_at=clock.now - timedelta(seconds=chance.randrange(60, 600_000)),
        text=invented_text(chance, size),
    )


def invented_text(chance: random.Random, size: int = NOTE_SIZE) -> str:
    """A text of that many characters."""
    return " ".join(chance.choices(SPOKEN.split(), k=size // 4))[:size].strip().ljust(size, "x")


def application(house: House) -> Flask:
    """The web application of a house, without a server."""
    settings = house.settings
    new_node_secret(settings.node_secret_path)
    node = read_node_secret(settings.node_secret_path)
    keeper = SessionKeeper(
        SessionStore(settings.sessions_path),
        node,
        timedelta(minutes=settings.idle_minutes),
        timedelta(hours=settings.session_hours),
    )
    return create_app(house, keeper, node)


def closed(founded: Founded) -> None:
    """Give the connections of a house back."""
    founded.house.sessions.kw["bind"].dispose()
