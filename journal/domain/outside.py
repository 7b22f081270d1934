"""What cannot be proven to somebody outside the house, and what to do about it."""

from journal.domain.errors import N_, RuleBroken


class NothingSigned(RuleBroken):
    """No checkpoint of the log is stored."""

    code = "nothing_signed"
    sentence = N_("No checkpoint is signed yet. Start the service once, then try again.")


class EntryUnknown(RuleBroken):
    """A reference that names no event, or more than one."""

    code = "entry_unknown"
    sentence = N_(
        "No event has the reference %(reference)s, or several have. Type it as the log page shows "
        "it, or the whole id."
    )


class EntryUnsigned(RuleBroken):
    """An event behind the newest checkpoint."""

    code = "entry_unsigned"
    sentence = N_(
        "This event is newer than the last signed checkpoint. Try again in a quarter of an hour."
    )


class CheckpointForeign(RuleBroken):
    """A checkpoint from outside that the log key did not sign."""

    code = "checkpoint_foreign"
    sentence = N_("This is no checkpoint of this log. Nothing was written.")


class LogDiffers(RuleBroken):
    """The log is not what was signed: nothing can be proven from it."""

    code = "log_differs"
    sentence = N_(
        "The log is not what its checkpoints signed. Nothing was written. Find out more with: "
        "journal verify"
    )


class FolderTaken(RuleBroken):
    """The folder to write into holds something."""

    code = "folder_taken"
    sentence = N_("%(folder)s is not an empty folder. Nothing was written.")
