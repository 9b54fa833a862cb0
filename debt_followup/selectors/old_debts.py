"""Old debts as their registers tell them: files, what they come to, how they agree with the control totals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from areas.models import Province, User
from areas.selectors import provinces_within
from debt_followup.models import OldDebt, OldDebtAgreement, OldDebtControl, OldDebtor, OldRegister
from debt_followup.rules.interruptions import Cause, Interruption
from debt_followup.selectors.interruptions import register_source
from documents import numbers
from loans.models import Contract
from treasury import chart
from treasury.models import JournalEntry, Posting

FIRST_NUMBER = 50_000  # numbers of old contracts, which nobody reads, begin above those of a province's rounds
NOTHING = Decimal("0.00")
NAMES = ("contracts", "open_contracts", "approved", "received", "remaining")


def old_registers(*, user: User, permission: str = "debt.view") -> QuerySet[OldRegister]:
    """Return the files of old registers that the user may see, the newest first, without their content."""
    rows = OldRegister.objects.visible_to(user, permission).defer("content", "refused_file")
    return rows.select_related("province", "made_by").order_by("-pk")


def contracts_numbered(year_be: int) -> Iterable[numbers.Borne]:
    """Return the contracts of old registers of a year, for the report of numbers."""
    rows = Contract.objects.filter(year_be=year_be, origin=Contract.Origin.OLD_REGISTER)
    return [numbers.Borne(rows, number=F("number") - FIRST_NUMBER)]


@register_source
def interruptions_of(contract_ids: Iterable[int], *, on: date, known_at: datetime | None = None) -> list[Interruption]:
    """Return the last payment that a register names of each old debt: it began the period anew (A-11).

    Who paid nobody knows, so it counts for the representative only (A-12).
    """
    rows = OldDebt.objects.filter(contract_id__in=list(contract_ids), last_paid_on__lte=on).order_by()
    if known_at is not None:
        rows = rows.filter(register__started_at__lte=known_at)
    return [
        Interruption(contract_id=contract_id, on=paid_on, cause=Cause.PAYMENT, recorded_at=read_at, reference=name[:60])
        for contract_id, paid_on, read_at, name in rows.values_list(
            "contract_id", "last_paid_on", "register__started_at", "register__name"
        )
    ]


# -- the agreement with the control totals -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Compared:
    """One control figure beside what the registers come to; ``differences`` are register less control, by name.

    What the control does not know is not compared. ``missing`` says that one side has nothing at all of it.
    """

    approval_year_be: int
    amphoe: str
    register_number: str
    control: Mapping[str, Any]
    found: Mapping[str, Any]
    contract_id: int | None = None

    @property
    def differences(self) -> dict[str, Any]:
        return {
            name: self.found[name] - said
            for name in NAMES
            if (said := self.control.get(name)) is not None and self.found[name] != said
        }

    @property
    def agrees(self) -> bool:
        return not self.differences

    @property
    def missing(self) -> bool:
        return not self.found["contracts"]

    @property
    def is_of_one(self) -> bool:
        return bool(self.register_number)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the old debts of a province agree with the control totals of a day, row by row, and with the books.

    ``unnamed`` are contracts of a year whose controls name contracts, and not this one.
    """

    province: str
    base_on: date
    rows: tuple[Compared, ...]
    unnamed: tuple[OldDebt, ...]
    totals: Mapping[str, Any]
    in_books: Decimal

    @property
    def difference_count(self) -> int:
        differing = sum(not row.agrees for row in self.rows)
        return differing + len(self.unnamed) + (self.in_books != self.totals["remaining"])

    @property
    def figures(self) -> dict[str, Any]:
        """What somebody signs: each row as it stood, as plain JSON."""
        return {
            "totals": _plain(self.totals),
            "in_books": str(self.in_books),
            "rows": [
                {
                    "year": row.approval_year_be,
                    "amphoe": row.amphoe,
                    "number": row.register_number,
                    "control": _plain(row.control),
                    "found": _plain(row.found),
                }
                for row in self.rows
            ],
            "unnamed": [debt.contract.label for debt in self.unnamed],
        }


def agreement(*, province: str, base_on: date) -> Agreement:
    """Return how the old debts of a province stand beside the control totals of a day; a handful of queries.

    Source: R-DEBT-01, R-DEBT-02.
    """
    debts = OldDebt.objects.filter(province=province, base_on=base_on)
    controls = list(
        OldDebtControl.objects.filter(province=province, base_on=base_on).order_by(
            "approval_year_be", F("amphoe").asc(nulls_first=True), "register_number"
        )
    )
    by_amphoe = {
        (row["approval_year_be"], row["amphoe_id"]): row for row in _sums(debts, "approval_year_be", "amphoe_id")
    }
    by_year = _added_up(by_amphoe.values(), "approval_year_be")
    in_all = _added_up(by_amphoe.values(), None).get(None) or _nothing()
    named = {row.register_number for row in controls if row.register_number}
    of_one = {
        (debt.approval_year_be, debt.contract.label): debt
        for debt in debts.filter(contract__register_number__in=named).select_related("contract")
    }
    rows = []
    for control in controls:
        year, contract = control.approval_year_be, None
        if control.register_number:
            contract = of_one.get((year, control.register_number))
            found = _of_debt(contract)
        else:
            found = by_amphoe.get((year, control.amphoe_id)) if control.amphoe_id else by_year.get(year)
        rows.append(
            Compared(
                approval_year_be=year,
                amphoe=control.amphoe_id or "",
                register_number=control.register_number,
                control={name: getattr(control, name) for name in NAMES},
                found=found or _nothing(),
                contract_id=contract.contract_id if contract else None,
            )
        )
    years = {control.approval_year_be for control in controls if control.register_number}
    unnamed = debts.filter(approval_year_be__in=years).exclude(contract__register_number__in=named)
    return Agreement(
        province=province,
        base_on=base_on,
        rows=tuple(rows),
        unnamed=tuple(unnamed.select_related("contract").order_by("pk")[:500]),
        totals=in_all,
        in_books=opening_in_books(province=province, base_on=base_on),
    )


def opening_in_books(*, province: str, base_on: date) -> Decimal:
    """Return what the opening entries of old debts of a day came to on the debtors' account; one query."""
    rows = Posting.objects.filter(
        account=chart.LOANS,
        entry__province=province,
        entry__kind=JournalEntry.Kind.OPENING,
        entry__source__startswith="old_debt:",
        entry__value_on=base_on,
        entry__reversed_by__isnull=True,
    )
    return rows.aggregate(sum=Sum("amount", default=NOTHING))["sum"]


def base_days(*, province: str) -> list[date]:
    """Return the days of which a province has old debts or control totals, the oldest first."""
    days = set(OldDebt.objects.filter(province=province).order_by().values_list("base_on", flat=True).distinct())
    days |= set(
        OldDebtControl.objects.filter(province=province).order_by().values_list("base_on", flat=True).distinct()
    )
    return sorted(days)


def base_days_within(*, user: User, permission: str = "debt.view") -> list[tuple[Province, date]]:
    """Return the provinces that a user sees with the days of which they have old debts or totals; a few queries."""
    codes = provinces_within(user=user, permission=permission)
    rows = set(OldDebt.objects.filter(province__in=codes).order_by().values_list("province", "base_on").distinct())
    rows |= set(
        OldDebtControl.objects.filter(province__in=codes).order_by().values_list("province", "base_on").distinct()
    )
    named = Province.objects.in_bulk([code for code, _day in rows])
    return sorted(((named[code], day) for code, day in rows), key=lambda pair: (pair[0].name_th, pair[1]))


def agreements_signed(*, province: str, base_on: date) -> QuerySet[OldDebtAgreement]:
    """Return who stood for the agreement of a day, the newest first."""
    return OldDebtAgreement.objects.filter(province=province, base_on=base_on).select_related("signed_by")


def unlinked(*, province: str) -> int:
    """Return how many old debtors of a province are known by their card number and are no members."""
    return OldDebtor.objects.filter(party__member__isnull=True, party__contract__province=province).count()


# -- the inside --------------------------------------------------------------------------------------------------------
def _sums(debts: QuerySet[OldDebt], *by: str) -> list[dict[str, Any]]:
    rows = debts.order_by().values(*by)
    found = rows.annotate(
        contracts=Count("pk"),
        open_contracts=Count("pk", filter=Q(received__lt=F("approved"))),
        in_approved=Sum("approved"),
        in_received=Sum("received"),
    )
    return [
        {
            **row,
            "approved": row["in_approved"],
            "received": row["in_received"],
            "remaining": row["in_approved"] - row["in_received"],
        }
        for row in found
    ]


def _nothing() -> dict[str, Any]:
    return dict.fromkeys(NAMES[:2], 0) | dict.fromkeys(NAMES[2:], NOTHING)


def _added_up(rows: Iterable[Mapping[str, Any]], by: str | None) -> dict[Any, dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    for row in rows:
        sums = found.setdefault(row[by] if by else None, _nothing())
        for name in NAMES:
            sums[name] += row[name]
    return found


def _of_debt(debt: OldDebt | None) -> dict[str, Any] | None:
    if debt is None:
        return None
    return {
        "contracts": 1,
        "open_contracts": int(debt.remaining > 0),
        "approved": debt.approved,
        "received": debt.received,
        "remaining": debt.remaining,
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: None if values.get(name) is None else str(values[name]) if name in NAMES[2:] else values[name]
        for name in NAMES
    }
