"""The lists of the room, all by area, all in keyset order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from loans.models import Contract, Instalment, Party
from repayments.models import BankFile, BankLine, Receipt

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: the rows, and the key after which the next page begins (None: there is none)."""

    rows: Sequence[Any]
    next_after: int | None
    has_previous: bool


def paged(queryset: QuerySet, *, after: int | None = None, size: int = PAGE) -> Page:
    """The page of a list, newest first, that follows the row of this key; one query, whatever the depth."""
    if after is not None:
        queryset = queryset.filter(pk__lt=after)
    rows = list(queryset.order_by("-pk")[: size + 1])
    return Page(rows[:size], rows[size - 1].pk if len(rows) > size else None, after is not None)


WAITING = (BankLine.State.MATCHED, BankLine.State.DOUBTFUL, BankLine.State.UNKNOWN)


def queue(*, user, permission: str = "repayments.view"):
    """The lines that a person must look at: doubtful and unknown ones, those put on hold last."""
    return (
        BankLine.objects.visible_to(user, permission)
        .filter(state__in=[BankLine.State.DOUBTFUL, BankLine.State.UNKNOWN])
        .select_related("contract", "matched_by", "bank_account")
        .order_by(F("matched_by").asc(nulls_first=True), "value_on", "time", "pk")
    )


def to_receipt(*, user, permission: str = "repayments.view"):
    """The matched lines that wait for their receipt, in the order in which the money came."""
    return (
        BankLine.objects.visible_to(user, permission)
        .filter(state=BankLine.State.MATCHED)
        .select_related("contract", "bank_account")
        .order_by("value_on", "time", "identity", "occurrence")
    )


def held(line: BankLine) -> bool:
    """Tell whether a person looked at the line and put it on hold with a reason."""
    return line.state in (BankLine.State.DOUBTFUL, BankLine.State.UNKNOWN) and line.matched_by_id is not None


def bank_files(*, user, permission: str = "repayments.view") -> QuerySet[BankFile]:
    """The imported files that the user may see, their content left out, with the lines that still wait."""
    waiting = Q(lines__state__in=WAITING)
    return (
        BankFile.objects.visible_to(user, permission)
        .defer("content")
        .select_related("imported_by", "province")
        .annotate(waiting=Count("lines", filter=waiting))
    )


def receipts(*, user, q: str = "", permission: str = "repayments.view") -> QuerySet[Receipt]:
    """The receipts that the user may see; ``q`` is a receipt's or a contract's number such as 12/2561."""
    found = Receipt.objects.visible_to(user, permission).select_related("contract__proposal", "bank_line")
    number, _slash, year = q.strip().partition("/")
    if q.strip():
        if not (number.isdecimal() and year.isdecimal()):
            return found.none()
        found = found.filter(
            Q(number=int(number), fiscal_year_be=int(year))
            | Q(contract__number=int(number), contract__year_be=int(year))
        )
    return found


def line_totals(lines: QuerySet[BankLine]) -> dict[str, dict[str, Any]]:
    """Count and sum of lines by state; one query."""
    rows = lines.order_by().values("state").annotate(count=Count("pk"), total=Sum("amount"))
    return {row["state"]: row for row in rows}


def choices_for(*, line: BankLine, user, text: str = "") -> QuerySet[Contract]:
    """The contracts to which a person may give a line: those searched for, else the proposed one and its likes.

    ``text`` is a contract's number such as 12/2561, its ref1, or part of a party's name. Without it: the contract that
    was proposed, and those with an instalment of this very amount. At most twenty.
    """
    found = (
        Contract.objects.visible_to(user, "repayments.view")
        .filter(province_id=line.province_id, state=Contract.State.IN_FORCE)
        .select_related("proposal")
        .prefetch_related("parties")
    )
    text = " ".join(text.split())
    number, _slash, year = text.partition("/")
    if number.isdecimal() and year.isdecimal():
        found = found.filter(number=int(number), year_be=int(year))
    elif text:
        named = Party.objects.filter(contract=OuterRef("pk"), name__icontains=text)
        found = found.filter(Q(ref1=text) | Exists(named))
    else:
        fitting = Instalment.objects.filter(contract=OuterRef("pk"), principal=line.amount - F("interest"))
        found = found.filter(Q(pk=line.contract_id) | Exists(fitting))
    return found.filter(pk__in=list(found.order_by("pk").values_list("pk", flat=True)[:20])).order_by("number")
