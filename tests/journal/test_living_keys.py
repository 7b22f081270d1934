"""
Keys live as people do: whatever happens in whatever order, the service agrees with a small model.

And nobody who has lost a key opens what was written since, with any key she ever held.
"""

import os
import shutil
from datetime import timedelta
from functools import partial

import pytest
from databases import addresses, create_database, drop_database
from houses import FOUNDED, Clock, close_house, open_settings, settings_in
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from living import House
from rights import LEFT, SUSPENDED
from weeks import Weeks


class LivingKeys(Weeks):
    """The weeks, and what must hold after every act."""

    @invariant()
    def nobody_opens_what_was_written_after_she_lost_the_key(self):
        """Every key ever held by everybody, on every note as it lies there now."""
        if not hasattr(self, "house"):
            return
        self.house.keepers.gather()
        which = {self.case_ids[name]: case for name, case in self.rights.cases.items()}
        for note in self.house.keepers.notes():
            for name, staff_id in self.house.ids.items():
                if self.house.keepers.opens_note(staff_id, note):
                    case = which[note.case_id]
                    assert self.rights.may_open(name, case, note.id), (name, case)

    @invariant()
    def whoever_left_reads_no_name(self):
        """Nor a pseudonym: the key of the house is exchanged in the act itself."""
        if not hasattr(self, "house"):
            return
        gone = [
            self.house.ids[name]
            for name, person in self.rights.people.items()
            if person.state in (LEFT, SUSPENDED)
        ]
        for row in self.house.keepers.labels():
            for staff_id in gone:
                assert not self.house.keepers.opens_label(staff_id, row)


@pytest.fixture
def make_house(request, engine_name, template, tmp_path_factory):
    """Return a function that gives a fresh house, its clock, and how it is closed."""

    def make():
        folder = tmp_path_factory.mktemp("living") / "house"
        shutil.copytree(template.folder, folder)
        urls, drop = [], lambda: None
        if engine_name == "postgresql":
            server = request.getfixturevalue("postgres_server")
            name = create_database(server, template.database)
            urls = addresses(server, name)
            drop = partial(drop_database, server, name)
        clock = Clock(FOUNDED + timedelta(hours=3))
        opened = open_settings(settings_in(folder, *urls), clock)

        def close():
            close_house(opened)
            drop()
            shutil.rmtree(folder)

        return House(opened, template.people), clock, close

    return make


def test_the_service_agrees_with_the_model(make_house):
    """Whatever people do, in whatever order: who may read, reads all, and nobody else opens it."""
    is_long = os.environ.get("JOURNAL_TEST_LONG") == "1"
    machine = type("Machine", (LivingKeys,), {"make_house": staticmethod(make_house)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=150 if is_long else 3,
            stateful_step_count=40 if is_long else 25,
            deadline=None,
            phases=[Phase.generate],  # an example takes seconds, to shrink one takes an hour
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
