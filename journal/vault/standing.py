"""
Who stands where, believed only when it is signed and has not ended since.

Posts are signed by the pinned root, places and shifts by somebody who leads, and the log says what
has ended. A row that somebody writes into the database, changes or puts back passes none of these,
so she is wrapped no key; and a key made by somebody who had no right to make it is not used.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from crypto.errors import BadSignature
from journal.domain.access import Action
from journal.domain.compartments import OF_A_CASE, OVERLAPPING, Compartment
from journal.domain.errors import StaleKey, Tampered
from journal.domain.ids import CaseAlias, CaseId, CertificateId, EventId, GrantId, KeyId, StaffId
from journal.domain.policy_rules import LEADING, WITH_RESIDENTS
from journal.domain.staff import Role
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.keys import KeyEpochRow
from journal.store.roster import ShiftRow
from journal.store.staff import AppointmentRow, CertificateRow, Certified
from journal.store.teams import TeamMemberRow
from journal.vault import statements
from journal.vault.certificates import Chain
from journal.vault.desk import Desk
from journal.vault.evidence import (
    GO_ON,
    NEVER,
    NOW,
    OF_A_CODE,
    OF_A_KEY,
    OF_A_PLACE,
    OF_A_POST,
    OF_A_SEAL,
    OF_A_SHIFT,
    OF_AN_ACCESS,
    PAUSE,
    Begun,
    Evidence,
    row_of,
    row_of_comp,
)

_LEADER = frozenset({Role.LEADER})
MAKERS: dict[Compartment, frozenset[Role]] = {
    Compartment.IDENTITY: _LEADER,
    Compartment.JOURNAL: frozenset(),
    Compartment.REGISTER: _LEADER,
    Compartment.SAFETY: WITH_RESIDENTS,
    Compartment.HOUSE: WITH_RESIDENTS,
    Compartment.STATISTICS: _LEADER,
    Compartment.PERSONAL: frozenset(),
    Compartment.REVIEW: frozenset({*LEADING, Role.LOG_REVIEWER}),
    Compartment.ROOT: _LEADER,
    Compartment.DUTY: WITH_RESIDENTS,
    Compartment.PURPOSE: LEADING,
}
"""Whose post alone lets her make a key; of a case its team may, and whoever opened the file."""
_MANY_AT_ONCE = frozenset({*OVERLAPPING, Compartment.PERSONAL})
"""Of these a newer key ends no older one: every colleague has a personal key of her own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """
    What a key is used for.

    Args:
        case: whose key it is, or None for a key of the house or of a colleague.
        is_mailbox: it only takes what is sent in while the key of the case waits to be exchanged.
    """

    case: CaseFileRow | None = None
    is_mailbox: bool = False


OF_THE_HOUSE = Use()


class Standing:
    """
    Judges rows of the database by signatures and by the log.

    What was found sound is remembered for the life of the process; what has ended is asked anew.

    Args:
        chain: of this house, under its pinned root.
    """

    def __init__(self, chain: Chain) -> None:
        self.house = chain.house
        self._chain = chain
        self.evidence = Evidence()
        self._sound_keys: set[bytes] = set()
        self._places: dict[bytes, Begun] = {}
        self._lock = Lock()

    def people(
        self,
        desk: Desk,
        roles: Collection[Role] = tuple(Role),
        ids: Collection[StaffId] | None = None,
    ) -> tuple[list[Certified], list[StaffId]]:
        """
        Colleagues in service whose post is real, and those whose row is not what was signed.

        Args:
            roles: only these roles.
            ids: only these people, if given.
        """
        found = staff_store.certified(desk.session, roles, ids)
        sound = [person for person in found if self.has_post(desk, person)]
        real = {person.staff.id for person in sound}
        return sound, [StaffId(one.staff.id) for one in found if one.staff.id not in real]

    def has_post(self, desk: Desk, person: Certified) -> bool:
        """Whether the root has appointed her to what her row says, and nothing ended it since."""
        row, certificate, shown = person.appointment, person.certificate, person.staff
        said = (row.staff_id, row.cert_id, row.role, row.profession)
        if said != (shown.id, certificate.id, shown.role, shown.profession):
            return False
        if certificate.staff_id != shown.id or not self._is_appointed(row):
            return False
        try:
            self._chain.check(certificate)
        except Tampered:
            return False
        evidence, own = self.evidence, (None, UUID(bytes=shown.id.bytes))
        if evidence.last(desk, PAUSE, own) > evidence.last(desk, GO_ON, own):
            return False
        ended = evidence.last(desk, OF_A_POST, own, (None, certificate.id))
        if ended == NEVER:
            return True
        began = evidence.begun(desk, EventId(row.event_id), Action.CERT_ISSUE)
        return began is not None and ended < began.seq

    def _is_appointed(self, row: AppointmentRow) -> bool:
        message = statements.of_appointment(self._chain.house, row)
        return self._chain.is_signed_by_root(row.sig, message)

    def has_place(self, desk: Desk, case: CaseFileRow, row: TeamMemberRow) -> bool:
        """Whether somebody who may put people into a team put her there, and nobody ended it."""
        began = self._placed(desk, case, row)
        return began is not None and self._goes_on(desk, case, row, began)

    def is_still_in(self, desk: Desk, case: CaseFileRow, row: TeamMemberRow) -> bool:
        """
        Whether the log has her in a team, whatever the table says by now.

        Enough for who holds a key: it was wrapped to her when her place was signed. So a damaged
        certificate of whoever put her there takes no journal away from her.
        """
        began = self.evidence.begun(desk, EventId(row.event_id), Action.TEAM_ADD)
        if began is None or (case.alias, row.staff_id) not in began.named:
            return False
        return self._goes_on(desk, case, row, began)

    def _goes_on(self, desk: Desk, case: CaseFileRow, row: TeamMemberRow, began: Begun) -> bool:
        rows = (case.alias, row.staff_id), (None, row.staff_id)
        return self.evidence.last(desk, OF_A_PLACE, *rows) < began.seq

    def _placed(self, desk: Desk, case: CaseFileRow, row: TeamMemberRow) -> Begun | None:
        """The event that put her there, ended since or not, if it was somebody's right."""
        if row.case_id != case.id:
            return None
        message = statements.of_place(self._chain.house, row)
        claim = message + row.sig + case.alias.bytes  # ends are found by the alias
        known = self._places.get(claim)
        if known is not None:
            return known
        began = self.evidence.begun(desk, EventId(row.event_id), Action.TEAM_ADD)
        if began is None or (case.alias, row.staff_id) not in began.named:
            return None
        signer = self.signer(desk, CertificateId(row.cert_id), row.sig, message, began)
        if signer is None:
            return None
        if signer.role not in LEADING and not self._opened_with(desk, case, signer, began):
            return None
        if began.seq < NOW:  # what this work itself has begun may be rolled back
            self._places[claim] = began
        return began

    def _opened_with(
        self, desk: Desk, case: CaseFileRow, signer: AppointmentRow, began: Begun
    ) -> bool:
        """Whether she signed the first places of a file in the very act that opened it."""
        opened = self.evidence.begun(desk, EventId(case.event_id), Action.CASE_CREATE)
        if opened is None or opened.seq + 1 != began.seq:
            return False
        return self.is_actor(desk, opened, StaffId(signer.staff_id))

    def is_actor(self, desk: Desk, begun: Begun, staff_id: StaffId) -> bool:
        """Whether an event was this colleague's act."""
        person = staff_store.get(desk.session, staff_id)
        return person is not None and begun.actor == person.alias

    def is_kept_away(self, desk: Desk, case: CaseAlias, staff_id: StaffId) -> bool:
        """Whether the log has her excluded from a case, whatever the table says by now."""
        row = (case, staff_id)
        return self.evidence.last(desk, frozenset({Action.EXCLUSION_ADD}), row) != NEVER

    def has_shift(self, desk: Desk, row: ShiftRow) -> bool:
        """Whether somebody who leads planned this shift, and nobody took it off the roster."""
        began = self.evidence.begun(desk, EventId(row.event_id), Action.ROSTER_SET)
        if began is None or (None, row.id) not in began.named:
            return False
        message = statements.of_shift(self._chain.house, row)
        signer = self.signer(desk, CertificateId(row.cert_id), row.sig, message, began)
        if signer is None or signer.role not in LEADING:
            return False
        rows = (None, row.id), (None, row.staff_id)
        return self.evidence.last(desk, OF_A_SHIFT, *rows) < began.seq

    def has_code(self, desk: Desk, case: CaseFileRow, event_id: EventId, named: UUID) -> bool:
        """
        Whether the log has a resident given the code behind a public key, and no other since.

        Args:
            named: the public key as events name it.
        """
        began, row = self.evidence.begun(desk, event_id, Action.CODE_ISSUE), (case.alias, named)
        if began is None or row not in began.named:
            return False
        return self.evidence.last(desk, OF_A_CODE, row) < began.seq

    def is_sealed(self, desk: Desk, case: CaseFileRow) -> bool:
        """Whether the log has who somebody is left to her own code alone."""
        row = (case.alias, row_of_comp(Compartment.IDENTITY))
        return self.evidence.last(desk, OF_A_SEAL, row) != NEVER

    def waiting(self, desk: Desk, case: CaseFileRow) -> list[Compartment]:
        """The compartments that wait to be exchanged: what is sealed for her waits for nobody."""
        return [
            comp
            for comp in OF_A_CASE
            if case.rotate_pending & comp.bit
            and not (comp is Compartment.IDENTITY and self.is_sealed(desk, case))
        ]

    def has_access_ended(self, desk: Desk, grant_id: GrantId) -> bool:
        """Whether the log has a timed access ended, whatever its row says by now."""
        return self.evidence.last(desk, OF_AN_ACCESS, (None, grant_id)) != NEVER

    def signer(
        self, desk: Desk, cert_id: CertificateId, sig: bytes, message: bytes, began: Begun
    ) -> AppointmentRow | None:
        """The post of whoever signed a statement, if she held it when its event was written."""
        found = staff_store.signer(desk.session, cert_id)
        if found is None:
            return None
        certificate, appointment = found
        try:
            self._chain.known.verify(self._chain.check(certificate), sig, message)
        except (BadSignature, Tampered):
            return None
        if appointment.staff_id != certificate.staff_id or not self._is_appointed(appointment):
            return None
        revoked = self.evidence.last(desk, OF_A_POST, (None, certificate.id))
        return appointment if revoked == NEVER or began.seq < revoked else None

    def has_led(self, desk: Desk, staff_id: StaffId) -> bool:
        """Whether the root has ever appointed a colleague leader, whatever she is by now."""
        posts = staff_store.appointments(desk.session, staff_id)
        return any(row.role == Role.LEADER and self._is_appointed(row) for row in posts)

    def check_epoch(
        self,
        desk: Desk,
        epoch: KeyEpochRow,
        signers: Iterable[CertificateRow],
        use: Use = OF_THE_HOUSE,
    ) -> None:
        """
        Check that a key was made by somebody who had the right to make it.

        Args:
            signers: the certificates its creator has had.
            use: whose key it is, and for what.

        Raises:
            Tampered: nobody certified signed it, she had no right to, or she had lost it; or the
                log knows of no such key, or of a newer one.
            StaleKey: it was exchanged during this work.
        """
        certificate = self._chain.check_epoch(epoch, signers)
        alias = None if use.case is None else CaseAlias(use.case.alias)
        made = self._made(desk, epoch, alias)
        digest = bytes(epoch.key_id) + epoch.sig + bytes([use.is_mailbox])
        with self._lock:
            if digest in self._sound_keys:
                return
        found = staff_store.signer(desk.session, CertificateId(certificate.id))
        if found is None or not self._is_appointed(found[1]):
            raise Tampered
        if not self._may_make(desk, epoch, Role(found[1].role), use):
            raise Tampered
        revoked = self.evidence.last(desk, OF_A_POST, (None, certificate.id))
        if revoked != NEVER and made > revoked:
            raise Tampered
        with self._lock:
            self._sound_keys.add(digest)

    def _made(self, desk: Desk, epoch: KeyEpochRow, alias: CaseAlias | None) -> int:
        """
        Where in the log a key was made.

        Raises:
            StaleKey: it has been exchanged since, by a work that ended during this one.
            Tampered: nobody made it, or one that was exchanged has been put back.
        """
        key_id, comp = KeyId(epoch.key_id), Compartment(epoch.comp)
        made = self.evidence.last(desk, OF_A_KEY, (alias, row_of(key_id)))
        if made == NEVER:
            raise Tampered
        if comp not in _MANY_AT_ONCE:
            exchanged = frozenset({Action.KEY_ROTATE})
            if made < self.evidence.last(desk, exchanged, (alias, row_of_comp(comp))):
                raise Tampered if key_store.is_there(desk.session, key_id) else StaleKey
        return made

    def _may_make(self, desk: Desk, epoch: KeyEpochRow, role: Role, use: Use) -> bool:
        maker = StaffId(epoch.created_by)
        if role in MAKERS[Compartment(epoch.comp)] or (use.is_mailbox and role in WITH_RESIDENTS):
            return True
        if use.case is None:
            return maker.bytes == epoch.scope_id.bytes
        places = team_store.ever(desk.session, CaseId(use.case.id))
        if any(row.staff_id == maker and self._placed(desk, use.case, row) for row in places):
            return True
        opened = self.evidence.begun(desk, EventId(use.case.event_id), Action.CASE_CREATE)
        return epoch.epoch == 1 and opened is not None and self.is_actor(desk, opened, maker)
