"""The steps of a province's story: its members, twelve rounds, and what is still open on the last day."""

from collections.abc import Callable
from datetime import date

from projects import services
from projects.models.meetings import Organ
from projects.rules import State
from reports.demo.provinces import crowd
from reports.demo.provinces.places import Place
from reports.demo.provinces.year import MONTHS, Year


def steps_of(place: Place) -> list[Callable[[], None]]:
    """Return the steps of a province's story: its members, twelve rounds, what is left open."""

    def month(at: int) -> Callable[[], None]:
        return lambda: Year(place).play(at)

    return [
        lambda: crowd.load_members(place),
        *(month(at) for at in range(MONTHS)),
        lambda: leave_open(Year(place)),
    ]


def leave_open(year: Year) -> None:
    """Leave something open in every stage on the last day of the story."""
    first = MONTHS * crowd.PER_ROUND + 1
    numbers = range(first, first + 8)
    draft, sent, checked, on_agenda, agreed, returned, recorded, screened = numbers
    late = date(2018, 9, 18)  # after the tenth: what is agreed to now is in the round of October
    _left_in_amphoe(year, (agreed, recorded, screened, returned), on=late)
    year.record(on=date(2018, 9, 20), numbers=(recorded, screened))
    year.hold_province(Organ.WORKING_GROUP, State.RECORDED, on=date(2018, 9, 27), numbers=(screened,))
    for number, entered_on in ((on_agenda, 20), (checked, 21), (sent, 27), (draft, 28)):
        year.enter(number, on=date(2018, 9, entered_on), is_sent=number != draft)
    year.give_opinions(on=date(2018, 9, 24), numbers=(on_agenda, checked))
    if not year.place.is_bangkok:
        year.hold_amphoe(on=date(2018, 10, 5), late=True, numbers=(on_agenda,), close=False)


def _left_in_amphoe(year: Year, numbers: tuple[int, int, int, int], *, on: date) -> None:
    agreed, recorded, screened, returned = numbers
    for number in numbers:
        year.enter(number, on=date(2018, 9, 12))
    year.give_opinions(on=date(2018, 9, 14), numbers=numbers)
    if year.place.is_bangkok:
        year.record(on=on, numbers=())
        waiting = {year.number_of(one): one for one in year.in_state(State.TAMBON_CHECKED, until=on, numbers=numbers)}
        taken = [waiting[number] for number in (recorded, screened) if number in waiting]
        services.record_at_province(proposals=taken, by=year.crowd.secretary, on=on)
        if returned in waiting:
            year.return_in_bangkok(waiting[returned], on=on)
        return
    year.hold_amphoe(on=on, late=True, numbers=numbers)
