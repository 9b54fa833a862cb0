"""What a list of debtors is narrowed to, as SQL on the spans of arrears and as a test of one row."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from debt_followup import rules
from debt_followup.rules import AgeClass, LimitationStatus, Term
from debt_followup.selectors.arrears import NEXT_AFTER_THE_FIRST
from debt_followup.selectors.fraud import counts_as_fraud


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of debtors is narrowed to; None and 0 leave a condition out.

    ``within`` is the alert under which the next claim stands, in days; ``is_fraud`` counts fraud debts in or out;
    ``name`` is a part of a debtor's name.
    """

    age: AgeClass | None = None
    status: LimitationStatus | None = None
    term: Term | None = None
    is_fraud: bool | None = None
    within: int = 0
    name: str = ""

    @classmethod
    def of(
        cls, *, age: str = "", status: str = "", term: str = "", fraud: str = "", within: str = "", name: str = ""
    ) -> "Wanted":
        """Return the conditions that a filter names by their codes; ``fraud`` is yes or no."""
        return cls(
            age=next((one for one in rules.AGE_CLASSES if one.code == age), None),
            status=LimitationStatus(status) if status else None,
            term=Term(term) if term else None,
            is_fraud={"yes": True, "no": False}.get(fraud),
            within=int(within or 0),
            name=name,
        )

    def conditions(self, *, as_of: date) -> tuple[list[str], dict[str, Any]]:
        """Return the conditions on a row of the spans as SQL, without the name (``named_sql``), and all values."""
        said = ["due_on < %(as_of)s"]
        values: dict[str, Any] = {"near": as_of + timedelta(days=rules.ALERT_DAYS[0]), "never": rules.NEVER}
        if self.age is not None:
            said.append("due_on <= %(newest)s")
            values["newest"] = as_of - timedelta(days=self.age.least)
            if self.age.most is not None:
                said.append("due_on >= %(oldest)s")
                values["oldest"] = as_of - timedelta(days=self.age.most)
        if self.status is not None:
            said.append(_STATUS_SQL[self.status])
        if self.term is not None:
            said.append(f"last_due_on {'>' if self.term == Term.LONG else '<='} %(short_until)s")
            values["short_until"] = rules.short_term_until(on=as_of)
        if self.within:
            said.append("earliest_until <= %(within_most)s")  # true of both, and what an index can be asked for
            said.append(
                "(earliest_until BETWEEN %(within_least)s AND %(within_most)s OR earliest_until < %(as_of)s "
                f"AND barred_from > %(as_of)s AND {NEXT_AFTER_THE_FIRST} BETWEEN %(within_least)s AND %(within_most)s)"
            )
            least, most = rules.alert_range(self.within)
            values |= {"within_least": as_of + timedelta(days=least), "within_most": as_of + timedelta(days=most)}
        if self.is_fraud is not None:
            values["frauds"] = list(counts_as_fraud(as_of=as_of).values_list("contract_id", flat=True))
            said.append(f"contract_id {'=' if self.is_fraud else '<>'} {'ANY' if self.is_fraud else 'ALL'}(%(frauds)s)")
        if self.name:
            values["name"] = f"%{connection.ops.prep_for_like_query(self.name)}%"
        return said, values

    @property
    def named_sql(self) -> str:
        """The condition on a name, to be asked last: of the rows ``s`` that fit place and conditions; "" for none."""
        if not self.name:
            return ""
        # capitals of every name cost more than the reading: Thai has none, and what has none is compared as it stands
        has_capitals = self.name.upper() != self.name.lower()
        return f"WHERE {_NAMED.format(_IN_CAPITALS if has_capitals else _AS_IT_STANDS)}"

    @property
    def asks_limitation(self) -> bool:
        """Whether more of a row is asked for than since when it is behind."""
        return self.status is not None or self.term is not None or bool(self.within)

    def holds(self, row: Any, *, as_of: date, frauds: Container[int], named: Container[int]) -> bool:
        """Whether a row that was worked out fits, as the conditions say; a ``Late`` where none asks for limitation."""
        days = row.days_past_due(as_of)
        return (
            days > 0
            and (self.age is None or self.age.holds(days))
            and (self.status is None or row.status(as_of) == self.status)
            and (self.term is None or rules.term_of(last_due_on=row.last_due_on, on=as_of) == self.term)
            and (not self.within or self._is_near(row.next_until(as_of), as_of))
            and (self.is_fraud is None or (row.contract_id in frauds) == self.is_fraud)
            and (not self.name or row.contract_id in named)
        )

    def _is_near(self, last_day_on: date | None, as_of: date) -> bool:
        return last_day_on is not None and rules.alert_days(last_day_on=last_day_on, on=as_of) == self.within


# OFFSET 0: asked of each contract that is behind, by its parties' key; the planner would read all names of the nation.
_NAMED = "EXISTS (SELECT FROM loans_party p WHERE p.contract_id = s.contract_id AND {} OFFSET 0)"
_IN_CAPITALS = "UPPER(p.name) LIKE UPPER(%(name)s)"
_AS_IT_STANDS = "p.name LIKE %(name)s"
_STATUS_SQL: dict[LimitationStatus, str] = {
    LimitationStatus.NOT_RUNNING: "FALSE",  # whoever is behind has a period that runs
    LimitationStatus.RUNNING: "earliest_until > %(near)s AND earliest_until < %(never)s",
    LimitationStatus.EXPIRING: "earliest_until BETWEEN %(as_of)s AND %(near)s",
    LimitationStatus.PENDING: "earliest_until = %(never)s",
    LimitationStatus.PARTLY_BARRED: "earliest_until < %(as_of)s AND barred_from > %(as_of)s",
    LimitationStatus.TIME_BARRED: "earliest_until < %(as_of)s AND barred_from <= %(as_of)s",
}
