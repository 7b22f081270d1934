"""All tables of a house, and the triggers that keep its log append only."""

import sqlalchemy as sa
from alembic import op

from journal.store.append_only import create_triggers, drop_triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
INSTANT = sa.BigInteger()
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _people() -> None:
    """Colleagues, what signs them in, their certificates and the counters of wrong tries."""
    op.create_table(
        "staff",
        sa.Column("id", ID, nullable=False),
        sa.Column("alias", ID, nullable=False),
        sa.Column("login_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("active_from", INSTANT, nullable=False),
        sa.Column("active_to", INSTANT, nullable=True),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("alias", name="uq_staff_alias"),
        sa.UniqueConstraint("login_mac", name="uq_staff_login_mac"),
    )
    op.create_table(
        "staff_secret",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("argon", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("auth_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("keys_blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff_secret"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_secret_staff_id_staff"),
    )
    op.create_table(
        "certificate",
        sa.Column("id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("sign_pub", sa.LargeBinary(32), nullable=False),
        sa.Column("box_pub", sa.LargeBinary(32), nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("not_after", INSTANT, nullable=False),
        sa.Column("revoked_event", ID, nullable=True),
        sa.Column("sig", sa.LargeBinary(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_certificate_staff_id_staff"),
    )
    op.create_index("ix_certificate_staff_id", "certificate", ["staff_id"])
    op.create_table(
        "signin_throttle",
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("failed", NUMBER, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("blocked_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_signin_throttle"),
    )


def _house() -> None:
    """The house, the root of its certificates and its recovery key."""
    op.create_table(
        "house",
        sa.Column("id", ID, nullable=False),
        sa.Column("log_id", ID, nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_house"),
        sa.UniqueConstraint("log_id", name="uq_house_log_id"),
    )
    op.create_table(
        "org_root",
        sa.Column("id", ID, nullable=False),
        sa.Column("public", sa.LargeBinary(32), nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("private_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_org_root"),
    )
    op.create_table(
        "recovery_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("pub", sa.LargeBinary(32), nullable=False),
        sa.Column("pair_12", sa.LargeBinary(60), nullable=False),
        sa.Column("pair_13", sa.LargeBinary(60), nullable=False),
        sa.Column("pair_23", sa.LargeBinary(60), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_key"),
    )


def _cases() -> None:
    """Case files, their teams and notes."""
    op.create_table(
        "case_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("alias", ID, nullable=False),
        sa.Column("family_id", ID, nullable=False),
        sa.Column("person_kind", sa.String(), nullable=False),
        sa.Column("case_type", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("anonymity", sa.String(), nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("rotate_pending", NUMBER, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("hold_until", INSTANT, nullable=True),
        sa.Column("pseudonym_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
        sa.UniqueConstraint("alias", name="uq_case_file_alias"),
    )
    op.create_table(
        "team_member",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("profession", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "staff_id", "since", name="pk_team_member"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_team_member_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_team_member_staff_id_staff"),
    )
    op.create_index("ix_team_member_staff_id_until", "team_member", ["staff_id", "until"])
    op.create_table(
        "note",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("cert_id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("signed_at", INSTANT, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_note_case_id_case_file"),
    )
    op.create_index("ix_note_case_id_occurred_at", "note", ["case_id", "occurred_at"])
    op.create_index("ix_note_parent_id", "note", ["parent_id"])


def _keys() -> None:
    """Epochs, wraps and those who wait for one."""
    op.create_table(
        "key_epoch",
        sa.Column("key_id", sa.LargeBinary(8), nullable=False),
        sa.Column("scope_id", ID, nullable=False),
        sa.Column("comp", NUMBER, nullable=False),
        sa.Column("epoch", NUMBER, nullable=False),
        sa.Column("commitment", sa.LargeBinary(32), nullable=False),
        sa.Column("intake_pub", sa.LargeBinary(32), nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created_ms", NUMBER, nullable=False),
        sa.Column("sig", sa.LargeBinary(64), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name="pk_key_epoch"),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name="fk_key_epoch_created_by_staff"),
        sa.UniqueConstraint("scope_id", "comp", "epoch", name="uq_key_epoch_scope_id_comp_epoch"),
    )
    op.create_table(
        "key_wrap",
        sa.Column("key_id", sa.LargeBinary(8), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.LargeBinary(16), nullable=False),
        sa.Column("cert_id", ID, nullable=True),
        sa.Column("blob", sa.LargeBinary(80), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("key_id", "kind", "recipient_id", name="pk_key_wrap"),
        sa.ForeignKeyConstraint(
            ["key_id"], ["key_epoch.key_id"], name="fk_key_wrap_key_id_key_epoch"
        ),
    )
    op.create_index("ix_key_wrap_expires_at", "key_wrap", ["expires_at"])
    op.create_index("ix_key_wrap_recipient_id", "key_wrap", ["recipient_id"])
    op.create_table(
        "pending_grant",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("comp", NUMBER, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "comp", "staff_id", name="pk_pending_grant"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_pending_grant_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_pending_grant_staff_id_staff"),
    )


def _log() -> None:
    """The log: no foreign key leads in or out, so that no cascade can reach it."""
    op.create_table(
        "audit_entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("t", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("actor", ID, nullable=True),
        sa.Column("out", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=True),
        sa.Column("rid", ID, nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("priv_ct", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_act_t", "audit_entry", ["act", "t"])
    op.create_index("ix_audit_entry_actor_t", "audit_entry", ["actor", "t"])
    op.create_index("ix_audit_entry_t", "audit_entry", ["t"])
    op.create_table(
        "audit_case",
        sa.Column("alias", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("alias", "entry_id", name="pk_audit_case"),
    )
    op.create_table(
        "audit_leaf",
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_leaf"),
        sa.UniqueConstraint("entry_id", name="uq_audit_leaf_entry_id"),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("pruned", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_audit_checkpoint"),
    )


TABLES = (
    "house",
    "org_root",
    "recovery_key",
    "staff",
    "staff_secret",
    "certificate",
    "signin_throttle",
    "case_file",
    "team_member",
    "note",
    "key_epoch",
    "key_wrap",
    "pending_grant",
    "audit_entry",
    "audit_case",
    "audit_leaf",
    "audit_head",
    "audit_checkpoint",
)


def upgrade() -> None:
    _people()
    _house()
    _cases()
    _keys()
    _log()
    create_triggers(op.get_bind())


def downgrade() -> None:
    drop_triggers(op.get_bind())
    for table in reversed(TABLES):
        op.drop_table(table)
