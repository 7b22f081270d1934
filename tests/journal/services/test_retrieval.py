"""The code of a resident: it opens who she is, for her, here, and for nobody who guesses."""

import pytest

from crypto import retrieval as codes
from crypto.retrieval import RetrievalCode, draw, read
from journal.domain.broken_sheets import CodeMisread, CodeWrong
from journal.domain.entry import CodeMistyped
from journal.domain.errors import AccessDenied
from journal.domain.sheets import Sheet
from journal.request import births, retrieval
from journal.services import exclusions
from journal.services import rootkey as rootkey_services
from journal.services.work import perform

FIELDS = {"names": "Ditlevine Plantholt"}


@pytest.fixture
def anna(sign_in, context):
    """Return the context of the pedagogue of the team."""
    return context(sign_in("anna"))


@pytest.fixture
def give(anna):
    """Return a function that gives a resident a code."""

    def give_code(case_id):
        _, slip = retrieval.draw(anna, case_id)
        retrieval.keep(anna, case_id, slip.sealed, slip.code)
        return slip.code

    return give_code


@pytest.fixture
def code(case_id, anna, give):
    """Return the code of a resident of whom it is written who she is."""
    births.save_sheet(anna, case_id, Sheet.IDENTITY, FIELDS, 0)
    return give(case_id)


def other_secret(code):
    """Return a code of the same first part that is well formed and wrong."""
    while True:
        wrong = RetrievalCode(read(code).locator, draw().secret)
        try:
            return wrong.written()
        except IndexError:  # its check is no sign of the alphabet
            continue


def test_it_opens_who_she_is_for_whoever_is_with_her(code, guard, context, events, case_id, house):
    """A night guard of no team: the file, its pseudonym and the sheet; on record, by her right."""
    found = retrieval.collect(context(guard), f" {code.lower()} ")
    assert (FIELDS, case_id, False) == (found.fields, found.banner.id, found.is_mine)
    (said,) = events("code.use")
    assert ("subject", "ok", 1, 1) == (said["basis"], said["out"], said["comp"], said["n"])
    with house.sessions() as session:
        assert house.vault.verify(session).check is None


def test_it_counts_after_the_team_and_the_key_have_changed(
    code, case_id, set_team, guard, context, anna
):
    """Each new key of who she is is wrapped to her as well."""
    set_team(case_id, "anna", "carla")
    births.save_sheet(anna, case_id, Sheet.IDENTITY, {"names": "Nyt navn"}, 1)
    assert "Nyt navn" == retrieval.collect(context(guard), code).fields["names"]


def test_five_wrong_tries_lock_it_for_a_day(code, guard, context, clock, events):
    """R-R2: the right one is refused too; then it opens again, and a right one clears the count."""
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(CodeWrong):
                retrieval.collect(context(guard), other_secret(code))
        assert retrieval.collect(context(guard), code).fields == FIELDS
    for _ in range(5):
        with pytest.raises(CodeWrong):
            retrieval.collect(context(guard), other_secret(code))
    clock.advance(hours=23, minutes=59)
    with pytest.raises(CodeWrong):
        retrieval.collect(context(guard), code)
    clock.advance(minutes=2)
    assert retrieval.collect(context(guard), code).fields == FIELDS
    outcomes = [said["out"] for said in events("code.use")]
    assert (14, 3) == (outcomes.count("denied"), outcomes.count("ok"))


def test_a_wrong_and_an_unknown_code_are_the_same(code, guard, context, events, house, monkeypatch):
    """The same sentence, the same work, the same line in the log."""
    derived = []
    work = house.vault.unlocker.try_password
    monkeypatch.setattr(
        type(house.vault.unlocker),
        "try_password",
        lambda _, lock, secret: derived.append(lock.profile) or work(lock, secret),
    )
    refusals = []
    for wrong in (other_secret(code), codes.draw().written()):
        with pytest.raises(CodeWrong) as refused:
            retrieval.collect(context(guard), wrong)
        refusals.append(refused.value.sentence)
    known, unknown = events("code.use")
    told = [
        {name: said[name] for name in ("out", "on", "n", "env", "why")} for said in (known, unknown)
    ]
    assert refusals[0] == refusals[1]
    assert told[0] == told[1]
    assert derived[0] == derived[1]
    with pytest.raises(CodeMisread):
        retrieval.collect(context(guard), code[:-1] + ("2" if code[-1] != "2" else "3"))
    assert 2 == len(derived)


def test_a_new_code_ends_the_old_one(
    code, give, case_id, guard, context, events, anna, tamper, ask
):
    """Also where somebody puts its row back: the log says that it ended."""
    names = (
        "case_id",
        "locator_mac",
        "argon",
        "salt",
        "auth_mac",
        "box_pub",
        "keys_blob",
        "event_id",
        "made_at",
    )
    ((*old,),) = ask(f"SELECT {', '.join(names)} FROM resident_key")
    second = give(case_id)
    assert 1 == len(events("code.end"))
    with pytest.raises(CodeWrong):
        retrieval.collect(context(guard), code)
    assert FIELDS == retrieval.collect(context(guard), second).fields
    tamper("DELETE FROM resident_key")
    marks = ", ".join(f":{name}" for name in names)
    tamper(
        f"INSERT INTO resident_key ({', '.join(names)}) VALUES ({marks})",
        **dict(zip(names, old, strict=True)),
    )
    with pytest.raises(CodeWrong):
        retrieval.collect(context(guard), code)


def test_a_planted_key_is_wrapped_to_nobody(code, case_id, set_team, tamper, ask, events):
    """A public key that no event gave her: the next exchange leaves it out, and says so."""
    tamper("UPDATE resident_key SET box_pub = :junk", junk=b"\x09" * 32)
    set_team(case_id, "anna", "carla")
    assert [] == ask("SELECT key_id FROM key_wrap WHERE kind = 'resident'")
    assert events("open.error")


def test_who_may_give_and_try_one(code, case_id, sign_in, context, guard, people, hire, events):
    """The team gives, everybody who works with residents tries; who is kept away finds nothing."""
    for login in ("carla", "lone"):
        with pytest.raises(AccessDenied):
            retrieval.draw(context(sign_in(login)), case_id)
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["carla"])
    with pytest.raises(CodeWrong):
        retrieval.collect(context(sign_in("carla")), code)
    assert "denied" == events("code.use")[-1]["out"]


def test_a_code_counts_once_it_was_typed_back(case_id, anna, ask):
    """A page that was changed on its way back keeps nothing, nor does another case's."""
    _, slip = retrieval.draw(anna, case_id)
    _, other = retrieval.draw(anna, case_id)
    for sealed, typed in (
        (slip.sealed, other.code),
        (slip.sealed[:-2] + "00", slip.code),
        ("zz", slip.code),
        ("", slip.code),
        (slip.sealed, ""),
    ):
        with pytest.raises(CodeMistyped):
            retrieval.keep(anna, case_id, sealed, typed)
    assert [] == ask("SELECT case_id FROM resident_key")
    retrieval.keep(anna, case_id, slip.sealed, slip.code.lower())
    assert 1 == len(ask("SELECT case_id FROM resident_key"))


def test_nothing_of_a_code_is_kept(code, ask):
    """Not in the rows, not in the log."""
    parts = [*code.split("-"), code.replace("-", "")]
    for table in ("resident_key", "audit_entry", "signin_throttle", "record"):
        stored = str(ask(f"SELECT * FROM {table}"))
        assert not [part for part in parts if len(part) > 4 and part in stored]


def test_a_new_root_key_leaves_it_as_good(code, guard, context, house):
    """What the provider sealed is sealed again with the keys of colleagues."""
    perform(house.context("job"), rootkey_services.reseal)
    assert FIELDS == retrieval.collect(context(guard), code).fields


def test_a_case_without_a_sheet_is_found_all_the_same(case_id, give, guard, context):
    """R-R2: a nameless woman has a code; nothing needs to be written about her."""
    code = give(case_id)
    found = retrieval.collect(context(guard), code)
    assert (None, case_id) == (found.fields, found.banner.id)
