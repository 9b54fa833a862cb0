"""Unused money that came back: what was asked, what waits for a second person."""

from django.db.models import Q, QuerySet

from loans.models import Contract, Grant, MoneyReturn

State = MoneyReturn.State


def money_returns(*, user, permission: str = "loans.view") -> QuerySet[MoneyReturn]:
    """Return the returns that the user may see, with what a list shows of each."""
    return _shown(MoneyReturn.objects.visible_to(user, permission))


def returns_to_decide(*, user) -> QuerySet[MoneyReturn]:
    """Return what others asked, a return or its undoing, and what waits for the user's approval."""
    by_another = (Q(state=State.ASKED) & ~Q(asked_by=user)) | (Q(state=State.UNDO_ASKED) & ~Q(undo_asked_by=user))
    return MoneyReturn.objects.visible_to(user, "repayments.approve").filter(by_another)


def returns_of(*, contract: Contract | None = None, grant: Grant | None = None) -> QuerySet[MoneyReturn]:
    """Return all that was asked of one contract or of one subsidy, the newest first."""
    of = {"contract": contract} if contract is not None else {"grant": grant}
    return _shown(MoneyReturn.objects.filter(**of)).order_by("-pk")


def _shown(rows: QuerySet[MoneyReturn]) -> QuerySet[MoneyReturn]:
    return rows.select_related("contract__proposal", "grant__proposal", "asked_by", "approved_by")
