"""Keys from elsewhere carry nothing: every chain ends at the pinned root of this house."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from houses import close_house, files_of, found_house, open_settings, settings_in, sign_in_as
from sqlalchemy.orm import Session

from crypto.authorship import VerifiedSignatures
from crypto.identity import SignPrivate, UserKeys
from journal.domain.access import Action
from journal.domain.broken import SigninFailed
from journal.domain.cases import PersonKind
from journal.domain.compartments import Compartment
from journal.domain.errors import JournalError, StartRefused, Tampered
from journal.domain.ids import StaffId
from journal.services import cases, notes, roster, teams
from journal.services.work import perform
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.store.staff import StaffRow
from journal.vault import epochs, keyfiles, pins
from journal.vault import root as org_root
from journal.vault.certificates import Chain
from journal.vault.desk import Principal
from journal.vault.epochs import Recipient
from journal.vault.keys import Keys
from journal.vault.opened import Label
from journal.vault.unlock import public_keys
from journal.vault.verifier import Check, Verdict


@pytest.fixture
def other_house(tmp_path, clock):
    """Return another house, with a data folder of its own."""
    house, _ = found_house(settings_in(tmp_path / "other"), clock)
    yield house
    close_house(house)


@pytest.fixture
def note_id(case_id, sign_in, write):
    """Return a note of the case."""
    return write(sign_in("anna"), case_id)


@pytest.fixture
def stored(house):
    """Return a function that reads with the service's own statements."""

    def read(query):
        with house.sessions() as session:
            return query(session)

    return read


def test_a_certificate_of_another_house_is_none_here(house, other_house):
    """Another root signed it."""
    with other_house.sessions() as session:
        (leader,) = staff_store.certified(session)
    other_house.vault.keys.chain.check(leader.certificate)
    with pytest.raises(Tampered):
        house.vault.keys.chain.check(leader.certificate)


def test_certificates_and_epochs_name_their_house(case_id, house, other_house, stored, people):
    """Even under the same root nothing passes for another house's."""
    (anna,) = stored(lambda session: staff_store.certified(session, ids=[people["anna"]]))
    epoch = stored(lambda session: key_store.epochs(session, case_id, [Compartment.JOURNAL]))[2]
    here = house.vault.keys.chain
    elsewhere = Chain(other_house.vault.house, here._root, VerifiedSignatures())
    here.check(anna.certificate)
    here.check_epoch(epoch, [anna.certificate])
    with pytest.raises(Tampered):
        elsewhere.check(anna.certificate)
    with pytest.raises(Tampered):
        elsewhere.check_epoch(epoch, [anna.certificate])


def test_text_and_wraps_name_their_house(
    note_id, case_id, house, other_house, sign_in, monkeypatch
):
    """With every check of the chain switched off, envelope and wrap still refuse."""
    anna, keys = sign_in("anna"), house.vault.keys
    monkeypatch.setattr(Chain, "check_epoch", lambda *_: None)
    chain = Chain(other_house.vault.house, keys.chain._root, VerifiedSignatures())
    vault = replace(house.vault, keys=Keys(keys.provider, chain, keys.recovery_pin))
    moved = replace(house, vault=vault)

    def read(work):
        case = work.open_case(case_id, Action.NOTE_READ)
        unread = case.unread(notes.note_store.get(work.session, note_id))
        return work.later(unread.text)

    with pytest.raises(Tampered):
        perform(moved.context("web", anna), read)


def test_a_checkpoint_of_another_log_proves_nothing(house, other_house):
    """Its origin is another, and so is its key."""
    foreign = other_house.vault.signer.outside_note()
    assert "kc-audit.example/" in foreign
    with house.sessions() as session:
        report = house.vault.verify(session, foreign)
    assert (Verdict.UNWITNESSED, None) == (report.verdict, report.witnessed)


def test_a_checkpoint_of_another_log_in_the_database_is_found(house, other_house, tamper):
    """It was not signed by this house's log key."""
    foreign = other_house.vault.signer.outside_note()
    assert "kc-audit.example/" in foreign
    tamper("INSERT INTO audit_checkpoint (size, note) VALUES (1, :note)", note=foreign)
    with house.sessions() as session:
        report = house.vault.verify(session)
    assert (Verdict.TAMPERED, Check.CHECKPOINT) == (report.verdict, report.check)


@pytest.mark.parametrize("part", ["pins", "kek_root", "shares", "log_key"])
def test_a_part_of_another_house_is_not_opened(part, settings, other_house, clock):
    """A house opens with its own files only; the wrong one is named before anything is served."""
    ours, theirs = getattr(files_of(settings), part), getattr(files_of(other_house.settings), part)
    ours.chmod(0o600)
    ours.write_bytes(theirs.read_bytes())
    ours.chmod(0o444 if part == "pins" else 0o400)
    try:
        opened = open_settings(settings, clock)
    except StartRefused:
        return
    assert part in {"kek_root", "shares"}  # not pinned: they open nothing, as a sign-in shows
    try:
        shown = perform(opened.context("web", sign_in_as(opened, "anna")), roster.roster)
    except SigninFailed:
        shown = []
    assert {Label.UNREADABLE} >= {colleague.name for colleague in shown}
    close_house(opened)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE org_root SET public = :planted",
        "UPDATE recovery_key SET pub = :planted",
        "UPDATE house SET origin = 'kc-audit.example/0000000000000000'",
    ],
)
def test_a_planted_public_key_stops_the_start(statement, settings, tamper, clock):
    """What the database says is compared with the pins before anything is served."""
    planted = SignPrivate.generate().public().to_bytes()
    tamper(statement, **({"planted": planted} if ":planted" in statement else {}))
    with pytest.raises(StartRefused):
        open_settings(settings, clock)


def test_a_planted_recovery_key_gets_no_wrap(tamper, people, sign_in, house, context, ask):
    """Exchanged while the service runs: no case is opened for it."""
    anna = sign_in("anna")
    tamper(
        "UPDATE recovery_key SET pub = :planted",
        planted=UserKeys.generate().box.public().to_bytes(),
    )
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.WOMAN,
        pseudonym="Stille Birk",
        team=frozenset({people["anna"], people["birgit"]}),
    )
    with pytest.raises(Tampered):
        perform(context(anna), cases.create_case, new)
    assert [(0,)] == ask("SELECT count(*) FROM case_file")


@pytest.fixture
def intruder(house, owner, clock):
    """Plant a colleague whose certificate another root signed."""
    keys, staff_id = UserKeys.generate(), StaffId(uuid4())
    certificate = org_root.issue(
        house.vault.house,
        SignPrivate.generate(),
        staff_id,
        public_keys(keys),
        clock() - timedelta(1),
    )
    row = StaffRow(
        id=staff_id,
        alias=uuid4(),
        login_mac=uuid4().bytes * 2,
        role="socialraadgiver",
        profession="socialraadgiver",
        kind="fixed",
        active_from=clock(),
        event_id=uuid4(),
        revision=1,
    )
    with Session(owner, expire_on_commit=False) as session:
        session.add(row)
        session.flush()
        session.add(certificate)
        session.commit()
    return Principal(id=staff_id, alias=row.alias, role=row.role, keys=keys, auth="pw")


def wraps_to(ask, staff_id):
    """Return how many keys are wrapped to somebody."""
    ((count,),) = ask("SELECT count(*) FROM key_wrap WHERE recipient_id = :id", id=staff_id.bytes)
    return count


def test_nothing_is_wrapped_to_a_planted_colleague(
    case_id, intruder, people, context, sign_in, ask
):
    """She cannot be made a contact person: her certificate does not end at the pin."""
    wanted = frozenset({people["anna"], intruder.id})
    with pytest.raises(Tampered):
        perform(context(sign_in("lone")), teams.set_team, case_id, wanted)
    assert 0 == wraps_to(ask, intruder.id)


def test_no_case_is_opened_while_a_planted_colleague_would_get_its_key(intruder, open_case, ask):
    """Safety cards go to all care staff: one false colleague stops the act, not the secret."""
    with pytest.raises(Tampered):
        open_case()
    assert 0 == wraps_to(ask, intruder.id)


@pytest.fixture
def plant_epoch(house, owner, clock, people):
    """Return a function that plants a key which the intruder knows, wrapped to real colleagues."""

    def plant(intruder, scope, comp, *, drop_the_real_one, creator=None):
        with Session(owner, expire_on_commit=False) as session:
            people_there = staff_store.certified(session)
            recipients = [
                Recipient.colleague(house.vault.keys.chain, one)
                for one in people_there
                if one.staff.id != intruder.id
            ]
            epoch = epochs.make(
                house.vault.keys.provider,
                house.vault.house,
                intruder,
                (scope, comp, 9),
                recipients,
                clock(),
            )
            epoch.row.created_by = creator or intruder.id
            if drop_the_real_one:
                real = key_store.epochs(session, scope, [comp])[comp]
                key_store.delete_epoch(session, real.key_id)
            key_store.add_epoch(session, epoch.row)
            key_store.add_wraps(session, epoch.wraps)
            session.commit()

    return plant


@pytest.mark.parametrize("drop", [True, False], ids=["instead", "beside"])
@pytest.mark.parametrize("as_anna", [True, False], ids=["as anna", "as herself"])
def test_nothing_is_sealed_or_opened_under_a_planted_key(
    drop, as_anna, note_id, case_id, intruder, plant_epoch, people, sign_in, read, write, ask
):
    """Whoever knows the key did not certify: neither old words nor new ones reach it."""
    anna = sign_in("anna")
    creator = people["anna"] if as_anna else None
    plant_epoch(intruder, case_id, Compartment.JOURNAL, drop_the_real_one=drop, creator=creator)
    stored_before = ask("SELECT count(*) FROM note")
    for act in (read, write):
        try:
            act(anna, case_id)
        except JournalError:
            continue
        assert not drop  # the real key may go on working beside the planted one
    planted = {bytes(row.key_id) for row in ask("SELECT key_id FROM key_epoch WHERE epoch = 9")}
    used = {bytes(row.body_sealed)[4:12] for row in ask("SELECT body_sealed FROM note")}
    assert set() == planted & used
    assert not drop or stored_before == ask("SELECT count(*) FROM note")


@pytest.mark.parametrize("comp", [Compartment.DUTY, Compartment.PURPOSE])
def test_a_planted_duty_or_purpose_key_gets_no_journal(
    comp, intruder, house, plant_epoch, open_case, tamper, ask
):
    """Journal keys are wrapped to these public keys: a false one stops the act."""
    plant_epoch(intruder, house.vault.house, comp, drop_the_real_one=False)
    tamper("UPDATE staff SET role = 'admin' WHERE name_sealed IS NULL")  # she is no care staff
    with pytest.raises(Tampered):
        open_case()
    assert [(0,)] == ask("SELECT count(*) FROM case_file")


def test_a_note_of_a_planted_author_does_not_open(
    note_id, case_id, intruder, tamper, raw_id, read, sign_in, ask
):
    """Changed to her name, it is nobody's."""
    ((certificate,),) = ask(
        "SELECT id FROM certificate WHERE staff_id = :id", id=raw_id(intruder.id)
    )
    tamper(
        "UPDATE note SET author_id = :author, cert_id = :certificate",
        author=raw_id(intruder.id),
        certificate=certificate,
    )
    assert {note_id: None} == read(sign_in("anna"), case_id)


def test_pins_are_written_once(settings):
    """Nothing writes over the identity of a house."""
    known = pins.read(settings.pins_path)
    with pytest.raises(FileExistsError):
        pins.write(settings.pins_path, known)
    with pytest.raises(FileExistsError):
        keyfiles.write_key(settings.kek_root_path, "vaern-kek-1", bytes(32))
