"""
What people of a house sign when they decide: a delegation, a decision, and what becomes of one.

Rules: as in ``crypto.statements``; what is not there is signed as nothing, so that it cannot be
filled in later.
"""

from dataclasses import dataclass

from crypto.encoding import ID_SIZE, fixed, lp, number


def _id(raw: bytes, what: str) -> bytes:
    return lp(fixed(raw, ID_SIZE, what))


def _id_or_nothing(raw: bytes | None, what: str) -> bytes:
    return lp(b"") if raw is None else _id(raw, what)


def _time_or_nothing(ms: int | None) -> bytes:
    return lp(b"") if ms is None else lp(number(ms, 8))


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationStatement:
    """
    What a leader signs: this colleague decides for me from then to then.

    Attributes:
        house, delegation, giver, holder: ids, 16 bytes.
        certificate: the giver's, 16 bytes.
        scope: code.
        starts_ms, ends_ms: UTC milliseconds since 1970, u64.
        event: the event of the act, 16 bytes.
    """

    house: bytes
    delegation: bytes
    giver: bytes
    holder: bytes
    certificate: bytes
    scope: str
    starts_ms: int
    ends_ms: int
    event: bytes

    def message(self) -> bytes:
        """
        Return the bytes to sign.

        Raises:
            Malformed: a field of another length or out of range.
        """
        return (
            b"SKJ1 delegation"
            + _id(self.house, "house")
            + _id(self.delegation, "delegation")
            + _id(self.giver, "giver")
            + _id(self.holder, "holder")
            + _id(self.certificate, "certificate")
            + lp(self.scope.encode())
            + number(self.starts_ms, 8)
            + number(self.ends_ms, 8)
            + _id(self.event, "event")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStatement:
    """
    What somebody signs who decides, proposes, or enters what another decided on the phone.

    Attributes:
        house, decision, entered_by, certificate: ids, 16 bytes; the certificate is that of whoever
            entered it.
        kind, reason, late: codes; late is empty where it is not.
        case, visitation: what it is about, 16 bytes, or None.
        decided_by, delegation: who decided and by whose leave, 16 bytes, or None.
        decided_ms, due_ms, confirm_due_ms: UTC milliseconds since 1970, u64, or None.
        entered_ms: UTC milliseconds since 1970, u64.
        event: the event of the act, 16 bytes.
    """

    house: bytes
    decision: bytes
    kind: str
    reason: str
    case: bytes | None
    visitation: bytes | None
    decided_by: bytes | None
    decided_ms: int | None
    delegation: bytes | None
    entered_by: bytes
    certificate: bytes
    entered_ms: int
    due_ms: int | None
    late: str
    confirm_due_ms: int | None
    event: bytes

    def message(self) -> bytes:
        """
        Return the bytes to sign.

        Raises:
            Malformed: a field of another length or out of range.
        """
        return (
            b"SKJ1 decision"
            + _id(self.house, "house")
            + _id(self.decision, "decision")
            + lp(self.kind.encode())
            + lp(self.reason.encode())
            + _id_or_nothing(self.case, "case")
            + _id_or_nothing(self.visitation, "visitation")
            + _id_or_nothing(self.decided_by, "decider")
            + _time_or_nothing(self.decided_ms)
            + _id_or_nothing(self.delegation, "delegation")
            + _id(self.entered_by, "who entered it")
            + _id(self.certificate, "certificate")
            + number(self.entered_ms, 8)
            + _time_or_nothing(self.due_ms)
            + lp(self.late.encode())
            + _time_or_nothing(self.confirm_due_ms)
            + _id(self.event, "event")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmittedStatement:
    """
    What somebody signs who admits a woman by a decision: this is her file.

    Attributes:
        house, decision, case, certificate: ids, 16 bytes; the certificate is the signer's.
        event: the event of the admission, 16 bytes.
    """

    house: bytes
    decision: bytes
    case: bytes
    certificate: bytes
    event: bytes

    def message(self) -> bytes:
        """
        Return the bytes to sign.

        Raises:
            Malformed: a field of another length.
        """
        return (
            b"SKJ1 admitted"
            + _id(self.house, "house")
            + _id(self.decision, "decision")
            + _id(self.case, "case")
            + _id(self.certificate, "certificate")
            + _id(self.event, "event")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedStatement:
    """
    What somebody signs who confirms a decision that another entered for her.

    Attributes:
        house, decision, certificate: ids, 16 bytes; the certificate is the signer's.
        ms: when, UTC milliseconds since 1970, u64.
        event: the event of the act, 16 bytes.
    """

    house: bytes
    decision: bytes
    certificate: bytes
    ms: int
    event: bytes

    def message(self) -> bytes:
        """
        Return the bytes to sign.

        Raises:
            Malformed: a field of another length or out of range.
        """
        return (
            b"SKJ1 confirmed"
            + _id(self.house, "house")
            + _id(self.decision, "decision")
            + _id(self.certificate, "certificate")
            + number(self.ms, 8)
            + _id(self.event, "event")
        )
