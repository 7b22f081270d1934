"""Rooms, who has which, when one is out of service, and how full each night was."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
COUNT = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
DAY = sa.String(10)


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("id", ID, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("since", DAY, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
    )
    op.create_table(
        "room_assignment",
        sa.Column("id", ID, nullable=False),
        sa.Column("room_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("from_date", DAY, nullable=False),
        sa.Column("until", DAY, nullable=True),
        sa.Column("event_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_room_assignment"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_room_assignment_room_id_room"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_room_assignment_case_id_case_file"
        ),
    )
    op.create_index("ix_room_assignment_room_id", "room_assignment", ["room_id"])
    op.create_index("ix_room_assignment_case_id", "room_assignment", ["case_id"])
    _create_nights()


def _create_nights() -> None:
    op.create_table(
        "room_out",
        sa.Column("id", ID, nullable=False),
        sa.Column("room_id", ID, nullable=False),
        sa.Column("from_date", DAY, nullable=False),
        sa.Column("until", DAY, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_room_out"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_room_out_room_id_room"),
    )
    op.create_index("ix_room_out_room_id", "room_out", ["room_id"])
    op.create_table(
        "room_night",
        sa.Column("night", DAY, nullable=False),
        sa.Column("rooms", COUNT, nullable=False),
        sa.Column("out_of_service", COUNT, nullable=False),
        sa.Column("occupied", COUNT, nullable=False),
        sa.PrimaryKeyConstraint("night", name="pk_room_night"),
    )


def downgrade() -> None:
    for name in ("room_night", "room_out", "room_assignment", "room"):
        op.drop_table(name)
