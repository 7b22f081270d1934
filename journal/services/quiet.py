"""The use cases that may leave no event in the log, by name; every other one must."""

QUIET = (
    "journal.services.linking.name",
    "journal.services.births.to_compare",
    "journal.services.births.whose",
    "journal.services.births.is_watched",
    "journal.services.retrieval.find",
    "journal.services.retrieval.may_collect",
    "journal.services.signin.find",
    "journal.services.signin.find_again",
    "journal.services.signin.prove",
    "journal.services.signin.fail",
    "journal.services.signin.fail_to_prove",
    "journal.services.joining.find_invited",
    "journal.services.joining.refuse_code",
    "journal.services.passwords.find_recovering",
    "journal.services.passwords.refuse_recovery",
    "journal.services.passwords.has_recovery",
    "journal.services.colleagues.may_invite",
    "journal.services.losses.still_waiting",
    "journal.services.upkeep.of_house",
    "journal.services.upkeep.of_duty",
    "journal.services.upkeep.of_review",
    "journal.services.upkeep.waiting",
    "journal.services.upkeep.of_case",
    "journal.services.upkeep.follow",
    "journal.services.deadline_list.late",
    "journal.services.due.run_out",
    "journal.services.due.sweep",
    "journal.services.due.look",
    "journal.services.delegations.require_may_issue",
    "journal.services.drill.try_keys",
    "journal.services.oversight.newest",
    "journal.services.oversight_finding.due_week",
    "journal.services.retention.is_due",
    "journal.services.occupancy.count_nights",
    "journal.vault.rotation.settle",
)
"""
Use cases that may leave no event: looking somebody up before a password or code is tried, counting
a wrong try for a name that nobody has, which dates of birth there are to open, jobs and lists that
found nothing, a restored copy that is tried and thrown away, and an exchange that another member
has made meanwhile.
"""
