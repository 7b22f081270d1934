"""One type for each kind of id, so that a note can never be passed where a case belongs."""

from typing import NewType
from uuid import UUID

HouseId = NewType("HouseId", UUID)
LogId = NewType("LogId", UUID)
StaffId = NewType("StaffId", UUID)
StaffAlias = NewType("StaffAlias", UUID)
"""A random stand-in for a colleague in the log; it leads to a name only through the staff table."""
CertificateId = NewType("CertificateId", UUID)
AppointmentId = NewType("AppointmentId", UUID)
ShiftId = NewType("ShiftId", UUID)
GrantId = NewType("GrantId", UUID)
"""A timed access; the id is a digest of its terms, so the log fixes them (``GrantTerms``)."""
CaseId = NewType("CaseId", UUID)
CaseAlias = NewType("CaseAlias", UUID)
"""A random stand-in for a case file in the log; it leads nowhere once the case row is gone."""
FamilyId = NewType("FamilyId", UUID)
StayId = NewType("StayId", UUID)
NoteId = NewType("NoteId", UUID)
DeadlineId = NewType("DeadlineId", UUID)
RecordId = NewType("RecordId", UUID)
EventId = NewType("EventId", UUID)
EnquiryId = NewType("EnquiryId", UUID)
VisitationId = NewType("VisitationId", UUID)
SafetyEventId = NewType("SafetyEventId", UUID)
DecisionId = NewType("DecisionId", UUID)
DelegationId = NewType("DelegationId", UUID)
"""A delegation; the id is a digest of its terms, so the log fixes them."""
RequestId = NewType("RequestId", UUID)
RoomId = NewType("RoomId", UUID)
AssignmentId = NewType("AssignmentId", UUID)
OutId = NewType("OutId", UUID)
"""A span of nights in which a room is out of service."""
RecoveryId = NewType("RecoveryId", UUID)
FactId = NewType("FactId", UUID)
"""A frozen row of the statistics; it stands in no event and in no other table in clear."""
FiguresId = NewType("FiguresId", UUID)
PublicationId = NewType("PublicationId", UUID)

KeyId = NewType("KeyId", bytes)
"""Eight random bytes that pick exactly one key."""

Sealed = NewType("Sealed", bytes)
"""An envelope that only the vault makes; a type check refuses plain text where one belongs."""
