"""How the log stands, as the overview and the log page show it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from journal.domain.errors import N_
from journal.request import context, house
from journal.services import condition
from journal.services.audit import check_log, needs_check
from journal.vault.vault import Report

SENTENCES = {
    "sound": N_(
        "Every entry stands as it was written, up to the last signed checkpoint and beyond."
    ),
    "tampered": N_(
        "An entry is not what was signed. Do not change anything; call whoever runs the system."
    ),
    "unwitnessed": N_(
        "The entries fit together, but the checkpoint outside the database is missing or too old "
        "to prove it."
    ),
    "unchecked": N_("The log has not been checked since the service was started."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthShown:
    """The state of the log in words; ``printed`` is its newest checkpoint as a line for paper."""

    state: str
    sentence: str
    checked_at: datetime | None
    size: int
    checkpoint_size: int
    checkpoint_at: datetime | None
    newer: int
    first_bad: int | None
    printed: str


def of_log(*, is_fresh: bool = False) -> HealthShown:
    """
    The state of the log.

    Args:
        is_fresh: check the whole log first; a short log is checked for every page anyway.
    """
    if is_fresh or needs_check(context()):
        checked = check_log(context())
        if is_fresh:
            condition.note_report(house().settings, checked, context().clock())
    watch, signer = house().watch, house().vault.signer
    report = watch.report
    verdict = "unchecked" if report is None else report.verdict.value
    return HealthShown(
        state={"sound": "sound", "tampered": "tampered"}.get(verdict, "unreport"),
        sentence=gettext(SENTENCES[verdict]),
        checked_at=watch.at,
        size=_size(report),
        checkpoint_size=0 if report is None or report.witnessed is None else report.witnessed,
        checkpoint_at=signer.signed_at,
        newer=0 if report is None or report.witnessed is None else report.size - report.witnessed,
        first_bad=None if report is None else report.first_bad,
        printed=signer.printed(),
    )


def _size(report: Report | None) -> int:
    return 0 if report is None else report.size
