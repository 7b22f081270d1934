"""
Somebody who keeps every key she ever held, and tries all of them on whatever lies in the database.

She is given more than a real person could take along: every share of the house, and her wraps the
moment they are written.
"""

from collections import defaultdict

from sqlalchemy import select

from crypto import fields, wrap
from crypto.encoding import WrapPlace
from crypto.errors import CryptoError
from crypto.keys import case_key, field_key, intake_private
from journal.domain.compartments import Compartment
from journal.store.cases import CaseFileRow
from journal.store.db import reading
from journal.store.keys import KeyEpochRow, KeyWrapRow
from journal.store.notes import NoteRow
from journal.store.records import RecordRow
from journal.store.staff import StaffRow
from journal.vault.notes import note_place
from journal.vault.opened_house import label_place
from journal.vault.records import record_place


class Keepers:
    """
    Everybody's private keys, and every key of a case or the house that was ever wrapped to them.

    Args:
        house: opened.
    """

    def __init__(self, house):
        self.house = house
        self.private = defaultdict(dict)
        self.kept = defaultdict(dict)

    def remember(self, staff_id, keys):
        """Keep somebody's private keys, as of a sign-in."""
        self.private[staff_id][keys.box.public().to_bytes()] = keys.box

    def gather(self):
        """Take every key that lies in the database for somebody whose private keys we have."""
        with reading(self.house.sessions) as session:
            rows = session.execute(
                select(KeyWrapRow, KeyEpochRow).join(
                    KeyEpochRow, KeyEpochRow.key_id == KeyWrapRow.key_id
                )
            ).all()
        for row, epoch in rows:
            for staff_id, boxes in self.private.items():
                if row.recipient_id == staff_id.bytes and epoch.key_id not in self.kept[staff_id]:
                    self._take(staff_id, boxes, row, epoch)

    def _take(self, staff_id, boxes, row, epoch):
        for public, box in boxes.items():
            place = WrapPlace(
                house=self.house.vault.house.bytes,
                scope=epoch.scope_id.bytes,
                comp=epoch.comp,
                epoch=epoch.epoch,
                key_id=epoch.key_id,
                kind=row.kind,
                recipient=row.recipient_id,
                recipient_pub=public,
            )
            try:
                self.kept[staff_id][bytes(epoch.key_id)] = wrap.unwrap(box, row.blob, place.info())
            except CryptoError:
                continue

    def opens_note(self, staff_id, note):
        """Whether a key she kept opens this note as it lies there."""
        core = note_place(self.house.vault.house, note)
        place = (note.case_id, Compartment.JOURNAL, "note", "body_sealed")
        return self._opens(staff_id, place, core, note.body_sealed)

    def opens_record(self, staff_id, row):
        """Whether a key she kept opens this sealed document as it lies there."""
        core = record_place(self.house.vault.house, row)
        about = row.case_id or self.house.vault.house
        place = (about, Compartment(row.comp), "record", "body_sealed")
        return self._opens(staff_id, place, core, row.body_sealed)

    def opens_label(self, staff_id, row):
        """Whether a key she kept opens this name or pseudonym as it lies there."""
        core = label_place(self.house.vault.house, row)
        if isinstance(row, CaseFileRow):
            place = (row.id, Compartment.HOUSE, "case_file", "pseudonym_sealed")
            return self._opens(staff_id, place, core, row.pseudonym_sealed)
        place = (self.house.vault.house, Compartment.HOUSE, "staff", "name_sealed")
        return self._opens(staff_id, place, core, row.name_sealed)

    def _opens(self, staff_id, place, core, envelope):
        about, comp, table, column = place
        header = fields.Header.parse(envelope)
        kept = self.kept[staff_id].get(bytes(header.key_id))
        if kept is None:
            return False
        share = self.house.vault.keys.provider.shares([about], comp)[about]
        key = case_key(kept, share, int(comp), header.key_id)
        try:
            if header.suite == fields.SUITE_INTAKE:
                fields.unseal_intake(intake_private(key, header.key_id), envelope, core)
            else:
                fields.unseal(field_key(key, table, column), envelope, core)
        except CryptoError:
            return False
        return True

    def notes(self):
        """Every note as it lies in the database."""
        with reading(self.house.sessions) as session:
            return session.scalars(select(NoteRow)).all()

    def records(self):
        """Every sealed document as it lies in the database."""
        with reading(self.house.sessions) as session:
            return session.scalars(select(RecordRow)).all()

    def labels(self):
        """Every row with a name or a pseudonym."""
        with reading(self.house.sessions) as session:
            return [*session.scalars(select(StaffRow)), *session.scalars(select(CaseFileRow))]
