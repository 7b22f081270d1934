"""Keys that live as people do: posts, signed places, roster, exclusions, timed access, drafts."""

import sqlalchemy as sa
from alembic import op

from journal.domain.errors import N_, StartRefused

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
INSTANT = sa.BigInteger()
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNSIGNED = N_(
    "This house was founded before its teams were signed, and no machine can sign for people. "
    "Put its folders aside and found it anew with: journal init"
)


def _people() -> None:
    """Posts, accounts on their way in, and what a recovery code opens."""
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("suspended_at", INSTANT, nullable=True))
    with op.batch_alter_table("staff_secret") as table:
        table.add_column(sa.Column("recovery_blob", sa.LargeBinary(), nullable=True))
    op.create_table(
        "appointment",
        sa.Column("id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("cert_id", ID, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("sig", sa.LargeBinary(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_appointment_staff_id_staff"),
        sa.ForeignKeyConstraint(
            ["cert_id"], ["certificate.id"], name="fk_appointment_cert_id_certificate"
        ),
        sa.UniqueConstraint("cert_id", name="uq_appointment_cert_id"),
    )
    op.create_index("ix_appointment_staff_id", "appointment", ["staff_id"])
    op.create_table(
        "activation",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("code_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_activation"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_activation_staff_id_staff"),
    )
    op.create_table(
        "enrolment",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("sign_pub", sa.LargeBinary(32), nullable=False),
        sa.Column("box_pub", sa.LargeBinary(32), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_enrolment"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_enrolment_staff_id_staff"),
    )


def _cases() -> None:
    """Who put whom into a team, and who must stay away from a case."""
    with op.batch_alter_table("house") as table:
        table.add_column(sa.Column("rotate_pending", NUMBER, nullable=False))
    with op.batch_alter_table("team_member") as table:
        table.add_column(sa.Column("event_id", ID, nullable=False))
        table.add_column(sa.Column("cert_id", ID, nullable=False))
        table.add_column(sa.Column("sig", sa.LargeBinary(64), nullable=False))
    op.create_table(
        "exclusion",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name="pk_exclusion"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_exclusion_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_exclusion_staff_id_staff"),
    )
    op.create_table(
        "draft",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_draft_case_id_case_file"),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name="fk_draft_author_id_staff"),
    )
    op.create_index("ix_draft_author_id", "draft", ["author_id"])
    op.create_index("ix_draft_expires_at", "draft", ["expires_at"])


def _nights() -> None:
    """The roster, and access that ends by the clock."""
    op.create_table(
        "shift",
        sa.Column("id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("cert_id", ID, nullable=False),
        sa.Column("sig", sa.LargeBinary(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shift"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_shift_staff_id_staff"),
    )
    op.create_index("ix_shift_starts_at", "shift", ["starts_at"])
    op.create_index("ix_shift_staff_id_ends_at", "shift", ["staff_id", "ends_at"])
    op.create_table(
        "timed_access",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("face", sa.String(), nullable=False),
        sa.Column("comp", NUMBER, nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(16), nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("words_event", ID, nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("review_due", INSTANT, nullable=False),
        sa.Column("reviewed_event", ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_timed_access"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_timed_access_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_timed_access_staff_id_staff"),
    )
    op.create_index("ix_timed_access_case_id_ended_at", "timed_access", ["case_id", "ended_at"])
    op.create_index("ix_timed_access_staff_id_ended_at", "timed_access", ["staff_id", "ended_at"])
    op.create_index("ix_timed_access_reviewed_event", "timed_access", ["reviewed_event"])


NEW_TABLES = (
    "timed_access",
    "shift",
    "draft",
    "exclusion",
    "enrolment",
    "activation",
    "appointment",
)
NEW_COLUMNS = {
    "team_member": ("event_id", "cert_id", "sig"),
    "house": ("rotate_pending",),
    "staff_secret": ("recovery_blob",),
    "staff": ("suspended_at",),
}


def upgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT count(*) FROM staff")).scalar_one():
        raise StartRefused(UNSIGNED)
    _people()
    _cases()
    _nights()


def downgrade() -> None:
    for name in NEW_TABLES:
        op.drop_table(name)
    for name, columns in NEW_COLUMNS.items():
        # SQLite would make the table anew and refuse: rows of other tables point to the old one.
        with op.batch_alter_table(name, recreate="never") as table:
            for column in columns:
                table.drop_column(column)
