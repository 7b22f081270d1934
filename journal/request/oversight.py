"""Weeks that are over are looked through as a job, whoever's request comes first."""

from dataclasses import replace

from journal.services import oversight_finding
from journal.services.context import Context
from journal.services.work import perform
from journal.vault.desk import NOBODY


def look_through(context: Context) -> int:
    """
    Look through every week that is over, each as a work of its own, by nobody in particular.

    Returns:
        How many weeks.
    """
    job, weeks = replace(context, principal=NOBODY, source="job"), 0
    while (week := perform(job, oversight_finding.due_week)) is not None:
        perform(job, oversight_finding.look_through, week, context.thresholds)
        weeks += 1
    return weeks
