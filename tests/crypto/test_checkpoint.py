"""A checkpoint is believed only if it is, byte for byte, what the pinned key signed."""

import base64
import dataclasses
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import checkpoint
from crypto.errors import BadSignature, CryptoError, Malformed
from crypto.identity import SignPrivate

ORIGIN = "log.example/7f3a9c1e"
PRIVATE = SignPrivate(b"\x55" * 32)
HEAD = checkpoint.Checkpoint(origin=ORIGIN, size=20_852, root=b"\x81" * 32)
NOTE = checkpoint.sign(HEAD, PRIVATE)


def read(note: str) -> checkpoint.Checkpoint:
    """Read a note as the log of this house, under its pinned key."""
    return checkpoint.read(note, ORIGIN, PRIVATE.public())


@given(st.integers(0, checkpoint.LARGEST_SIZE), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_comes_back(size, root):
    """Every size and root that can be signed can be read."""
    head = checkpoint.Checkpoint(origin=ORIGIN, size=size, root=root)
    assert read(checkpoint.sign(head, PRIVATE)) == head


def test_no_flipped_bit_is_accepted():
    """Every single bit of the note, and every text that is still text, is refused."""
    raw = NOTE.encode()
    for bit in range(8 * len(raw)):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CryptoError):
            read(changed.decode(errors="surrogateescape"))


def test_no_random_change_is_accepted():
    """Three thousand notes with one to four signs changed, added or taken away: none is read."""
    chance = random.Random(6962)
    signs = "\n \u2014+/=0123456789abcXYZ\r\t\u00e6\ud800"
    for _ in range(3_000):
        text = list(NOTE)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text))
            text[at : at + chance.randint(0, 1)] = chance.choice(["", *signs])
        changed = "".join(text)
        if changed != NOTE:
            with pytest.raises(CryptoError):
                read(changed)


@given(st.text(max_size=200))
def test_any_other_text_is_refused_and_never_a_crash(text):
    """A stranger's text is Malformed, not an accident."""
    with pytest.raises(Malformed):
        read(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("20852\n", "020852\n"),
        ("20852\n", "+20852\n"),
        ("20852\n", " 20852\n"),
        ("20852\n", "20_852\n"),
        ("20852\n", "\u0662\u0660\u0668\u0665\u0662\n"),
        ("20852\n", "-1\n"),
        ("20852\n", f"{2**63}\n"),
        ("20852\n", "9" * 5_000 + "\n"),
        ("\n\n", "\nextension\n\n"),
        ("\n\n", "\n\n\n"),
        ("\u2014 ", "\u2014  "),
        ("\u2014 ", "- "),
        ("\n", "\r\n"),
    ],
)
def test_other_ways_to_write_the_same_are_refused(old, new):
    """A lax reader would take these; each differs from what was signed."""
    with pytest.raises(Malformed):
        read(NOTE.replace(old, new))


def test_loose_ends_of_base64_are_refused():
    """The unused low bits of the last letter must be zero, and padding must be there."""
    encoded = base64.b64encode(HEAD.root).decode()
    assert encoded.endswith("E=")
    with pytest.raises(Malformed):
        read(NOTE.replace(encoded, encoded[:-2] + "F="))
    with pytest.raises(Malformed):
        read(NOTE.replace(encoded, encoded[:-1]))


def test_something_before_or_after_is_refused():
    """No second signature line, no missing line end, nothing around the note."""
    line = NOTE.split("\n")[4] + "\n"
    for note in (NOTE + line, NOTE + "\n", NOTE[:-1], "\n" + NOTE, "", NOTE + NOTE):
        with pytest.raises(Malformed):
            read(note)


def test_another_key_is_refused():
    """A note signed by a key that is not pinned is not ours, also if it claims our key's hash."""
    stranger = SignPrivate.generate()
    with pytest.raises(BadSignature):
        read(checkpoint.sign(HEAD, stranger))
    forged = checkpoint.key_hash(ORIGIN, PRIVATE.public()) + stranger.sign(HEAD.body().encode())
    lines = NOTE.split("\n")
    lines[4] = f"\u2014 {ORIGIN} {base64.b64encode(forged).decode()}"
    with pytest.raises(BadSignature):
        read("\n".join(lines))


def test_another_house_is_refused():
    """The checkpoint of another log, signed by the same key, is not about this one."""
    other = dataclasses.replace(HEAD, origin="log.example/00000000")
    with pytest.raises(Malformed):
        read(checkpoint.sign(other, PRIVATE))


def test_size_and_root_are_signed():
    """A signature moved to another size or root does not fit."""
    for head in (dataclasses.replace(HEAD, size=1), dataclasses.replace(HEAD, root=bytes(32))):
        lines = checkpoint.sign(head, PRIVATE).split("\n")
        lines[4] = NOTE.split("\n")[4]
        with pytest.raises(BadSignature):
            read("\n".join(lines))


@pytest.mark.parametrize(
    "change",
    [
        {"origin": ""},
        {"origin": "two words"},
        {"origin": "a+b"},
        {"origin": "a\nb"},
        {"origin": "krisecenter-\u00e6"},
        {"size": -1},
        {"size": 2**63},
        {"root": bytes(31)},
    ],
)
def test_what_the_form_cannot_carry_is_refused(change):
    """Such a checkpoint cannot be made, so it is never signed."""
    with pytest.raises(Malformed):
        dataclasses.replace(HEAD, **change)


def test_a_file_of_notes_is_split_where_each_begins():
    """One after the other; what is left over is a note that is refused."""
    other = checkpoint.sign(dataclasses.replace(HEAD, size=20_853), PRIVATE)
    assert [NOTE, other] == checkpoint.split(NOTE + other)
    assert [] == checkpoint.split("")
    assert [NOTE, "left\r over"] == checkpoint.split(NOTE + "left\r over")


def test_a_printed_line_is_the_size_and_twelve_letters():
    """Short enough to be copied by hand."""
    assert "20852 gYGBgYGBgYGB" == checkpoint.printed(HEAD)


def test_the_key_of_a_log_stands_in_one_line():
    """Name, hash and key, as other programs read it."""
    name, digest, key = checkpoint.verifier_key(ORIGIN, PRIVATE.public()).split("+", 2)
    assert (ORIGIN, checkpoint.key_hash(ORIGIN, PRIVATE.public()).hex()) == (name, digest)
    assert b"\1" + PRIVATE.public().raw == base64.b64decode(key)
