"""
Decisions and delegations signed by people.

No machine can sign for people, so what is there stays unsigned: decisions remain as they were
written and nothing is built on them any more; delegations end, as a leader gives them anew.
"""

import time

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
SIGNATURE = sa.LargeBinary(64)
COLUMNS = {
    "delegation": {"cert_id": ID, "sig": SIGNATURE},
    "decision": {
        "cert_id": ID,
        "sig": SIGNATURE,
        "admitted_event": ID,
        "admitted_cert": ID,
        "admitted_sig": SIGNATURE,
        "confirmed_event": ID,
        "confirmed_cert": ID,
        "confirmed_sig": SIGNATURE,
    },
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    ended = sa.text("UPDATE delegation SET ended_at = :now WHERE ended_at IS NULL")
    op.get_bind().execute(ended, {"now": time.time_ns() // 1000})


def downgrade() -> None:
    for table, columns in COLUMNS.items():
        for name in columns:
            op.drop_column(table, name)  # in place: other tables refer to this one
