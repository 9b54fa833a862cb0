"""What the bank's text file pays, what has to reach the bank another way, and what came back from it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from loans import transfer_file
from loans.models import Contract, Grant, LineRejection, TransferLine
from loans.transfer_file import CannotWrite, Payment


def payment_of(paid: Contract | Grant, *, amount: Decimal) -> Payment:
    """Return the payment that a contract or a grant is to the bank."""
    return Payment(
        bank=paid.account_bank,
        account_number=paid.account_number,
        name=paid.account_name,
        amount=amount,
        reference=paid.label,
    )


def why_not_by_text(paid: Contract | Grant) -> CannotWrite | None:
    """Return why the text file cannot pay a contract or a grant; None where it can."""
    try:
        transfer_file.require_line(payment_of(paid, amount=Decimal("0.00")))
    except CannotWrite as why:
        return why
    return None


def payments_by_text(lines: Iterable[Any]) -> list[Payment]:
    """Return the payments of a batch that stand in its text file: what is live, without what it cannot pay."""
    rows = [(line.contract or line.grant, line) for line in lines if line.is_live]
    return [payment_of(paid, amount=line.amount) for paid, line in rows if why_not_by_text(paid) is None]


def refusals_before(lines: Iterable[Any]) -> dict[tuple[int | None, int | None], TransferLine]:
    """Return the last line by which the bank sent back what some lines pay anew, before them. One query.

    By the keys (contract, grant) of the line, one of them None.
    """
    given = list(lines)
    first = min((line.pk for line in given), default=0)
    rows = TransferLine.objects.filter(rejected_on__isnull=False, pk__lt=first).filter(
        Q(contract__in=[line.contract_id for line in given if line.contract_id])
        | Q(grant__in=[line.grant_id for line in given if line.grant_id])
    )
    return {(row.contract_id, row.grant_id): row for row in rows.order_by("pk")}


def account_changed(line: Any) -> tuple[str, str] | None:
    """Return the account that was signed, or paid before, and the one of now, where a line pays to another one.

    :param line: of ``selectors.lines_of``; only what is live has an account of now.
    """
    signed, paid = line.account_signed, line.contract or line.grant
    if not line.is_live or not signed:
        return None
    now = {part: getattr(paid, f"account_{part}") for part in ("bank", "branch", "number", "name")}
    if all(signed[part] == now[part] for part in ("bank", "number", "name")):
        return None
    return _named(signed, beside=now), _named(now, beside=signed)


def _named(account: dict[str, str], *, beside: dict[str, str]) -> str:
    parts = [account["bank"], account["number"]]
    if account["name"] != beside["name"]:
        parts.append(account["name"])
    return " ".join(parts)


def rejections(*, user: Any, permission: str = "loans.view") -> QuerySet[LineRejection]:
    """Return what the bank is said to have sent back in the user's area, with what a page shows, the newest first."""
    return (
        LineRejection.objects.visible_to(user, permission)
        .select_related(
            "line__batch__province",
            "line__contract__proposal",
            "line__contract__amphoe",
            "line__grant__proposal",
            "line__grant__amphoe",
            "file",
            "entry",
            "undo_entry",
            "asked_by",
            "decided_by",
            "undo_asked_by",
            "undone_by",
        )
        .order_by("-pk")
    )


def rejections_of(lines: Iterable[Any]) -> QuerySet[LineRejection]:
    """Return what was declared of some lines, the newest first, with who declared and who decided it."""
    people = ("asked_by", "decided_by", "undo_asked_by", "undone_by")
    found = LineRejection.objects.filter(line__in=[line.pk for line in lines])
    related = ("line__contract__proposal", "line__grant__proposal", *people)
    return found.select_related(*related).order_by("-pk")
