"""How full the house was is told of a year with many women only: the nights of a few are hers."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from catalogue_year import YEAR, women
from figures import put_in

from journal.domain.enquiries import ClosedEnquiry
from journal.domain.occupancy import Counted
from journal.request import statistics as acts
from journal.services import earlier_years, releases_shown
from journal.services.work import perform


def test_of_a_year_with_three_residents_no_occupancy_is_told(context, at_work, fresh):
    """The enquiries of the year go out; the nights of three women do not."""

    def leader():
        return context(at_work("lone"))

    put_in(leader(), list(women())[:3])
    at = datetime(YEAR, 5, 1, 12, tzinfo=UTC)
    calls = [
        ClosedEnquiry(
            id=uuid4(),
            received_at=at + timedelta(hours=n),
            channel="phone",
            by="self",
            region="hovedstaden",
            is_copenhagen=False,
            children=0,
            outcome=("advice", "no_room")[n % 2],
            closed_at=at + timedelta(hours=n + 1),
            moved_in_at=None,
        )
        for n in range(30)
    ]
    perform(leader(), earlier_years.enter_enquiries, calls)
    night = Counted(rooms=11, out_of_service=0, occupied=1)
    perform(leader(), earlier_years.enter_nights, {date(YEAR, 3, 1): night})
    acts.freeze(leader(), YEAR, fresh())
    shown = perform(leader(), releases_shown.show, acts.draft(leader(), str(YEAR)))

    assert 30 == shown.figures["H01"].base
    assert (None, None) == (shown.mean_stay, shown.occupancy)
