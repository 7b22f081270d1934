"""Keys from elsewhere carry nothing: every chain ends at the pinned root of this house."""

from dataclasses import replace

import pytest
from houses import close_house, files_of, found_house, open_settings, settings_in

from crypto.authorship import VerifiedSignatures
from crypto.identity import SignPrivate, UserKeys
from journal.domain.access import Action
from journal.domain.cases import PersonKind
from journal.domain.compartments import Compartment
from journal.domain.errors import StartRefused, Tampered
from journal.services import cases, notes
from journal.services.work import perform
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.vault import keyfiles, pins, statements
from journal.vault.certificates import Chain
from journal.vault.keys import Keys
from journal.vault.standing import Standing
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
    """Even under the same root nothing passes for another house's, a post no more than a key."""
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
    post = anna.appointment
    for chain, is_hers in ((here, True), (elsewhere, False)):
        message = statements.of_appointment(chain.house, post)
        assert is_hers == chain.is_signed_by_root(post.sig, message)


def test_text_and_wraps_name_their_house(
    note_id, case_id, house, other_house, sign_in, monkeypatch
):
    """With every check of the chain switched off, envelope and wrap still refuse."""
    anna, keys = sign_in("anna"), house.vault.keys
    monkeypatch.setattr(Standing, "check_epoch", lambda *_: None)
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
    with pytest.raises(StartRefused):
        open_settings(settings, clock)


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


def test_pins_are_written_once(settings):
    """Nothing writes over the identity of a house."""
    known = pins.read(settings.pins_path)
    with pytest.raises(FileExistsError):
        pins.write(settings.pins_path, known)
    with pytest.raises(FileExistsError):
        keyfiles.write_key(settings.kek_root_path, "vaern-kek-1", bytes(32))
