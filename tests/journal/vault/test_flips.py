"""No log and no checkpoint in which a bit was turned over is called sound."""

import os
import random

from journal.vault.verifier import Check, Verdict

FLIPS = 2_000 if os.environ.get("JOURNAL_TEST_LONG") == "1" else 30


def test_no_flipped_bit_of_the_log_is_sound(story, leaf, tamper, verify, house):
    """Of any event, as stored; nor of the checkpoint outside."""
    chance = random.Random(story)
    outside = house.vault.signer.outside_note().encode()
    change = "UPDATE audit_entry SET entry = :data WHERE id = :id"
    for _ in range(FLIPS):
        row = leaf(chance.randrange(story))
        tamper(change, data=flipped(bytes(row.entry), chance), id=row.entry_id)
        report = verify()
        said = (report.verdict, report.check, report.first_bad)
        assert (Verdict.TAMPERED, Check.BYTES, row.seq) == said
        tamper(change, data=bytes(row.entry), id=row.entry_id)
        report = verify(flipped(outside, chance).decode(errors="replace"))
        assert Verdict.UNWITNESSED is report.verdict


def flipped(data, chance):
    """Return some bytes with one bit turned over."""
    changed, bit = bytearray(data), chance.randrange(8 * len(data))
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
