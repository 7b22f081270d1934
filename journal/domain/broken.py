"""
Rules of the house that a person has not kept, and what she does next.

Each is answered with its sentence beside the field it belongs to; nothing she typed is lost.
"""

from collections.abc import Sequence

from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseAlias, CaseId


class NoteSaved(RuleBroken):
    """The note of this form is stored already: the form was sent twice."""

    code = "note_saved"
    sentence = N_("Already saved")


class NoteNotSo(RuleBroken):
    """Something that a note in its state does not take, as a second strike."""

    code = "note_not_so"
    sentence = N_("Somebody was faster, and the note is not as you saw it. Look at it again.")


class ReasonUnfit(RuleBroken):
    """No reason, or too long a one."""

    code = "reason_unfit"
    field = "reason"
    sentence = N_("Say why in a few words, at most %(limit)s characters.")


class TextMissing(RuleBroken):
    """A note without words."""

    code = "text_missing"
    field = "text"
    sentence = N_("Write the text of the note.")


class TextTooLong(RuleBroken):
    """More code points than a note may have."""

    code = "text_too_long"
    field = "text"
    sentence = N_(
        "The text is %(length)s characters long. A note may have at most %(limit)s. "
        "Shorten it or split it in two."
    )


class TextNotStorable(RuleBroken):
    """NUL or half a surrogate pair: no database stores it the same way, so nothing is stored."""

    code = "text_not_storable"
    field = "text"
    sentence = N_("The text holds a character that cannot be stored. Remove it and try again.")


class ChangedMeanwhile(RuleBroken):
    """Somebody has written a document since the form for it was filled in."""

    code = "changed_meanwhile"
    sentence = N_(
        "Somebody has changed this while you were writing. Nothing was overwritten. Look at what "
        "stands there now. If you save again, yours takes its place."
    )


class TimeUnusable(RuleBroken):
    """A time that lies ahead, or that the clock skipped."""

    code = "time_unusable"
    field = "occurred_at"
    sentence = N_("Choose a time that has been. The clock of the house is used.")


class TeamIncomplete(RuleBroken):
    """Fewer than one pedagogue and one social worker, two people."""

    code = "team_incomplete"
    sentence = N_(
        "A contact team needs at least one pedagogue and one social worker: two different people."
    )


class TeamUnchanged(RuleBroken):
    """The team is set to what it is."""

    code = "team_unchanged"
    sentence = N_("The team is already so. Nothing was changed.")


class TeamWithoutKey(RuleBroken):
    """A change after which nobody in the team could open the journal."""

    code = "team_without_key"
    sentence = N_(
        "Nobody who stays holds the key to this journal. "
        "Keep one of the present members until the new ones have it."
    )


class KeyWaits(RuleBroken):
    """
    A member of the team whose key another member's next sign-in completes; logged as a refusal.

    Args:
        action: what was tried, as written in the log.
        case: alias of the case.
    """

    code = "key_waits"
    sentence = N_(
        "You are in the team, but your key to this journal is not ready. "
        "It comes when a colleague of the team next opens it."
    )

    def __init__(self, action: str | None = None, case: CaseAlias | None = None) -> None:
        super().__init__()
        self.action = action
        self.case = case


class LastKeyHolder(RuleBroken):
    """
    An act after which nobody could open a journal.

    Args:
        count: how many journals.
    """

    code = "last_key_holder"
    sentence = N_(
        "Nobody else can open %(count)s of the journals. Put a colleague into the team first; "
        "when that colleague has opened the case, this can be done."
    )


class OnlyHolderForgot(LastKeyHolder):
    """A forgotten password whose new keys would be the end of a journal."""

    code = "only_holder_forgot"
    sentence = N_(
        "Only she can open %(count)s of the journals, and a new start would end that. Let her try "
        "her recovery code, and take your time. Until then invite her under another user name."
    )


class LastLeader(RuleBroken):
    """New keys for the one leader there is: nobody could confirm them."""

    code = "last_leader"
    sentence = N_(
        "You are the only leader, so nobody could confirm your new keys. Change your password "
        "instead, and make a second leader today; then she can confirm you."
    )


class LastToLead(RuleBroken):
    """Kept away, and then nobody who leads could look after the team of a case."""

    code = "last_to_lead"
    sentence = N_(
        "There is no other leader or deputy who can look after this case. Invite one first; when "
        "that colleague is confirmed, this can be done."
    )


class ReplacementMissing(RuleBroken):
    """Somebody leaves the team of this case, which would then lack what it needs."""

    code = "replacement_missing"
    sentence = N_(
        "Without her this team lacks a pedagogue or a social worker. Choose who takes her place."
    )

    def __init__(self, case_id: CaseId) -> None:
        super().__init__()
        self.field = f"instead-{case_id}"


class HouseNotReady(RuleBroken):
    """
    A case is created only when everyone who must hold its keys exists.

    Args:
        missing: message ids of who or what is missing.
    """

    code = "house_not_ready"
    sentence = N_("No case can be opened yet. Missing: %(missing)s.")


class HouseExists(RuleBroken):
    """Founding stops at an existing house."""

    code = "house_exists"
    sentence = N_("There is a house here already. Nothing was changed.")


class NameTaken(RuleBroken):
    """Two people with one user name."""

    code = "name_taken"
    field = "login"
    sentence = N_("That user name is taken. Choose another.")


class ReasonMissing(RuleBroken):
    """Timed access without a reason of the list."""

    code = "reason_missing"
    field = "reason"
    sentence = N_("Choose the reason that fits best.")


class WordsTooShort(RuleBroken):
    """Own words that say nothing to whoever reviews them."""

    code = "words_too_short"
    field = "words"
    sentence = N_("Write in your own words why, at least %(least)s characters.")


class WordsTooLong(RuleBroken):
    """Own words longer than anybody reviews."""

    code = "words_too_long"
    field = "words"
    sentence = N_("Write at most %(most)s characters here. What happened belongs into a note.")


class WordsTooLate(RuleBroken):
    """The half hour in which the words may follow is over, or they were given."""

    code = "words_too_late"
    field = "words"
    sentence = N_(
        "The time for writing why is over. Say it to whoever reviews the emergency access."
    )


class AccessEnded(RuleBroken):
    """A timed access that is ended a second time."""

    code = "access_ended"
    sentence = N_("The access is over already.")


class ShiftUnusable(RuleBroken):
    """A shift that cannot be: no such time, longer than sixteen hours, or for nobody here."""

    code = "shift_unusable"
    field = "begins"
    sentence = N_(
        "This is no shift: a day, a beginning and an end at most 16 hours later, "
        "for somebody who works here."
    )


class PlanTooLong(RuleBroken):
    """More lines than a plan may have."""

    code = "plan_too_long"
    field = "plan"
    sentence = N_(
        "The plan has %(lines)s lines. At most %(most)s are taken at once: divide it. "
        "Nothing was stored."
    )


class PlanUnusable(RuleBroken):
    """
    A plan of which some lines are wrong; nothing of it is stored.

    Args:
        wrong: numbers of the lines that are no shift.
        unknown: numbers of the lines whose user name nobody in service has.
    """

    code = "plan_unusable"
    field = "plan"
    sentence = N_("Some lines of the plan are wrong. Nothing was stored.")

    def __init__(self, wrong: Sequence[int], unknown: Sequence[int] = ()) -> None:
        super().__init__()
        self.wrong = wrong
        self.unknown = unknown


class AlreadyReviewed(RuleBroken):
    """Somebody else has reviewed it meanwhile."""

    code = "already_reviewed"
    sentence = N_("It has been reviewed already. Nothing was changed.")


class AccountElsewhere(RuleBroken):
    """An account that is not in the state this act needs."""

    code = "account_elsewhere"
    sentence = N_("The account is no longer as this page shows it. Load the page again.")


class EmergencyKeyMissing(KeyWaits):
    """Somebody on shift to whom nobody has passed the key of duty on; logged as a refusal."""

    code = "emergency_key_missing"
    sentence = N_(
        "You are on shift, but you have not been given the emergency key yet. "
        "It comes when a leader or deputy next signs in. In danger call 112 and your leader."
    )


class ReserveMissing(RuleBroken):
    """There is nothing to give away on a full disk."""

    code = "reserve_missing"
    sentence = N_("There is no reserve file. Make room by other means.")
