"""Rules about linking two files that were not kept; see ``domain.broken``."""

from journal.domain.errors import N_, RuleBroken


class ConsentMissing(RuleBroken):
    """Nobody says that she has agreed."""

    code = "consent_missing"
    field = "agreed"
    sentence = N_("Files are linked only if she wants it. Ask her, and tick when she has said yes.")


class ConsentAhead(RuleBroken):
    """She has agreed on a day that has not come."""

    code = "consent_ahead"
    field = "agreed_on"
    sentence = N_("The day she said yes cannot lie ahead. Choose the day on which you asked her.")


class AnotherFile(RuleBroken):
    """A file with itself."""

    code = "another_file"
    sentence = N_("That is this file. Choose the one from when she was here before.")


class OnlyWomen(RuleBroken):
    """A child's file."""

    code = "only_women"
    sentence = N_("One of the two is a child's file. Only files of a woman are linked.")


class AlreadyLinked(RuleBroken):
    """The same two files once more."""

    code = "already_linked"
    sentence = N_("These two files are linked already. Nothing was changed.")


class EarlierUnknown(RuleBroken):
    """No file that the actor may open has these two words."""

    code = "earlier_unknown"
    field = "words"
    sentence = N_(
        "No file that you may open has these two words. Ask her for them once more, use her code, "
        "or ask a leader."
    )


class HerCodeOnly(RuleBroken):
    """By her word, where she has left who she is to her code."""

    code = "her_code_only"
    field = "words"
    sentence = N_("She has left that file to her code alone. Only her code links it.")


class NotLinked(RuleBroken):
    """A link that does not stand where it was shown."""

    code = "not_linked"
    sentence = N_(
        "The link is not as it was shown. Look at what stands here now; nothing was changed."
    )
