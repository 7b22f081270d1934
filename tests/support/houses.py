"""How a house for tests is founded, opened, filled with people and closed; no fixture is here."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.settings import load_settings
from journal.domain.cases import PersonKind
from journal.domain.ids import CaseId
from journal.domain.staff import Profession, Role
from journal.request import sign_in as sign_in_to
from journal.services import cases, founding, signin, staff
from journal.services.context import Turnstile
from journal.services.house import House
from journal.services.signin import Attempt
from journal.services.work import perform
from journal.store import rights, schema
from journal.store.db import is_sqlite, make_engine, make_sessions, reading
from journal.vault import founding as foundations
from journal.vault import pins
from journal.vault.founding import Files
from journal.vault.provider import FileKeyProvider
from journal.vault.unlock import CHEAPEST
from journal.vault.vault import open_vault

FOUNDED = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "fire grønne heste"

COLLEAGUES = (
    staff.Person(
        name="Lone Leder", login="lone", role=Role.LEADER, profession=Profession.SOCIAL_WORKER
    ),
    staff.Person(
        name="Anna Ager", login="anna", role=Role.PEDAGOGUE, profession=Profession.PEDAGOGUE
    ),
    staff.Person(
        name="Dorte Dal", login="dorte", role=Role.PEDAGOGUE, profession=Profession.PEDAGOGUE
    ),
    staff.Person(
        name="Birgit Bro",
        login="birgit",
        role=Role.SOCIAL_WORKER,
        profession=Profession.SOCIAL_WORKER,
    ),
    staff.Person(
        name="Carla Cramer",
        login="carla",
        role=Role.SOCIAL_WORKER,
        profession=Profession.SOCIAL_WORKER,
    ),
    staff.Person(
        name="Eva Eng", login="eva", role=Role.SOCIAL_WORKER, profession=Profession.SOCIAL_WORKER
    ),
    staff.Person(name="Tove Tang", login="tove", role=Role.TEMP, profession=Profession.OTHER),
)
"""Who works in the house: its leader first."""


class Clock:
    """A clock that a test moves."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def advance(self, **span):
        """Move on by a span such as ``minutes=15``; a negative one goes back."""
        self.now += timedelta(**span)


@dataclass(frozen=True, kw_only=True)
class Template:
    """
    A founded house that is only copied: its folder, its PostgreSQL database, its people.

    Perhaps with a case, whose team is Anna and Birgit, and with what addresses lead to beside it.
    """

    folder: Path
    database: str
    people: dict
    case_id: CaseId | None = None
    beside: dict = field(default_factory=dict)


def settings_in(folder, database_url="", owner_url=""):
    """Return the settings of a house whose every part lies in one folder."""
    environ = {
        f"JOURNAL_{name.upper()}_DIR": str(folder / name)
        for name in ("config", "secret", "state", "run")
    }
    environ |= {"JOURNAL_DATABASE_URL": database_url, "JOURNAL_OWNER_DATABASE_URL": owner_url}
    return load_settings(environ | {"JOURNAL_RESERVE_MEGABYTES": "1"})


def files_of(settings):
    """Return where the parts of a house lie that are not in its database."""
    return Files(
        kek_root=settings.kek_root_path,
        shares=settings.shares_path,
        log_key=settings.log_key_path,
        last_checkpoint=settings.last_checkpoint_path,
        pins=settings.pins_path,
    )


def make_folders(settings):
    """Make the folders of a new house."""
    for folder in (
        settings.config_dir,
        settings.secret_dir,
        settings.run_dir,
        settings.sqlite_path.parent,
        settings.shares_path.parent,
        settings.log_key_path.parent,
    ):
        folder.mkdir(parents=True, mode=0o700)


def compose(settings, vault, clock):
    """Return a house around a vault."""
    engine = make_engine(settings.engine_url)
    return House(
        settings=settings,
        sessions=make_sessions(engine),
        vault=vault,
        turnstile=Turnstile(is_needed=is_sqlite(engine)),
        clock=clock,
    )


def found_house(settings, clock):
    """Found a house with its leader; the return value is the opened house and her sign-in."""
    make_folders(settings)
    schema.upgrade(settings.schema_url, roles=rights.of_house(settings))
    foundation = foundations.lay(files_of(settings))
    house = compose(settings, foundation.vault(CHEAPEST), clock)
    leader = staff.draw_colleague(house.vault.unlocker, COLLEAGUES[0], PASSWORD)
    perform(house.context("cli", leader.principal), founding.found, foundation, leader)
    foundation.finish()
    return house, leader.id


def open_settings(settings, clock):
    """Open a house that exists, as a starting service does."""
    provider = FileKeyProvider.load(settings.kek_root_path, settings.shares_path)
    engine = make_engine(settings.engine_url)
    files = (settings.log_key_path, settings.last_checkpoint_path)
    try:
        with reading(make_sessions(engine)) as session:
            vault = open_vault(session, provider, pins.read(settings.pins_path), files, CHEAPEST)
    finally:
        engine.dispose()
    return compose(settings, vault, clock)


def close_house(house):
    """Let go of the files of a house."""
    house.sessions.kw["bind"].dispose()
    house.vault.keys.provider.close()


def with_case(template, folder, database="", *urls):
    """Let Anna open the first case of a copy of a founded house; two tests in three have one."""
    house = open_settings(settings_in(folder, *urls), Clock(FOUNDED + timedelta(hours=3)))
    context = house.context("web", sign_in_as(house, "anna"))
    case_id = open_in(house, context, template.people, ("anna", "birgit"), "Stille Birk")
    close_house(house)
    return replace(template, folder=folder, database=database, case_id=case_id)


def open_in(house, context, people, logins, pseudonym):
    """Open a case for a team named by sign-in names; the return value is its id."""
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.WOMAN,
        pseudonym=pseudonym,
        team=frozenset(people[login] for login in logins),
    )
    return perform(context, cases.create_case, new)


def sign_in_as(house, login, password=PASSWORD):
    """Sign a colleague in the way an entrance does."""
    return sign_in_to(house.context("cli"), Attempt(name=login), password)


def sign_in_earlier(house, login):
    """Sign a colleague in as of before anything waited: nothing is settled on the way."""
    nobody = house.context("cli")
    candidate = perform(nobody, signin.find, Attempt(name=login))
    derived = house.vault.unlocker.try_password(candidate.lock, PASSWORD)
    claimed = replace(nobody, principal=signin.claimed_by(candidate.account))
    return perform(claimed, signin.succeed, candidate, derived)


def hire_into(house, leader, person):
    """Let the leader take a colleague in; the return value is her id."""
    new = staff.draw_colleague(house.vault.unlocker, person, PASSWORD)
    signed = perform(house.context("cli", leader), staff.certify, new)
    return perform(house.context("cli", leader), staff.add, new, signed)


def build_template(folder, database="", *urls):
    """Found a house and fill it with its people."""
    settings = settings_in(folder, *urls)
    house, leader_id = found_house(settings, Clock(FOUNDED))
    people = {COLLEAGUES[0].login: leader_id}
    leader = sign_in_as(house, COLLEAGUES[0].login)
    for person in COLLEAGUES[1:]:
        people[person.login] = hire_into(house, leader, person)
    close_house(house)
    return Template(folder=folder, database=database, people=people)
