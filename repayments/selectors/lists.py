"""The lists of the room, all by area, all in keyset order."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from jobs.models import JobRun
from loans.models import Contract, Instalment, MoneyReturn, Party
from repayments.matching import NOTICE_DAYS
from repayments.models import (
    BankFile,
    BankLine,
    PaymentNotice,
    Receipt,
    ReceiptPayer,
    Refund,
    RefundBounce,
    UndoRequest,
)
from repayments.selectors.payers import PAYER_ASKED

PAGE = 50
ISSUE_JOB = "repayments.issue_receipts"
_BAHT = re.compile(r"[0-9][0-9,]{0,11}(\.[0-9]{1,2})?")


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


def paged_forward(queryset: QuerySet, *, after: int | None = None, size: int = PAGE) -> Page:
    """The page of a list in the order of its keys, after the row of this key; one query, whatever the depth."""
    if after is not None:
        queryset = queryset.filter(pk__gt=after)
    rows = list(queryset.order_by("pk")[: size + 1])
    return Page(rows[:size], rows[size - 1].pk if len(rows) > size else None, after is not None)


WAITING = (BankLine.State.MATCHED, BankLine.State.DOUBTFUL, BankLine.State.UNKNOWN)
TO_DECIDE = (
    BankLine.State.DOUBTFUL,
    BankLine.State.UNKNOWN,
    BankLine.State.TAKEN_BACK,
    BankLine.State.PERHAPS_SAME,
)
UNSETTLED = (BankLine.State.MATCHED, *TO_DECIDE)
_UNDOS = {"UNDO_ASKED": UndoRequest.State.ASKED, "UNDONE": UndoRequest.State.APPROVED}


def queue(*, user, permission: str = "repayments.view", show: str = "", find: str = "") -> QuerySet[BankLine]:
    """The lines that a person must look at: the surest proposals first, those put on hold last.

    :param show: a state of ``TO_DECIDE`` for those nobody decided about, or HELD; UNDO_ASKED and UNDONE for lines in
        any state of which it is asked that a decision be undone, or of which one was.
    :param find: part of the payer's name or of a reference, or an amount.
    """
    lines = BankLine.objects.visible_to(user, permission).select_related("contract", "matched_by", "bank_account")
    if show in _UNDOS:
        lines = lines.filter(pk__in=UndoRequest.objects.filter(state=_UNDOS[show]).values("line"))
    elif show == "HELD":
        lines = lines.filter(state__in=TO_DECIDE, matched_by__isnull=False)
    elif show:
        lines = lines.filter(state=show, matched_by__isnull=True)
    else:
        lines = lines.filter(state__in=TO_DECIDE)
    if text := " ".join(find.split()):
        said = Q(customer_name__icontains=text) | Q(ref1__startswith=text)
        if _BAHT.fullmatch(text):
            said |= Q(amount=Decimal(text.replace(",", "")))
        lines = lines.filter(said)
    return lines.order_by(F("matched_by").asc(nulls_first=True), "-score", "value_on", "time", "pk")


def to_receipt(*, user, permission: str = "repayments.view"):
    """The matched lines that wait for their receipt, in the order in which the money came."""
    return (
        BankLine.objects.visible_to(user, permission)
        .filter(state=BankLine.State.MATCHED)
        .select_related("contract", "bank_account")
        .order_by("value_on", "time", "identity", "occurrence")
    )


def ready_by_province(*, user, permission: str = "repayments.view") -> dict[str, int]:
    """How many matched lines wait for their receipt in each province of the user's area; one query."""
    lines = BankLine.objects.visible_to(user, permission).filter(state=BankLine.State.MATCHED)
    return dict(lines.order_by("province_id").values_list("province_id").annotate(count=Count("pk")))


def receipt_runs(*, user) -> list[JobRun]:
    """The issues of receipts that go on in the background, or failed, in the user's area."""
    runs = JobRun.objects.visible_to(user, "repayments.view").filter(
        job=ISSUE_JOB, state__in=[JobRun.State.WAITING, JobRun.State.RUNNING, JobRun.State.FAILED]
    )
    return list(runs.order_by("pk")[:20])


def held(line: BankLine) -> bool:
    """Tell whether a person looked at the line and put it on hold with a reason."""
    return line.state in TO_DECIDE and line.matched_by_id is not None


def repeated_by(line: BankLine) -> BankLine:
    """The line that came in before, of a line that may be the same, or is."""
    return BankLine.objects.select_related("file").defer("file__content").get(perhaps_repeated_by__line=line)


def bank_files(*, user, permission: str = "repayments.view") -> QuerySet[BankFile]:
    """The imported files that the user may see, their content left out."""
    return BankFile.objects.visible_to(user, permission).defer("content").select_related("imported_by", "province")


def lines_waiting(files: Iterable[BankFile]) -> dict[int, int]:
    """How many lines of some files are unsettled, by the key of the file; one query, which looks at such lines only."""
    wanted = list(files)
    lines = BankLine.objects.filter(
        file__in=wanted, province__in={file.province_id for file in wanted}, state__in=UNSETTLED
    )
    return dict(lines.order_by().values_list("file_id").annotate(count=Count("pk")))


def receipts(*, user, q: str = "", show: str = "", permission: str = "repayments.view") -> QuerySet[Receipt]:
    """The receipts that the user may see; ``q``: a receipt's or a contract's number such as 12/2561, or one in SARA.

    :param show: ``PAYER_ASKED`` for those of which somebody asked that their payer be named.
    """
    found = Receipt.objects.visible_to(user, permission).with_reversal()
    found = found.select_related("contract__proposal", "bank_line")
    if show == PAYER_ASKED:
        found = found.filter(pk__in=ReceiptPayer.objects.filter(state=ReceiptPayer.State.ASKED).values("receipt"))
    number, _slash, year = q.strip().partition("/")
    if q.strip():
        wanted = Q(contract__in=Contract.objects.labelled(q)) | Q(sara_number=" ".join(q.split()))
        if number.isdecimal() and year.isdecimal():
            wanted |= Q(number=int(number), fiscal_year_be=int(year))
        found = found.filter(wanted)
    return found


def line_totals(lines: QuerySet[BankLine]) -> dict[str, dict[str, Any]]:
    """Count and sum of lines by state; one query."""
    rows = lines.order_by().values("state").annotate(count=Count("pk"), total=Sum("amount"))
    return {row["state"]: row for row in rows}


def refunds(*, user, permission: str = "repayments.view", state: str = "") -> QuerySet[Refund]:
    """The refunds that the user may see, with what a list shows of each."""
    found = Refund.objects.visible_to(user, permission).select_related("line", "contract", "made_by", "approved_by")
    return found.filter(state=state) if state else found


def refunds_to_decide(*, user) -> QuerySet[Refund]:
    """The refunds that others made, or say that the bank sent back, and that wait for the user's approval."""
    bounced = RefundBounce.objects.filter(state=RefundBounce.State.ASKED).exclude(asked_by=user)
    made = Q(state=Refund.State.MADE) & ~Q(made_by=user)
    return refunds(user=user, permission="repayments.approve").filter(made | Q(pk__in=bounced.values("refund")))


def is_asked_about(line: BankLine) -> bool:
    """Tell whether somebody asked that a line be taken as money that came back: unused money, or a refund."""
    returned = MoneyReturn.objects.filter(line_key=line.pk, state=MoneyReturn.State.ASKED)
    return returned.exists() or line.bounces.filter(state=RefundBounce.State.ASKED).exists()


def lines_of_bounce(refund: Refund) -> QuerySet[BankLine]:
    """The lines that may have brought the money of a paid refund back: of its amount, nobody's, on its day or later."""
    asked = MoneyReturn.objects.filter(state=MoneyReturn.State.ASKED, line_key__isnull=False)
    return (
        BankLine.objects.filter(
            province=refund.province_id,
            kind="C",
            amount=refund.amount,
            is_split=False,
            state__in=[BankLine.State.DOUBTFUL, BankLine.State.UNKNOWN],
            value_on__gte=refund.paid_on,
        )
        .exclude(pk=refund.line_id)
        .exclude(refunds__state=Refund.State.MADE)
        .exclude(bounces__state=RefundBounce.State.ASKED)
        .exclude(pk__in=asked.values("line_key"))
        .order_by("value_on", "pk")
    )


def notices(*, user, permission: str = "repayments.view", state: str = "", find: str = "") -> QuerySet[PaymentNotice]:
    """Members' evidence in the user's area, with what a list shows of it; ``find`` is a contract's number or a name."""
    found = PaymentNotice.objects.visible_to(user, permission).select_related("contract", "amphoe", "recorded_by")
    if state:
        found = found.filter(state=state)
    if text := " ".join(find.split()):
        found = found.filter(Q(contract__in=Contract.objects.labelled(text)) | Q(payer__icontains=text))
    return found


def notices_about(*, line: BankLine, user) -> list[PaymentNotice]:
    """The evidence that may be of a line's money: of its amount, about its day, waiting or settled by it."""
    near = PaymentNotice.objects.visible_to(user, "repayments.view").filter(
        province=line.province_id,
        amount=line.amount,
        paid_on__range=(line.value_on - timedelta(days=NOTICE_DAYS), line.value_on + timedelta(days=NOTICE_DAYS)),
    )
    found = near.filter(Q(state=PaymentNotice.State.WAITING) | Q(line=line)).select_related("contract", "recorded_by")
    return list(found.order_by("paid_on", "pk")[:20])


def contracts_for(*, user, text: str, permission: str = "repayments.view") -> QuerySet[Contract]:
    """The contracts in force of the user's area that a search means: number, ref1 or part of a party's name."""
    found = (
        Contract.objects.visible_to(user, permission)
        .filter(state=Contract.State.IN_FORCE, contract_on__isnull=False)
        .select_related("proposal")
        .prefetch_related("parties")
    )
    text = " ".join(text.split())
    number, _slash, year = text.partition("/")
    if number.isdecimal() and year.isdecimal():
        return found.labelled(text)
    old = Q(origin=Contract.Origin.OLD_REGISTER, register_number=text)
    return found.filter(
        old | Q(ref1=text) | Exists(Party.objects.filter(contract=OuterRef("pk"), name__icontains=text))
    )


def choices_for(*, line: BankLine, user, text: str = "") -> QuerySet[Contract]:
    """The contracts to which a person may give a line: those searched for, else the proposed one and its likes.

    ``text`` is a contract's number such as 12/2561, its ref1, or part of a party's name. Without it: the contract that
    was proposed, and those with an instalment of this very amount. At most twenty.
    """
    if text.strip():
        found = contracts_for(user=user, text=text).filter(province_id=line.province_id)
    else:
        found = (
            Contract.objects.visible_to(user, "repayments.view")
            .filter(province_id=line.province_id, state=Contract.State.IN_FORCE)
            .select_related("proposal")
            .prefetch_related("parties")
        )
        rest = F("interest") + F("frozen_interest") + F("frozen_default_interest")
        fitting = Instalment.objects.filter(contract=OuterRef("pk"), principal=line.amount - rest)
        found = found.filter(Q(pk=line.contract_id) | Exists(fitting))
    return found.filter(pk__in=list(found.order_by("pk").values_list("pk", flat=True)[:20])).order_by("number")
