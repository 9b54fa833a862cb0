"""The days by which something must be done, for many proposals of many provinces in two queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from areas import rules
from areas.models import Holiday, Policy
from areas.rules import Deadline, NoPolicy

_KEYS = ("notify_result_days", "revise_days", "committee_calendar")
ROUND = {"AMPHOE": 0, "WORKING_GROUP": 1, "SUBCOMMITTEE": 2}  # the place of each organ in P-15, such as 10/16/25


class Deadlines:
    """The deadlines of some provinces. Reads the policies and the office holidays once, when first asked."""

    def __init__(self, *, provinces: Iterable[str]) -> None:
        self.provinces = sorted(set(provinces))

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
        try:
            days = self._value("committee_calendar", province=province, on=on).get("calendar", [])
        except NoPolicy:
            return None
        if len(days) <= ROUND[organ]:
            return None
        for months in range(3):
            year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
            (day,) = rules.meeting_days(
                days=[days[ROUND[organ]]], year=year, month=month + 1, is_business_day=self._calendar(province)
            )
            if day >= on:
                return day
        return None

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
    def _closed(self) -> dict[str | None, set[date]]:
        closed: dict[str | None, set[date]] = defaultdict(set)
        for province, day in Holiday.objects.filter(closes_government=True).values_list("province_id", "on"):
            closed[province].add(day)
        return closed

    def _calendar(self, province: str) -> rules.IsBusinessDay:
        return rules.calendar_of(holidays=self._closed[None] | self._closed[province])
