"""The letters of September, the runs that write them, and what was answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from areas.models import User
from areas.selectors import policies
from debt_followup.models import (
    Confirmation,
    ConfirmationBatch,
    ConfirmationDifference,
    ConfirmationReminder,
    ConfirmationReply,
)
from debt_followup.rules import confirmations as rules
from debt_followup.rules.confirmations import Answer, Chase, Letter, Settlement, Summary
from debt_followup.rules.notices import Addressees
from debt_followup.selectors.contracts import in_force_on
from debt_followup.selectors.legal import Addressee
from jobs.models import JobRun
from loans.models import Contract, Party
from repayments.selectors import Standing, standings
from thai.refusals import Refusal
from thai.refusals import sentence as _

_JOB = "debt_followup.confirmations"


class NoSuchSlip(Refusal):
    """No letter in the area bears the code."""


@dataclass(frozen=True, slots=True)
class ConfirmationPolicies:
    """What a province's policies say of the letters of September on a day."""

    to_all: bool
    reply: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """Differences that ended in one way ("" for those that wait): how many letters, by how much they differ.

    ``stated`` is the debtors' figures less the fund's, ``right`` what was found right less the fund's; None while it is
    not known.
    """

    ending: str
    letters: int
    stated: Decimal
    right: Decimal | None


def confirmation_policies(*, province: str, on: date) -> ConfirmationPolicies:
    """Return the policies P-33 and P-34 of a province on a day; one query.

    :raises areas.rules.NoPolicy: one of them has no row in force.
    """
    found = policies(keys=["confirmation_addressees", "confirmation_reply_days"], province=province, on=on)
    return ConfirmationPolicies(
        to_all=found["confirmation_addressees"]["text"] == Addressees.ALL_SIGNERS,
        reply=found["confirmation_reply_days"],
    )


def chosen_addressees(to: Sequence[Addressee], *, representative: Party | None) -> tuple[Addressee, ...]:
    """Return to whom one letter about a contract goes: the representative, else who stands in her place, else a signer.

    Heirs and an administrator share a debt, so each of them is written to.
    """
    if representative is not None and (hers := tuple(one for one in to if one.party_id == representative.pk)):
        return hers
    return tuple(one for one in to if one.party_id == to[0].party_id)


def replaced_parties(named: Mapping[int, Iterable[Addressee]]) -> dict[int, str]:
    """Return the names of the debtors in whose place another is written to, by party; at most one query."""
    keys = {one.party_id for rows in named.values() for one in rows if one.file_id}
    return dict(Party.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def runs(*, province: str | None = None, as_of: date | None = None) -> QuerySet[JobRun]:
    """Return the runs that wrote, or write, confirmation letters, the newest day first."""
    found = JobRun.objects.filter(job=_JOB).select_related("province")
    if province is not None:
        found = found.filter(province_id=province)
    if as_of is not None:
        found = found.filter(period=as_of.isoformat())
    return found.order_by("-period", "province_id", "-revision")


def confirmations(*, province: str, as_of: date) -> QuerySet[Confirmation]:
    """Return the letters of a province as of a day, in the order in which they are handed out."""
    return Confirmation.objects.filter(province_id=province, as_of=as_of).order_by(
        "amphoe_id", "tambon_id", "contract_id", "number"
    )


def unconfirmed(*, contracts: QuerySet[Contract], as_of: date) -> list[Contract]:
    """Return those of some contracts that owed something as of a day and have no letter about it."""
    found = in_force_on(contracts, as_of=as_of)
    missing = list(found.exclude(confirmations__as_of=as_of))
    owed = standings(contracts=missing, as_of=as_of)
    return [contract for contract in missing if contract.pk in owed and is_owed(owed[contract.pk])]


def letters_left_out(*, user: User, permission: str, on: date) -> QuerySet[Contract]:
    """Return the debts in the user's area that the finished letters of last September leave out.

    Such became known after the letters were written: by a register taken over later, or by a transfer of that very day.
    """
    as_of = rules.last_september(on)
    wrote = runs(as_of=as_of).order_by("-revision").filter(province=OuterRef("province"))
    ended = wrote.filter(state=JobRun.State.DONE)
    goes_on = wrote.exclude(state__in=[JobRun.State.DONE, JobRun.State.CANCELLED])
    known_later = Q(old_debt__register__done_at__gt=Subquery(ended.values("started_at")[:1])) | Q(contract_on=as_of)
    found = in_force_on(Contract.objects.visible_to(user, permission), as_of=as_of).filter(known_later, Exists(ended))
    return found.exclude(Exists(goes_on)).exclude(confirmations__as_of=as_of)


def is_owed(standing: Standing) -> bool:
    """Tell whether a debtor owes more than she paid in advance, so that there is a balance to confirm."""
    return standing.total > standing.credit


def upcoming(standing: Standing) -> date | None:
    """Return when the next instalment falls due that is not paid, by the contract; None where none follows (A-32)."""
    days = (owed.nominal_due_on for owed in standing.instalments if not owed.is_due and owed.total)
    return min(days, default=None)


def confirmations_of(contract: Contract) -> QuerySet[Confirmation]:
    """Return the confirmation letters of a contract, the newest first."""
    return contract.confirmations.select_related("document").order_by("-as_of", "-pk")


def with_debtor(rows: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    """Add the contract, the letter and to whom it goes to confirmations, without what the letters say in full."""
    found = rows.select_related("contract", "amphoe", "tambon", "document").defer("document__context")
    return found.annotate(debtor=F("document__addressee"))


def with_answer(rows: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    """Add the answer that counts to confirmations: ``answer``, ``stated`` (the amount) and ``answered_on``."""
    last = ConfirmationReply.objects.filter(confirmation=OuterRef("pk")).order_by("-number")
    return rows.annotate(
        answer=Subquery(last.values("answer")[:1]),
        stated=Subquery(last.values("amount")[:1]),
        answered_on=Subquery(last.values("received_on")[:1]),
    )


def batches_of(*, run: JobRun, user: User, permission: str) -> QuerySet[ConfirmationBatch]:
    """Return the batches of a run in a user's area, by amphoe."""
    found = ConfirmationBatch.objects.visible_to(user, permission).filter(run=run)
    return found.select_related("amphoe").order_by("amphoe_id", "part")


def scanned_slip(*, user: User, permission: str, code: str) -> Confirmation:
    """Return the letter whose slip was scanned or typed.

    :raises debt_followup.rules.confirmations.CodeWrong: it is no code of a slip.
    :raises NoSuchSlip: as the name says.
    """
    wanted = rules.read_code(code)
    rows = Confirmation.objects.visible_to(user, permission)
    found = with_answer(with_debtor(rows)).filter(code=wanted).first()
    if found is None:
        raise NoSuchSlip(_("ไม่พบหนังสือยืนยันยอดหนี้รหัส %(code)s ในพื้นที่ของท่าน"), code=wanted)
    return found


def last_reply(confirmation: Confirmation) -> ConfirmationReply | None:
    """Return the answer that counts of a letter."""
    return confirmation.replies.order_by("-number").first()


def sent_again(confirmation: Confirmation, last: ConfirmationReply | None) -> ConfirmationReminder | None:
    """Return by what a letter was sent again since it came back; None where it was not, or an answer followed."""
    if last is None or last.answer != Answer.UNDELIVERED:
        return None
    rows = confirmation.reminders.filter(kind=ConfirmationReminder.Kind.AGAIN, recorded_at__gt=last.recorded_at)
    return rows.select_related("document").order_by("-pk").first()


def to_chase(rows: QuerySet[Confirmation], *, on: date, chase: Chase) -> QuerySet[Confirmation]:
    """Narrow letters to those of one of the lists by which they are chased, as ``unanswered`` and ``undelivered``."""
    return undelivered(rows, on=on) if chase is Chase.UNDELIVERED else unanswered(rows, on=on)


def unanswered(rows: QuerySet[Confirmation], *, on: date) -> QuerySet[Confirmation]:
    """Narrow letters to those to be chased: nothing came back, and the day passed until which it was asked for.

    Adds ``reminded_on``, the last day on which the debtor was reminded; the longest waiting come first.
    """
    return without_answer(rows, on=on).annotate(reminded_on=Max("reminders__on")).order_by("reply_by", "pk")


def undelivered(rows: QuerySet[Confirmation], *, on: date) -> QuerySet[Confirmation]:
    """Narrow letters of the newest September to those of which the last that is known is that they came back.

    They stay so, sent again or not, until an answer comes or is given up. Adds ``returned_on``, ``return_reason`` and
    ``reminded_on``, the last day on which one was sent again or its addressee called; the longest waiting come first.
    """
    came_back = came_back_last(ConfirmationReply.objects.filter(confirmation=OuterRef("pk")))
    return (
        rows.filter(Exists(came_back), as_of=rules.last_september(on))
        .annotate(
            returned_on=Subquery(came_back.values("received_on")[:1]),
            return_reason=Subquery(came_back.values("return_reason")[:1]),
            reminded_on=Max("reminders__on"),
        )
        .order_by("pk")
    )


def came_back_last(replies: QuerySet[ConfirmationReply]) -> QuerySet[ConfirmationReply]:
    """Narrow answers to those that say that a letter came back, and that no other answer followed."""
    later = ConfirmationReply.objects.filter(confirmation=OuterRef("confirmation"), number__gt=OuterRef("number"))
    return replies.filter(~Exists(later), answer=Answer.UNDELIVERED)


def undelivered_by_batch(run: JobRun) -> dict[int, int]:
    """Return how many letters of each batch of a run came back, by the batch's key; one query."""
    rows = came_back_last(ConfirmationReply.objects.filter(confirmation__run=run, confirmation__batch__isnull=False))
    counted = rows.order_by().values("confirmation__batch").annotate(count=Count("pk"))
    return {row["confirmation__batch"]: row["count"] for row in counted}


def without_answer(rows: QuerySet[Confirmation], *, on: date) -> QuerySet[Confirmation]:
    """Narrow letters to those of which nothing came back by the day until which an answer was asked for.

    Only those of the newest September: its letters take the place of those of the years before.
    """
    replies = ConfirmationReply.objects.filter(confirmation=OuterRef("pk"))
    return rows.filter(~Exists(replies), as_of=rules.last_september(on), reply_by__lt=on)


def differences(*, user: User, permission: str, is_open: bool | None) -> QuerySet[ConfirmationDifference]:
    """Return the differences in a user's area: those that wait by age, those that ended newest first, or all."""
    found = ConfirmationDifference.objects.visible_to(user, permission).select_related(
        "reply__confirmation__contract", "reply__confirmation__document", "amphoe", "ended_by"
    )
    found = found.defer("reply__confirmation__document__context")
    if is_open is None:
        return found
    return found.filter(ending="").order_by("pk") if is_open else found.exclude(ending="").order_by("-pk")


def summary_letters(rows: QuerySet[Confirmation]) -> Iterable[Letter]:
    """Return letters as the summary for the auditors takes them, by amphoe; one query."""
    found = with_answer(rows).select_related("amphoe").order_by("amphoe_id", "contract_id", "number")
    return [
        Letter(
            contract=row.contract_id,
            place=str(row.amphoe),
            balance=row.total,
            answer=Answer(row.answer) if row.answer else None,
            amount=row.stated,
        )
        for row in found.iterator(chunk_size=2_000)
    ]


def confirmation_summary(rows: QuerySet[Confirmation]) -> list[Summary]:
    """Return the sums of letters by amphoe for the auditors (R-DEBT-07, R-FORM-11)."""
    return rules.summaries(summary_letters(rows))


def settled_differences(rows: QuerySet[Confirmation]) -> list[Settled]:
    """Return how the differences of letters ended, those that wait last; one query.

    An answer that a newer one replaced is left out: what counts is the newer one.
    """
    found = ConfirmationDifference.objects.filter(reply__confirmation__in=rows).exclude(ending=Settlement.SUPERSEDED)
    said = F("reply__confirmation__principal") + F("reply__confirmation__contract_interest")
    said += F("reply__confirmation__default_interest") + F("reply__confirmation__costs")
    said += F("reply__confirmation__frozen") - F("reply__confirmation__credit")
    sums = found.order_by().values("ending").annotate(
        letters=Count("pk"), stated=Sum(F("reply__amount") - said), right=Sum(F("amount") - said)
    )  # fmt: skip
    by_ending = {row["ending"]: row for row in sums}
    return [
        Settled(ending, row["letters"], row["stated"], row["right"])
        for ending in (Settlement.FUND_RIGHT, Settlement.DEBTOR_RIGHT, Settlement.PARTLY, "")
        if (row := by_ending.get(ending))
    ]
