"""Reads of bills and demands: whose turn it is, what was made, where each letter is. Set by set."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet

from areas.models import User
from areas.selectors import policies
from debt_followup.models import DeliveryEvent, Notice, NoticeBatch, NoticeDelivery, NoticeItem
from debt_followup.rules.deliveries import DeliveryState, DeliveryStep, is_open, read_code
from debt_followup.rules.notices import (
    LADDER,
    Addressees,
    MadeNotice,
    NextNotice,
    NoticeDays,
    NoticeKind,
    Pause,
    next_notice,
)
from debt_followup.selectors.paused import PAUSE_SQL, behind_since, pauses
from loans.models import Contract, ContractChange
from repayments.models import StaleCourse
from repayments.selectors import standings
from repayments.selectors.portfolio import balances_sql
from thai.refusals import Refusal
from thai.refusals import sentence as _

_DAYS = {
    "invoice": "invoice_days",
    "first": "first_demand_days",
    "second": "second_demand_days",
    "final": "final_demand_days",
    "call_in": "call_in_days",
}
# What ends the ladder: the whole is called in, a court has judged, the debt was written off.
ENDS_DEMANDS = (ContractChange.Kind.CALLED_IN, ContractChange.Kind.JUDGED, ContractChange.Kind.WRITTEN_OFF)
_RANK = "CASE kind " + " ".join(f"WHEN '{kind}' THEN {at}" for at, kind in enumerate(LADDER)) + " END"
_ENDS = ", ".join(f"'{kind.value}'" for kind in ENDS_DEMANDS)
_LATE = f"""
    SELECT late.contract_id, late.oldest_due_on, made.kind, made.issued_on, made.reply_by,
           {PAUSE_SQL.format(key="late.contract_id", due="late.oldest_due_on")}
    FROM (SELECT contract_id, oldest_due_on FROM ({{balances}}) b WHERE oldest_due_on IS NOT NULL) late
    LEFT JOIN LATERAL (
        SELECT kind, issued_on, reply_by FROM debt_followup_notice
        WHERE contract_id = late.contract_id AND issued_on > late.oldest_due_on AND kind <> 'CALL_IN'
        ORDER BY {_RANK} DESC, issued_on DESC LIMIT 1
    ) made ON TRUE
    WHERE NOT EXISTS (
        SELECT 1 FROM loans_contractchange c
        WHERE c.contract_id = late.contract_id AND c.kind IN ({_ENDS})
          AND NOT EXISTS (SELECT 1 FROM loans_contractchange w WHERE w.withdraws_id = c.id)
    ) AND NOT EXISTS (
        SELECT 1 FROM debt_followup_arrearsspan s
        WHERE s.contract_id = late.contract_id AND s.from_on <= %(as_of)s AND s.until_on > %(as_of)s
          AND s.barred_from <= %(as_of)s
          AND NOT EXISTS (SELECT 1 FROM debt_followup_stalearrears w WHERE w.contract_id = s.contract_id)
    )"""


class NoSuchLetter(Refusal):
    """No letter in the area bears the code, or none for which the step is open."""


@dataclass(frozen=True, slots=True)
class NoticePolicies:
    """What a province's policies say of bills and demands on a day."""

    days: NoticeDays
    addressees: Addressees
    reply: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A contract whose next letter may be made now, or might be but for ``pause``."""

    contract_id: int
    oldest_due_on: date
    next: NextNotice
    pause: Pause | None = None


def notice_policies(*, province: str, on: date) -> NoticePolicies:
    """Return the policies P-30..P-32 of a province on a day; one query.

    :raises areas.rules.NoPolicy: one of them has no row in force.
    """
    found = policies(keys=[*_DAYS.values(), "notice_addressees", "notice_reply_days"], province=province, on=on)
    return NoticePolicies(
        days=NoticeDays(**{name: int(found[key]["days"]) for name, key in _DAYS.items()}),
        addressees=Addressees(found["notice_addressees"]["text"]),
        reply=found["notice_reply_days"],
    )


def proposals(contracts: QuerySet[Contract], *, days: NoticeDays, on: date) -> list[Proposal]:
    """Return whose next letter is ripe on a day, by the date since when it is, then by contract.

    Left out is who owes nothing that is late, whose whole debt was called in or judged, and whose debt was written off
    or is barred: that is for somebody to decide, case by case; and whoever ``turns`` tells a pause of. Of whom
    something was written since it was last worked out it is looked at when the letter is written. Two queries, and
    those of the rules for contracts about which something was written since their last replay.

    Source: R-REPAY-10, R-ACK-06, P-31.
    """
    return [one for one in turns(contracts, days=days, on=on) if one.pause is None]


def turns(contracts: QuerySet[Contract], *, days: NoticeDays, on: date) -> list[Proposal]:
    """Return the same with those who keep a plan, were sued or accepted what was barred, each with that pause."""
    running = contracts.filter(state=Contract.State.IN_FORCE)
    stale = list(StaleCourse.objects.filter(contract__in=running.order_by()).values_list("contract_id", flat=True))
    balances, values = balances_sql(as_of=on, contracts=running, without=stale)
    with connection.cursor() as cursor:
        cursor.execute(_LATE.format(balances=balances), values)
        rows = cursor.fetchall()
    found = [
        Proposal(contract_id, oldest_due_on, upcoming, Pause(pause) if pause else None)
        for contract_id, oldest_due_on, kind, issued_on, reply_by, pause in rows
        if (upcoming := next_notice(oldest_due_on=oldest_due_on, made=_made(kind, issued_on, reply_by), days=days))
        and upcoming.is_ripe(on=on)
    ]
    found += _worked_out(stale, days=days, on=on)
    return sorted(found, key=lambda one: (one.next.due_on, one.contract_id))


def upcoming_of(contract: Contract, *, oldest_due_on: date, days: NoticeDays) -> NextNotice | None:
    """Return the next letter to one debtor in default, ripe or not; None where the ladder has ended. Two queries."""
    if demands_ended([contract.pk]):
        return None
    made = made_for([contract.pk]).get(contract.pk, ())
    return next_notice(oldest_due_on=oldest_due_on, made=made, days=days)


def made_for(contract_ids: Iterable[int]) -> dict[int, list[MadeNotice]]:
    """Return the letters of each contract that count on the ladder: all but calls, which count as events; one query."""
    found: dict[int, list[MadeNotice]] = defaultdict(list)
    rows = Notice.objects.filter(contract_id__in=list(contract_ids)).exclude(kind=NoticeKind.CALL_IN)
    for contract_id, kind, issued_on, reply_by in rows.values_list("contract_id", "kind", "issued_on", "reply_by"):
        found[contract_id].append(MadeNotice(NoticeKind(kind), issued_on, reply_by))
    return dict(found)


def demands_ended(contract_ids: Iterable[int]) -> set[int]:
    """Return which contracts were called in, judged or written off; one query."""
    events = ContractChange.objects.filter(
        contract_id__in=list(contract_ids), kind__in=ENDS_DEMANDS, withdrawal__isnull=True
    )
    return set(events.values_list("contract_id", flat=True))


def newest_days(contract_ids: Iterable[int]) -> dict[int, date]:
    """Return the date of the newest letter of any kind to the debtors of each contract; one query.

    Whoever plans another contact on that day finds here that one was made (P-27).
    """
    newest: dict[int, date] = {}
    for contract_id, day in Notice.objects.filter(contract_id__in=list(contract_ids)).values_list(
        "contract_id", "issued_on"
    ):
        newest[contract_id] = max(day, newest.get(contract_id, day))
    return newest


def letter_before(contract_ids: Iterable[int]) -> dict[int, Notice]:
    """Return the newest letter on the ladder to each contract with its paper, for the next one to refer to."""
    rows = (
        Notice.objects.filter(contract_id__in=list(contract_ids))
        .exclude(kind=NoticeKind.CALL_IN)
        .select_related("document")
        .order_by("contract_id", "-issued_on", "-pk")
        .distinct("contract_id")
    )
    return {row.contract_id: row for row in rows}


def notices_of(contract: Contract) -> QuerySet[Notice]:
    """Return the letters of a contract, the newest first, with their deliveries."""
    found = contract.notices.select_related("document", "party", "stand_in")
    return found.prefetch_related("deliveries").order_by("-pk")


# -- lists -------------------------------------------------------------------------------------------------------------
def deliveries(*, user: User, kind: str = "", state: str = "", amphoe: str = "", find: str = "") -> QuerySet:
    """Return the letters on their way that a user may see, narrowed; to be ordered by the page.

    :param find: a contract's number, part of an addressee's name, a registration number or a letter's code.
    """
    rows = NoticeDelivery.objects.visible_to(user, "debt.view").select_related(
        "notice__contract", "notice__party", "notice__stand_in", "notice__document", "amphoe", "tambon"
    )
    for name, value in (("kind", kind), ("state", state), ("amphoe", amphoe)):
        if value:
            rows = rows.filter(**{name: value})
    if text := " ".join(find.split()):
        by_code = Notice.objects.filter(code=text.upper().rstrip("PA"))
        contracts = Contract.objects.labelled(text)
        rows = (
            rows.filter(notice__in=by_code)
            | rows.filter(registration_number=text.upper().replace(" ", ""))
            | rows.filter(notice__contract__in=contracts)
            | rows.filter(notice__party__name__icontains=text)
            | rows.filter(notice__stand_in__name__icontains=text)
        )
    return rows


def batches(*, user: User) -> QuerySet[NoticeBatch]:
    """Return the batches that a user may see, the newest first."""
    rows = NoticeBatch.objects.visible_to(user, "debt.view").select_related("amphoe", "province", "run", "made_by")
    return rows.order_by("-pk")


def skipped(batch: NoticeBatch) -> QuerySet[NoticeItem]:
    """Return the debtors of a batch who were not written to, each with its sentence."""
    return batch.items.filter(outcome=NoticeItem.Outcome.SKIPPED).select_related("contract__proposal")


def waiting_to_go(*, user: User, amphoe: str = "") -> QuerySet[NoticeDelivery]:
    """Return the letters that were made and have not left, in the order in which they are handed out."""
    rows = deliveries(user=user, state=DeliveryState.MADE, amphoe=amphoe)
    return rows.order_by("amphoe_id", "tambon_id", "notice__contract_id", "pk")


def recorded_by(*, user: User, most: int = 20) -> Sequence[DeliveryEvent]:
    """Return the last steps that a person recorded, the newest first."""
    rows = DeliveryEvent.objects.filter(recorded_by=user).select_related(
        "delivery__notice__document", "delivery__notice__party", "delivery__notice__stand_in", "recorded_by"
    )
    return list(rows.order_by("-pk")[:most])


def counts_by_state(*, user: User) -> Mapping[str, int]:
    """Return how many letters that a user may see are in each state; one query."""
    rows = NoticeDelivery.objects.visible_to(user, "debt.view").order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)


def scanned(*, user: User, permission: str, code: str, step: DeliveryStep) -> NoticeDelivery:
    """Return the letter that a code means, of those for which a step is open.

    :raises debt_followup.rules.deliveries.CodeWrong: it is no code.
    :raises NoSuchLetter: nothing in the user's area bears it, no letter waits for the step, or two do.
    """
    letter, route, number = read_code(code)
    rows = list(NoticeDelivery.objects.visible_to(user, permission).filter(notice__code=letter))
    if not rows:
        raise NoSuchLetter(_("ไม่พบหนังสือรหัส %(code)s ในพื้นที่ของท่าน"), code=letter)
    if route is not None:
        rows = [row for row in rows if row.route == route and row.number == number]
    fitting = [row for row in rows if is_open(state=row.state, step=step, route=row.route)]
    if len(fitting) > 1:
        raise NoSuchLetter(
            _("หนังสือ %(code)s ส่งไปสองทาง ให้สแกนรหัสบนซองซึ่งลงท้ายด้วย P (ไปรษณีย์) หรือ A (ผ่าน อกส.อ.)"), code=letter
        )
    if not fitting:
        raise NoSuchLetter(
            _("หนังสือ %(code)s อยู่ในสถานะ “%(state)s” จึงบันทึกขั้นนี้ไม่ได้"),
            code=letter,
            state=rows[0].get_state_display() if rows else "",
        )
    return fitting[0]


# -- the inside --------------------------------------------------------------------------------------------------------
def _made(kind: str | None, issued_on: date | None, reply_by: date | None) -> list[MadeNotice]:
    if kind is None or issued_on is None or reply_by is None:
        return []
    return [MadeNotice(NoticeKind(kind), issued_on, reply_by)]


def _worked_out(contract_ids: list[int], *, days: NoticeDays, on: date) -> list[Proposal]:
    """The same for contracts whose spans are out of date, by the rules."""
    if not contract_ids:
        return []
    owed = standings(contracts=Contract.objects.filter(pk__in=contract_ids), as_of=on)
    ended, made = demands_ended(contract_ids), made_for(contract_ids)
    paused = pauses(contract_ids, behind_since=behind_since(owed))
    found = []
    for pk, standing in owed.items():
        if not standing.overdue or pk in ended:
            continue
        oldest_due_on = on - timedelta(days=standing.days_past_due)
        upcoming = next_notice(oldest_due_on=oldest_due_on, made=made.get(pk, ()), days=days)
        if upcoming and upcoming.is_ripe(on=on):
            found.append(Proposal(pk, oldest_due_on, upcoming, paused.get(pk)))
    return found
