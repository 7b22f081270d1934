"""Rules about sheets, references and codes that were not kept; see ``domain.broken``."""

from journal.domain.errors import N_, RuleBroken


class FieldTooLong(RuleBroken):
    """More code points than a field may have."""

    code = "field_too_long"
    sentence = N_("This is %(length)s characters long. There is room for %(limit)s.")


class RecipientKnown(RuleBroken):
    """A recipient outside that has a reference to this case already."""

    code = "recipient_known"
    field = "recipient"
    sentence = N_("This recipient has a reference already. Use the one that stands in the list.")


class CodeMisread(RuleBroken):
    """What was typed cannot be a code: a sign is missing, or one is read wrongly; no try."""

    code = "code_misread"
    field = "code"
    sentence = N_("The signs do not fit together. Look at the slip and type all of it once more.")


class CodeWrong(RuleBroken):
    """No file has this code, it is another one, or it is locked: one answer for all."""

    code = "code_wrong"
    field = "code"
    sentence = N_(
        "The code fits no file. After five wrong tries a code is locked for 24 hours. "
        "Nobody can open it for her any sooner."
    )


class OnlyHers(RuleBroken):
    """What only her own code opens, for somebody who is without it."""

    code = "only_hers"
    sentence = N_(
        "Only she can open this, with her code. It is read and written at the desk, with her there."
    )


class UnknownToHouse(RuleBroken):
    """Who somebody is may not be written: she is unknown to the house, too."""

    code = "unknown_to_house"
    sentence = N_("She is unknown to the house, too. Nothing about who she is may be written.")


class BornLater(RuleBroken):
    """A date of birth that lies ahead."""

    code = "born_later"
    field = "birth_date"
    sentence = N_("This day has not come yet. Look at the year once more.")


class BornLongAgo(RuleBroken):
    """A date of birth that nobody living has."""

    code = "born_long_ago"
    field = "birth_date"
    sentence = N_("This is more than %(years)s years ago. Look at the year once more.")


class OfAgeWhenAdmitted(RuleBroken):
    """A child who was an adult on the day of the admission."""

    code = "of_age_when_admitted"
    field = "birth_date"
    sentence = N_(
        "By this date the child was %(years)s or older on the day of the admission. Look at the "
        "date once more. An adult is admitted as an adult, with a file of her own."
    )


class NotYounger(RuleBroken):
    """A child who would be as old as its mother, or older."""

    code = "not_younger"
    field = "birth_date"
    sentence = N_(
        "By this date the child would not be younger than its mother. Look at both dates: this "
        "one, and the one in the other file."
    )
