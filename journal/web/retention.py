"""
What a reader of the log is told of the time that it tells of.

Rules: the day from which on it is whole stands on every page of the log and on her extract; a time
that a restore lost is named.
"""

from flask_babel import gettext

from journal.domain.retention import Span
from journal.web.words import day, moment


def sentences(span: Span, language: str = "") -> list[str]:
    """
    Since when the log is kept, and what is missing from it.

    Args:
        span: of the whole log.
        language: ``da`` or ``en``, that of the texts around; by default the reader's.
    """
    said = []
    if span.since is not None:
        since = day(span.since, language)
        said.append(
            gettext(
                "The log is whole since %(day)s. Of the time before only a part is kept; the rest "
                "was erased when its time was over.",
                day=since,
            )
            if span.is_cut
            else gettext("The log has been kept since %(day)s.", day=since)
        )
    said += [
        gettext(
            "The log was put back from a copy. What was done between %(last)s and %(next)s may be "
            "missing.",
            last=moment(last, language),
            next=moment(after, language),
        )
        for last, after in span.gaps
    ]
    return said
