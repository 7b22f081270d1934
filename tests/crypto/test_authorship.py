"""Nobody's words can be changed, moved or given to another author."""

import dataclasses
from threading import Thread

import pytest

from crypto.authorship import VerifiedSignatures, sign_text, verified_text
from crypto.errors import BadSignature, Malformed
from crypto.identity import SignPrivate

AUTHOR = b"\x66" * 16
TEXT = "Hun ringede til sin søster i dag.".encode()


@pytest.fixture
def private():
    """The author's signing key."""
    return SignPrivate.generate()


@pytest.fixture
def known():
    """An empty memory."""
    return VerifiedSignatures()


def test_the_text_comes_back(private, known, place):
    """Signature first, then the text, also an empty one."""
    for text in (TEXT, b""):
        signed = sign_text(private, place.core(), AUTHOR, text)
        assert len(signed) == 64 + len(text)
        assert verified_text(private.public(), place.core(), AUTHOR, signed, known) == text


def test_a_signature_holds_at_its_place_only(private, known, place):
    """Moved to another row, revision, case or event, the text is nobody's."""
    signed = sign_text(private, place.core(), AUTHOR, TEXT)
    verified_text(private.public(), place.core(), AUTHOR, signed, known)
    for change in (
        {"row": b"\x34" * 16},
        {"revision": 2},
        {"about": None},
        {"event": b"\x45" * 16},
        {"house": b"\x12" * 16},
        {"table": "draft"},
        {"column": "title"},
    ):
        elsewhere = dataclasses.replace(place, **change).core()
        with pytest.raises(BadSignature):
            verified_text(private.public(), elsewhere, AUTHOR, signed, known)


def test_a_signature_holds_for_its_author_only(private, known, place):
    """Another name or another key on the same text is refused, also when it is remembered."""
    signed = sign_text(private, place.core(), AUTHOR, TEXT)
    verified_text(private.public(), place.core(), AUTHOR, signed, known)
    stranger = SignPrivate.generate().public()
    with pytest.raises(BadSignature):
        verified_text(private.public(), place.core(), b"\x67" * 16, signed, known)
    with pytest.raises(BadSignature):
        verified_text(stranger, place.core(), AUTHOR, signed, known)
    with pytest.raises(Malformed):
        sign_text(private, place.core(), b"\x66" * 15, TEXT)


def test_every_flipped_bit_and_every_cut_is_refused(private, known, place):
    """With a warm memory too: what was checked was another text."""
    signed = sign_text(private, place.core(), AUTHOR, TEXT)
    verified_text(private.public(), place.core(), AUTHOR, signed, known)
    for bit in range(8 * len(signed)):
        changed = bytearray(signed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadSignature):
            verified_text(private.public(), place.core(), AUTHOR, bytes(changed), known)
    for length in range(len(signed)):
        with pytest.raises(BadSignature):
            verified_text(private.public(), place.core(), AUTHOR, signed[:length], known)
    assert len(known) == 1


def test_what_is_remembered_is_not_checked_again(private, known, place, monkeypatch):
    """The second reading costs a digest; a failure is never remembered."""
    signed = sign_text(private, place.core(), AUTHOR, TEXT)
    public = private.public()
    with pytest.raises(BadSignature):
        verified_text(public, place.core(), AUTHOR, signed + b"!", known)
    assert len(known) == 0
    verified_text(public, place.core(), AUTHOR, signed, known)

    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr("crypto.identity.SignPublic.verify", refuse)
    assert verified_text(public, place.core(), AUTHOR, signed, known) == TEXT


def test_the_memory_is_bounded_and_keeps_what_is_used(private):
    """The longest unused goes first."""
    known = VerifiedSignatures(limit=3)
    public = private.public()
    messages = [bytes([number]) for number in range(4)]
    signatures = [private.sign(message) for message in messages]
    for at in (0, 1, 2, 0, 3):
        known.verify(public, signatures[at], messages[at])
    assert len(known) == 3
    checked = []
    known_again = (0, 2, 3, 1)
    for at in known_again:
        stand_in = Spy(public, checked)
        known.verify(stand_in, signatures[at], messages[at])
    assert checked == [messages[1]]


def test_the_memory_cannot_be_cut_elsewhere(private, known):
    """What was checked as signature and message is not another signature and message."""
    public = private.public()
    signature = private.sign(b"besked")
    known.verify(public, signature, b"besked")
    for moved in (signature + b"b", b"esked"), (signature[:-1], signature[-1:] + b"besked"):
        with pytest.raises(BadSignature):
            known.verify(public, *moved)


def test_several_threads_share_the_memory(private):
    """Threads that read the same page neither lose nor break the memory."""
    known = VerifiedSignatures(limit=8)
    public = private.public()
    pairs = [(private.sign(bytes([number])), bytes([number])) for number in range(16)]
    failures = []

    def read() -> None:
        try:
            for signature, message in pairs * 5:
                known.verify(public, signature, message)
        except Exception as error:  # noqa: BLE001 (whatever it is, the test reports it)
            failures.append(error)

    threads = [Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(known) == 8


class Spy:
    """A public key that notes what it is asked to check."""

    def __init__(self, public, checked):
        self.raw = public.raw
        self._public = public
        self._checked = checked

    def verify(self, signature, message):
        self._checked.append(message)
        self._public.verify(signature, message)
