"""The style page: every part of the look in every state, in a demonstration only."""

from datetime import date, datetime, timedelta
from uuid import UUID

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from journal.request import house, now
from journal.web.countdown import AccessShown

blueprint = Blueprint("style", __name__)


@blueprint.get("/stil")
def show() -> ResponseReturnValue:
    """All components."""
    if not house().settings.demo:
        abort(404)
    return render_template(
        "stil.html", now=now(), sample_access=_sample(now()), sample_hours=_hours(now().date())
    )


def _sample(at: datetime) -> AccessShown:
    """An emergency access that runs for seven hours and whose words are still missing."""
    return AccessShown(
        id=UUID(int=0),
        is_emergency=True,
        until=at + timedelta(hours=7),
        seconds=7 * 3600,
        words_until=at + timedelta(minutes=30),
        words_seconds=30 * 60,
    )


def _hours(last: date) -> list[tuple[date, list[tuple[int, int]]]]:
    """A week of invented uses by hour, each with its shade: none at night but one, most at noon."""
    days = [last - timedelta(days=back) for back in reversed(range(7))]
    counts = [0] * 8 + [4, 9, 14, 20, 11, 7, 12, 5, 2] + [0] * 6 + [1]
    return [(day, [(number, -(-number // 5)) for number in counts]) for day in days]
