"""
The names of the fields of a form for a note.

One table for everything that reads such a form: what signs it, what carries it over a sign-in, and
what says which names a kind of note may give to fields of its own.
"""

TEXT = "text"
"""The field that every kind has and that is never empty: what was written."""

OF_THE_NOTE = ("id", "revision", TEXT, "type", "occurred_at", "must_read", "refers_to")

OF_THE_DRAFT = ("written_by", "page", "turn", "former", "former_revision")
"""What the page says to keep its draft, and a note itself does not have."""

OF_THE_OTHER = ("other", "other_id", "other_text")
"""The second note of an event that two were part of."""

OF_THE_WAY = ("form", "case", "note")
"""Where a form that is carried over a sign-in comes from."""

CARRIED = (*OF_THE_WAY, *OF_THE_NOTE, *OF_THE_DRAFT, *OF_THE_OTHER)
"""What a sign-in carries, besides the fields of some kinds of note."""

RESERVED = frozenset({*CARRIED, "csrf_token", "others"})
"""Names that no field of a kind of note may take."""
