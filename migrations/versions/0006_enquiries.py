"""Enquiries, visitations, safety events, decisions and who may decide; all but codes is sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
INSTANT = sa.BigInteger()
COUNT = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, ID, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, INSTANT, nullable=nullable)


def _word(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=nullable)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=f"pk_{table}")


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def upgrade() -> None:
    _enquiries()
    _visitations()
    _decisions()
    op.create_table(
        "safety_event",
        _id("id"),
        _word("kind"),
        _word("channel"),
        _instant("occurred_at"),
        _instant("entered_at"),
        _id("entered_by"),
        _id("event_id"),
        _id("text_id", nullable=True),
        _key("safety_event"),
        _points("safety_event", "entered_by", "staff"),
    )
    op.create_index("ix_safety_event_occurred_at", "safety_event", ["occurred_at"])


def _enquiries() -> None:
    op.create_table(
        "enquiry",
        _id("id"),
        _instant("received_at"),
        _word("channel"),
        _word("by"),
        _word("region"),
        sa.Column("is_copenhagen", COUNT, nullable=False),
        sa.Column("children", COUNT, nullable=False),
        _word("state"),
        _word("outcome", nullable=True),
        _instant("closed_at", nullable=True),
        _instant("moved_in_at", nullable=True),
        _id("entered_by"),
        _id("event_id"),
        _id("text_id", nullable=True),
        _key("enquiry"),
        _points("enquiry", "entered_by", "staff"),
    )
    op.create_index("ix_enquiry_state_received_at", "enquiry", ["state", "received_at"])
    op.create_table(
        "enquiry_contact",
        _id("id"),
        _id("enquiry_id"),
        _instant("at"),
        _word("channel"),
        _word("by"),
        _id("entered_by"),
        _id("event_id"),
        _key("enquiry_contact"),
        _points("enquiry_contact", "enquiry_id", "enquiry"),
        _points("enquiry_contact", "entered_by", "staff"),
    )
    op.create_index("ix_enquiry_contact_enquiry_id_at", "enquiry_contact", ["enquiry_id", "at"])


def _visitations() -> None:
    op.create_table(
        "visitation",
        _id("id"),
        _id("enquiry_id"),
        _instant("started_at"),
        _instant("talk_ended_at", nullable=True),
        _instant("due_at", nullable=True),
        _id("held_by"),
        _id("event_id"),
        _id("answers_id", nullable=True),
        _key("visitation"),
        _points("visitation", "enquiry_id", "enquiry"),
        _points("visitation", "held_by", "staff"),
    )
    op.create_index(
        "ix_visitation_enquiry_id_started_at", "visitation", ["enquiry_id", "started_at"]
    )


def _decisions() -> None:
    op.create_table(
        "delegation",
        _id("id"),
        _id("from_id"),
        _id("to_id"),
        _word("scope"),
        _instant("starts_at"),
        _instant("ends_at"),
        _id("event_id"),
        _instant("ended_at", nullable=True),
        _key("delegation"),
        _points("delegation", "from_id", "staff"),
        _points("delegation", "to_id", "staff"),
    )
    op.create_index("ix_delegation_ends_at", "delegation", ["ends_at"])
    op.create_table(
        "decision",
        _id("id"),
        _word("kind"),
        _word("state"),
        _word("reason_code"),
        _id("case_id", nullable=True),
        _id("visitation_id", nullable=True),
        _instant("decided_at", nullable=True),
        _id("decided_by", nullable=True),
        _id("delegation_id", nullable=True),
        _instant("entered_at"),
        _id("entered_by"),
        _id("event_id"),
        _instant("due_at", nullable=True),
        _word("late_code", nullable=True),
        _instant("confirm_due", nullable=True),
        _instant("confirmed_at", nullable=True),
        _key("decision"),
        _points("decision", "case_id", "case_file"),
        _points("decision", "visitation_id", "visitation"),
        _points("decision", "decided_by", "staff"),
        _points("decision", "delegation_id", "delegation"),
        _points("decision", "entered_by", "staff"),
    )
    for columns in (["case_id"], ["visitation_id"], ["state", "confirm_due"]):
        op.create_index(f"ix_decision_{'_'.join(columns)}", "decision", columns)


def downgrade() -> None:
    for name in (
        "decision",
        "delegation",
        "visitation",
        "enquiry_contact",
        "enquiry",
        "safety_event",
    ):
        op.drop_table(name)
