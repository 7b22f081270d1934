"""Searches that cannot be done, and what to type instead; see ``domain.broken``."""

from journal.domain.errors import N_, RuleBroken


class NothingAsked(RuleBroken):
    """Neither words nor anything else to go by."""

    code = "nothing_asked"
    field = "words"
    sentence = N_("Type a word, or choose a kind, an author or a day.")


class SearchTooLong(RuleBroken):
    """More than one looks for; a whole note perhaps, pasted into the wrong field."""

    code = "search_too_long"
    field = "words"
    sentence = N_("A search may have at most %(limit)s characters. Type fewer words.")


class TooManyWords(RuleBroken):
    """More words than a search takes."""

    code = "too_many_words"
    field = "words"
    sentence = N_("A search may have at most %(limit)s words. Leave some out.")


class WordTooShort(RuleBroken):
    """A single letter, which nearly every note has."""

    code = "word_too_short"
    field = "words"
    sentence = N_(
        "A single character is found in nearly every note. Type at least two, or put it in "
        "quotation marks to find it as a word of its own."
    )


class SearchOver(RuleBroken):
    """A search that was carried on from a page that is not of this house or of today."""

    code = "search_over"
    sentence = N_("This search cannot be carried on. Begin it again.")
