"""The group of all commands, and how a process is set up before the first of them runs."""

import os
import resource

from journal.cli.backup import backup
from journal.cli.cases import case
from journal.cli.composition import Composition
from journal.cli.condition import health
from journal.cli.demo.command import demo
from journal.cli.drill import drill
from journal.cli.due import run_due
from journal.cli.founding import init, migrate
from journal.cli.proving import anchor, export_log, prove
from journal.cli.restore import restore
from journal.cli.retention import prune
from journal.cli.rootkey import kek
from journal.cli.roster import roster
from journal.cli.serving import UMASK, serve
from journal.cli.speaking import Group
from journal.cli.staff import staff
from journal.cli.statistics import figures
from journal.cli.teams import team
from journal.cli.verifying import verify
from journal.domain.errors import N_

journal = Group(
    name="journal",
    help=N_("Found, run and keep the encrypted journal of one house."),
    epilog=N_(
        "Exit codes: 0 done; 1 refused or not possible, with a sentence that says why; "
        "2 the command was typed wrongly. Of verify also: 3 the log was tampered with; "
        "4 no checkpoint from outside, or too old a one; 5 the log could not be checked. "
        "Settings come from JOURNAL_ variables and vaern.toml: docs/settings.md."
    ),
    commands=[
        *(init, migrate, serve, staff, case, team, roster, kek, run_due, health),
        *(backup, restore, drill, verify, prove, anchor, export_log),
        *(figures, prune, demo),
    ],
)


def main(composition: Composition) -> None:
    """
    Run one command and end the process.

    Args:
        composition: how the command reaches a house.
    """
    os.umask(UMASK)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold keys
    journal.main(prog_name="journal", obj=composition)
