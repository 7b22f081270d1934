"""
The twins: this application around another vault.

Rules: a twin has the same routes, templates, tables, rights and commits as the real service. T1
keeps text as it is and keeps the log; T0 is T1 with a ledger that writes nothing. No twin unwraps,
derives, seals, signs or verifies anything on the way of a request.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, select

from journal.domain.access import Action
from journal.domain.audit import Origin
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, HouseId, Sealed
from journal.domain.note_documents import Content, to_document
from journal.store.cases import CaseFileRow
from journal.store.columns import ENVELOPE_VERSION
from journal.store.exclusions import ExclusionRow
from journal.store.key_facts import KeyFacts
from journal.store.notes import NoteRow, SignedNote
from journal.store.search import StoredNote
from journal.store.teams import TeamMemberRow
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Keyring
from journal.vault.keys import Keys
from journal.vault.ledger import Ledger
from journal.vault.notes import shown_by
from journal.vault.opened import OpenCase
from journal.vault.opened_house import OpenHouse
from journal.vault.recipients import Recipients
from journal.vault.standing import Standing
from journal.vault.vault import Vault

FIRST_BYTE = bytes([ENVELOPE_VERSION])
"""Sealed columns refuse what does not begin with it, so plain text carries it in front."""

_OWN_PLACE = and_(
    TeamMemberRow.case_id == CaseFileRow.id,
    TeamMemberRow.staff_id == bindparam("staff"),
    TeamMemberRow.until.is_(None),
)
_IS_EXCLUDED = exists().where(
    ExclusionRow.case_id == CaseFileRow.id, ExclusionRow.staff_id == bindparam("staff")
)
_CASE = (
    select(CaseFileRow, TeamMemberRow, _IS_EXCLUDED)
    .outerjoin(TeamMemberRow, _OWN_PLACE)
    .where(CaseFileRow.id == bindparam("case"))
)


class PlainRing(Keyring):
    """A ring without a key: what it seals is the text itself."""

    def __init__(self, house: HouseId, comp: Compartment) -> None:
        self.house = house
        self.comp = comp

    def prefetch(self, abouts: Sequence[UUID]) -> None:
        """There are no shares."""

    def seal(self, about: UUID, column: Any, core: bytes, flags: int, text: bytes) -> Sealed:  # noqa: ARG002 -- the signature of the real one
        """The text, with the byte that the column wants."""
        return Sealed(FIRST_BYTE + text)

    def unseal(
        self,
        about: UUID,  # noqa: ARG002 -- the signature of the real one
        column: Any,  # noqa: ARG002
        core: bytes,  # noqa: ARG002
        flags: int,  # noqa: ARG002
        envelope: bytes | None,
    ) -> bytes:
        """The text."""
        return (envelope or b"")[1:]

    unseal_own = unseal


class PlainCase(OpenCase):
    """An opened case file whose texts are stored as they are."""

    def _ring_of(self, envelope: bytes | None) -> Keyring:  # noqa: ARG002 -- the signature of the real one
        return self._rings[0]

    def _opened(self, signed: SignedNote) -> bytes:
        return (signed.note.body_sealed or b"")[1:]

    def _scanning(self) -> Callable[[StoredNote], bytes]:
        return lambda note: (note.body_sealed or b"")[1:]

    def _sealed(self, note: NoteRow, content: Content) -> Sealed:
        return Sealed(FIRST_BYTE + to_document(shown_by(note), content))


class PlainHouse(OpenHouse):
    """The house with its names and pseudonyms stored as they are."""

    def _place(self, *_place: Any) -> bytes:
        return b""


class PlainKeys(Keys):
    """Decides and collects the event as the real one does; there is no key to find."""

    def open_case(
        self,
        desk: Desk,
        case_id: CaseId,
        action: Action,
        comp: Compartment = Compartment.JOURNAL,
        purpose: str | None = None,  # noqa: ARG002 -- the signature of the real one
    ) -> OpenCase:
        """Decide whether the actor may do this to this case."""
        desk.require(Stage.DOWN)
        facts = self._facts(desk, case_id, action, comp)
        event = self._decided(desk, facts, action, comp, is_member=facts.place is not None)
        return PlainCase(desk, [PlainRing(self.house, comp)], facts.case, event)

    def _facts(self, desk: Desk, case_id: CaseId, action: Action, comp: Compartment) -> KeyFacts:  # noqa: ARG002 -- the signature of the real one
        found = desk.session.execute(
            _CASE, {"case": case_id, "staff": desk.principal.id}
        ).one_or_none()
        if found is None:
            raise AccessDenied(action)
        case, place, is_excluded = found
        return KeyFacts(
            case=case,
            epochs=(),
            place=place,
            is_excluded=is_excluded,
            has_grants=False,
            has_run_out=False,
        )

    def open_house(self, desk: Desk) -> OpenHouse:
        """Open the house for labels."""
        desk.require(Stage.DOWN)
        return PlainHouse(desk, PlainRing(self.house, Compartment.HOUSE), self.standing)


class Trusting(Standing):
    """Takes every key for sound: there is no log that could name it."""

    def check_epoch(self, *_asked: Any) -> None:
        """Believe it."""


class SilentLedger(Ledger):
    """A log that writes nothing."""

    def append(self, desk: Desk, origin: Origin, milliseconds: int) -> None:
        """Forget what was collected."""


def real(vault: Vault) -> Vault:
    """The vault as it is."""
    return vault


def plain(vault: Vault) -> Vault:
    """T1: text as it is, with the log."""
    keys = vault.keys
    return replace(vault, keys=PlainKeys(keys.provider, keys.chain, keys.recovery_pin))


def plain_and_silent(vault: Vault) -> Vault:
    """T0: text as it is, without the log."""
    twin = plain(vault)
    keys = twin.keys
    keys.standing = Trusting(keys.chain)
    keys.recipients = Recipients(keys.standing, keys.recovery_pin)
    return replace(twin, ledger=SilentLedger(vault.house, vault.ledger.log))


VARIANTS: Mapping[str, Callable[[Vault], Vault]] = {
    "real": real,
    "T1": plain,
    "T0": plain_and_silent,
}
"""Name of each variant and how its vault is made of the real one."""
