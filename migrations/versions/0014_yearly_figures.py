"""The yearly figures: frozen years, the ledger, publications and their steps."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
INSTANT = sa.BigInteger()
TWO_PEOPLE = (
    "approver_id IS NULL OR (approver_role IS NOT NULL AND proposer_id IS NOT NULL"
    " AND proposer_role IS NOT NULL AND approver_id <> proposer_id"
    " AND approver_role <> proposer_role)"
)
APPROVED = "state NOT IN ('approved', 'released', 'withdrawn') OR approver_id IS NOT NULL"


def _by_somebody(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], ["staff.id"], name=f"fk_{table}_{column}_staff")
        for column in columns
    ] + [
        sa.ForeignKeyConstraint(
            ["cert_id"], ["certificate.id"], name=f"fk_{table}_cert_id_certificate"
        )
    ]


def _signed() -> list[sa.Column[object]]:
    return [
        sa.Column("author_id", ID, nullable=False),
        sa.Column("cert_id", ID, nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "figures",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        *_signed(),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_figures"),
        sa.UniqueConstraint("kind", "year", "version", name="uq_figures_kind_year_version"),
        *_by_somebody("figures", "author_id"),
    )
    op.create_table(
        "publication",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.Column("until", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        *_signed(),
        sa.Column("proposer_id", ID, nullable=True),
        sa.Column("proposer_role", sa.String(), nullable=True),
        sa.Column("approver_id", ID, nullable=True),
        sa.Column("approver_role", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
        sa.UniqueConstraint("number", name="uq_publication_number"),
        sa.CheckConstraint(TWO_PEOPLE, name="two_people"),
        sa.CheckConstraint(APPROVED, name="approved_by_somebody"),
        *_by_somebody("publication", "author_id", "proposer_id", "approver_id"),
    )
    op.create_table(
        "publication_step",
        sa.Column("event_id", ID, nullable=False),
        sa.Column("publication_id", ID, nullable=False),
        sa.Column("place", NUMBER, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("cert_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_publication_step"),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.id"],
            name="fk_publication_step_publication_id_publication",
        ),
        sa.UniqueConstraint(
            "publication_id", "place", name="uq_publication_step_publication_id_place"
        ),
        *_by_somebody("publication_step", "staff_id"),
    )
    op.create_index("ix_publication_step_publication_id", "publication_step", ["publication_id"])


def downgrade() -> None:
    for table in ("publication_step", "publication", "figures"):
        op.drop_table(table)
