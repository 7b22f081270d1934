"""Checkpoints that lie elsewhere: a file that only grows, and what it is worth to the verifier."""

from dataclasses import replace

import pytest

from journal.request import due
from journal.services.record import sign_checkpoint
from journal.vault.verifier import Check, Verdict
from journal.vault.witness import MOST_EVIDENCE


@pytest.fixture
def stick(tmp_path):
    """Return a folder on a stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def kept(house, stick):
    """Return the house with that folder among its settings."""
    return replace(house, settings=replace(house.settings, witness_dir=stick))


@pytest.fixture
def grow(case_id, sign_in, read, kept):
    """Return a function that lets the log grow and signs it."""
    birgit = sign_in("birgit")

    def read_and_sign():
        read(birgit, case_id)
        assert sign_checkpoint(kept.context("job"))
        return kept.vault.signer.outside_note()

    return read_and_sign


def test_each_checkpoint_is_appended_once(grow, kept):
    """One whole note after the other, under the random name of the log, for its owner alone."""
    first, second = grow(), grow()
    assert kept.witness.catch_up()
    path = kept.witness.file
    assert first + second == path.read_text()
    assert 0o600 == path.stat().st_mode & 0o777
    assert kept.vault.signer.origin.endswith(path.stem)


def test_what_a_power_cut_left_is_cut_off(grow, kept):
    """Half a note at the end is no note, wherever it broke off; the whole ones stay."""
    first, second = grow(), grow()
    for length in range(1, len(second.encode())):
        kept.witness.file.write_bytes(first.encode() + second.encode()[:length])
        assert kept.witness.append(second)
        assert first + second == kept.witness.file.read_text()
        kept.witness.file.write_bytes(second.encode()[:length])
        assert kept.witness.append(second)
        assert second == kept.witness.file.read_text()


def test_a_file_of_somebody_else_is_left_alone(grow, kept):
    """A wrong folder costs nobody a file."""
    grow()
    kept.witness.file.write_text("her letter " * 1_000)
    assert not kept.witness.catch_up()
    assert "her letter " * 1_000 == kept.witness.file.read_text()


def test_a_stick_that_is_away_stops_nobody(grow, kept, stick):
    """Signing goes on, and the timer says that nothing is kept elsewhere; then it catches up."""
    stick.rmdir()
    note = grow()
    assert not due.run(kept.context("job")).is_witnessed
    assert [note] == kept.witness.everywhere()
    stick.mkdir()
    assert due.run(kept.context("job")).is_witnessed
    assert note == kept.witness.file.read_text()


def test_a_house_without_such_a_folder_is_told_nothing(house):
    """It is a choice."""
    assert due.run(house.context("job")).is_witnessed
    assert not house.witness.append("note")


def test_every_checkpoint_of_the_file_is_compared(grow, kept, verify, unlock_log, tamper):
    """Also an old one: a log that fits the newest only was not always this log."""
    grow()
    grow()
    assert Verdict.SOUND is verify(kept.witness.everywhere()).verdict
    other = kept.vault.signer.attest(
        kept.watch.lookout._followed.extend(
            [bytes(32)] * 7
        )  # signed, and never a state of this log
    )
    report = verify([other, *kept.witness.everywhere()])
    assert (Verdict.TAMPERED, Check.WITNESS, 0) == (report.verdict, report.check, report.first_bad)


@pytest.mark.parametrize("damage", ["junk", "half", "bit"])
def test_a_damaged_file_elsewhere_is_not_called_sound(damage, grow, kept, verify):
    """Nor tampered: whoever keeps the stick looks at it."""
    grow()
    grow()
    raw = kept.witness.file.read_bytes()
    changed = {
        "junk": raw + b"junk",
        "half": raw[: len(raw) // 2 - 9],
        "bit": raw.replace(b"\xe2\x80\x94", b"\xe2\x80\x95", 1),
    }
    kept.witness.file.write_bytes(changed[damage])
    assert Verdict.UNWITNESSED is verify(kept.witness.everywhere()).verdict


def test_evidence_is_kept_once_and_does_not_fill_the_disk(grow, kept):
    """The same head from ten browsers is one file; what is no more news is left."""
    note = grow()
    for _ in range(3):
        kept.witness.accuse(note)
    assert (1, True) == (len(list(kept.witness.evidence.iterdir())), kept.witness.has_evidence())
    for size in range(MOST_EVIDENCE + 5):
        kept.witness.accuse(f"x\n{size}\n")
    assert MOST_EVIDENCE == len(list(kept.witness.evidence.iterdir()))
