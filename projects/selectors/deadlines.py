"""The days by which something must be done, for many proposals of many provinces in two queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache, cached_property, partial

from areas import rules
from areas.models import Holiday, Policy
from areas.rules import Deadline, NoPolicy
from projects.rules.rounds import Gate, Round, RoundOf, round_of_month, round_open_on

_KEYS = (
    "notify_result_days",
    "revise_days",
    "committee_calendar",
    "first_report_days",
    "contract_return_days",
    "transfer_limit",
    "return_unused_money_days",
)
# The day of the round that each committee has to keep: อกส.อ. the one by which it sends.
GATES = {"AMPHOE": Gate.SENT, "WORKING_GROUP": Gate.SCREENED, "SUBCOMMITTEE": Gate.DECIDED}


class Deadlines:
    """The deadlines of some provinces. Reads the policies and the holidays once, when first asked."""

    def __init__(self, *, provinces: Iterable[str]) -> None:
        self.provinces = sorted(set(provinces))
        self._rounds: dict[str, RoundOf] = {}
        self._calendars: dict[str, rules.IsBusinessDay] = {}

    def notify_by(self, *, province: str, decided_on: date) -> Deadline:
        """The last day for telling the result of a meeting (P-12; DL-04..DL-06).

        :raises NoPolicy: none is in force on the day of the meeting.
        """
        return self._deadline("notify_result_days", province=province, start=decided_on)

    def revise_by(self, *, province: str, received_on: date) -> Deadline:
        """The last day for sending the revised proposal after the notice was received (P-17; DL-07).

        :raises NoPolicy: none is in force on that day.
        """
        return self._deadline("revise_days", province=province, start=received_on)

    def next_round(self, *, province: str, organ: str, on: date) -> date | None:
        """The next day of the province's monthly round for an organ, None where meetings are called by appointment.

        Source: P-15, R-APPR-17..19, A-26.
        """
        gate = GATES[organ]
        found = round_open_on(on=on, gate=gate, round_of=self.rounds(province))
        return None if found is None else found.day(gate).on

    def rounds(self, province: str) -> RoundOf:
        """The rounds of a province: a function from a month to its round, None where it meets by appointment.

        The calendar in force on the first of the month counts for the whole month.

        Source: P-15, R-APPR-17..19, A-26.
        """
        return self._rounds.setdefault(province, cache(partial(self._round, province)))

    def keeps_calendar(self, *, province: str, on: date) -> bool:
        """Whether the province meets on fixed days of the month on a day."""
        return bool(self._days(province, on))

    def limit(self, *, key: str, province: str, start: date, on: date) -> Deadline:
        """The deadline that a due rule in force today sets for something that happened on ``start``.

        :raises NoPolicy: none is in force.
        """
        rule = self._value(key, province=province, on=on)
        return rules.deadline(rule=rule, start=start, is_business_day=self._calendar(province))

    def office_calendar(self, province: str) -> rules.IsBusinessDay:
        """The days on which the offices of a province are open."""
        return self._calendar(province)

    def business_calendar(self, province: str) -> rules.IsBusinessDay:
        """The days on which the offices of a province and the banks are open."""
        return rules.calendar_of(holidays=[day for scope, day, _closes in self._holidays if scope in (None, province)])

    def _round(self, province: str, month: date) -> Round | None:
        days = self._days(province, month.replace(day=1))
        return round_of_month(month_on=month, days=days, is_business_day=self._calendar(province))

    def _days(self, province: str, on: date) -> list[int]:
        try:
            return self._value("committee_calendar", province=province, on=on).get("calendar", [])
        except NoPolicy:
            return []

    def _deadline(self, key: str, *, province: str, start: date) -> Deadline:
        rule = self._value(key, province=province, on=start)
        return rules.deadline(rule=rule, start=start, is_business_day=self._calendar(province))

    def _value(self, key: str, *, province: str, on: date) -> dict:
        return rules.policy_in_force(rows=self._policies, key=key, province=province, on=on).value

    @cached_property
    def _policies(self) -> list[rules.PolicyRow]:
        found = Policy.objects.filter(key__in=_KEYS).values_list("key", "value", "effective_from", "province_id")
        return [rules.PolicyRow(key=k, value=v, effective_from=since, province=scope) for k, v, since, scope in found]

    @cached_property
    def _holidays(self) -> list[tuple[str | None, date, bool]]:
        return list(Holiday.objects.values_list("province_id", "on", "closes_government"))

    @cached_property
    def _closed(self) -> dict[str | None, set[date]]:
        closed: dict[str | None, set[date]] = defaultdict(set)
        for province, day, closes_government in self._holidays:
            if closes_government:
                closed[province].add(day)
        return closed

    def _calendar(self, province: str) -> rules.IsBusinessDay:
        if province not in self._calendars:
            self._calendars[province] = rules.calendar_of(holidays=self._closed[None] | self._closed[province])
        return self._calendars[province]
