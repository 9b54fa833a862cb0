"""What a replay is told of a contract: schedule, terms, payments, refunds, what happened to it. For many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from loans.models import Contract, ContractChange
from loans.rules import Instalment
from loans.selectors import ScheduleVersion, versions_of
from loans.selectors.changes import events_of
from repayments import rules
from repayments.models import Refund, RefundBounce
from repayments.rules import STATUTORY_STEPS, Payment, RateStep, Terms
from repayments.rules.default_interest import DEFAULT_DAY_BASIS, DEFAULT_RATE
from thai.refusals import sentence as _

Kind = ContractChange.Kind


@dataclass(frozen=True, slots=True)
class History:
    """All that the replay of one contract is told; ``instalments`` are those of the transfer (A-14).

    ``receipts`` are the keys of the receipts of the payments, by the name under which the rules know their money.
    """

    instalments: Sequence[Instalment]
    terms: Terms
    payments: Sequence[Payment]
    refunds: Sequence[rules.Refund]
    receipts: Mapping[str, int]

    def told(self) -> dict[str, Any]:
        """The arguments of ``rules.allocate`` and ``rules.settlement_quote`` but for the day."""
        return {
            "instalments": self.instalments,
            "terms": self.terms,
            "payments": self.payments,
            "refunds": self.refunds,
        }


def histories(*, contracts: Iterable[Contract], known_at: Any = None) -> dict[int, History]:
    """What a replay is told of each contract that has a schedule; four queries, however many there are.

    :param known_at: leaves out what was written after this moment, and asks once more for due dates moved since.
    """
    wanted = {contract.pk: contract for contract in contracts}
    versions = versions_of(wanted, known_at=known_at)
    events = events_of(wanted, known_at=known_at)
    payments, refunds = _receipted(wanted, known_at=known_at), refunds_of(wanted, known_at=known_at)
    return {
        pk: History(
            instalments=versions[pk][0].instalments,
            terms=terms_of(contract, events=events.get(pk, ()), versions=versions[pk]),
            payments=list(payments.get(pk, {}).values()),
            refunds=refunds.get(pk, ()),
            receipts={str(paid.line_id): key for key, paid in payments.get(pk, {}).items()},
        )
        for pk, contract in wanted.items()
        if pk in versions
    }


def history_of(contract: Contract, *, known_at: Any = None) -> History:
    """What a replay is told of one contract.

    :raises repayments.rules.BadInstalments: the contract has no schedule, because no money left yet.
    """
    found = histories(contracts=[contract], known_at=known_at).get(contract.pk)
    if found is None:
        raise rules.BadInstalments(_("สัญญา %(contract)s ยังไม่มีตารางผ่อนชำระ"), contract=contract.label)
    return found


def terms_of(
    contract: Contract,
    *,
    events: Iterable[ContractChange] | None = None,
    versions: Sequence[ScheduleVersion] | None = None,
) -> Terms:
    """The terms that were frozen into a contract at its transfer (P-08..P-10, A-04, A-07), and what happened since.

    A contract whose terms name no rate of default interest (``default_rate`` null) bears that of the law, with its
    change of 11 April 2564 (A-16, W-12). Each request to settle counts on its own day, of several calls the first,
    until a restructuring undoes it. An acknowledgement makes the debt one only where the contract's base is the whole
    of it (A-03).

    :param events: what happened to it, as ``loans.selectors.events_of`` gives it; read here when left out.
    :param versions: its schedules, as ``loans.selectors.versions_of`` gives them; read here when they are needed.
    """
    frozen = contract.terms
    happened = list(events_of([contract.pk]).get(contract.pk, ()) if events is None else events)
    called_in = [row.effective_on for row in happened if row.kind == Kind.CALLED_IN]
    base = rules.DefaultBase(frozen.get("default_base", rules.DefaultBase.INSTALMENT))
    if base == rules.DefaultBase.OUTSTANDING:
        called_in += [row.effective_on for row in happened if row.kind == Kind.ACKNOWLEDGED]
    called_in = sorted(called_in + _imported(frozen, "acceleration_on"))
    asked = [row.effective_on for row in happened if row.kind == Kind.SETTLEMENT]
    *settle_again, settle_on = sorted({*asked, *_imported(frozen, "settle_on")}) or [None]
    order = frozen.get("allocation_order")
    default_rate = _default_rate(frozen)
    return _terms(
        f"{contract.annual_rate} {default_rate}",
        annual_rate=contract.annual_rate,
        default_rate=default_rate,
        day_basis=int(frozen.get("day_basis", DEFAULT_DAY_BASIS)),
        default_base=base,
        allocation_order=tuple(order) if order else rules.CODE_ORDER,
        acceleration_on=called_in[0] if called_in else None,
        called_in_again=tuple(called_in[1:]),
        contract_day_basis=int(frozen.get("contract_day_basis", 365)),
        settle_on=settle_on,
        settle_again=tuple(settle_again),
        early_days=int(frozen.get("early_days", 0)),
        returned=tuple(
            rules.Return(row.effective_on, row.amount) for row in happened if row.kind == Kind.MONEY_RETURNED
        ),
        waived=tuple(rules.Waiver(row.effective_on, row.amount) for row in happened if row.kind == Kind.WAIVED),
        restructured=_restructured(contract, happened, versions),
    )


@lru_cache(maxsize=1024)
def _terms(_rates: str, /, **terms: Any) -> Terms:
    """Terms once for the very many contracts that share them; rates that are only written otherwise are others."""
    return Terms(**terms)


def _restructured(
    contract: Contract, events: Iterable[ContractChange], versions: Sequence[ScheduleVersion] | None
) -> tuple[rules.Restructuring, ...]:
    agreed = [row for row in events if row.kind == Kind.RESTRUCTURED]
    if not agreed:
        return ()
    known = {one.version: one for one in versions or versions_of([contract.pk])[contract.pk]}
    return tuple(
        rules.Restructuring(
            agreed_on=row.effective_on,
            instalments=(lines := known[row.schedule_version]).instalments,
            frozen=tuple(
                rules.Frozen(line.number, *parts) for line, parts in zip(lines.instalments, lines.frozen, strict=True)
            ),
            default_rate=row.default_rate,
            holiday_from=row.holiday_from,
            holiday_until=row.holiday_until,
        )
        for row in agreed
    )


def _imported(frozen: dict[str, Any], name: str) -> list[date]:
    """The day that an imported old contract carries in its terms, because it was called in before."""
    return [date.fromisoformat(frozen[name])] if frozen.get(name) else []


def _default_rate(frozen: dict[str, Any]) -> Decimal | tuple[RateStep, ...]:
    rate = frozen.get("default_rate", DEFAULT_RATE)
    if rate is not None:
        return Decimal(str(rate))
    steps = frozen.get("statutory_steps")
    if not steps:
        return STATUTORY_STEPS
    return tuple(RateStep(date.fromisoformat(step["from_on"]), Decimal(str(step["annual_rate"]))) for step in steps)


_RECEIPTED = """
SELECT r.contract_id, r.id, r.value_on, r.amount, r.share, l.time, l.identity, l.occurrence
FROM repayments_receipt r
JOIN repayments_bankline l ON l.id = r.bank_line_id
LEFT JOIN repayments_receiptreversal v ON v.receipt_id = r.id AND v.state = 'APPROVED'
    AND (%(known_at)s::timestamptz IS NULL OR v.decided_at <= %(known_at)s)
WHERE r.contract_id = ANY(%(contracts)s) AND v.id IS NULL
    AND (%(known_at)s::timestamptz IS NULL OR r.issued_at <= %(known_at)s)
"""


def payments_of(contract_ids: Iterable[int], *, known_at: Any = None) -> dict[int, list[Payment]]:
    """The receipted payments of each contract, without those reversed; one query.

    The line's identity orders what the bank's time does not.

    :param known_at: the payments as they were known at this moment.
    """
    return {key: list(paid.values()) for key, paid in _receipted(contract_ids, known_at=known_at).items()}


def _receipted(contract_ids: Iterable[int], *, known_at: Any) -> dict[int, dict[int, Payment]]:
    """The payments of each contract by the key of their receipt; of very many no models are made."""
    found: dict[int, dict[int, Payment]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_RECEIPTED, {"contracts": list(contract_ids), "known_at": known_at})
        for contract_id, key, value_on, amount, share, at, identity, occurrence in cursor.fetchall():
            found[contract_id][key] = Payment(value_on, at, line_id(identity, occurrence, share), amount)
    return dict(found)


def refunds_of(contract_ids: Iterable[int], *, known_at: Any = None) -> dict[int, list[rules.Refund]]:
    """What was paid back of the credit of each contract; one query.

    One that the bank sent back was never given.

    :param known_at: leaves out refunds that were approved after this moment, and bounces too.
    """
    paid = Refund.objects.filter(contract__among=list(contract_ids))
    if known_at is None:
        paid = paid.filter(state=Refund.State.PAID)
    else:
        bounced = RefundBounce.objects.filter(
            refund=OuterRef("pk"), state=RefundBounce.State.APPROVED, decided_at__lte=known_at
        )
        given = [Refund.State.PAID, Refund.State.BOUNCED]
        paid = paid.filter(~Exists(bounced), state__in=given, decided_at__lte=known_at)
    found: dict[int, list[rules.Refund]] = defaultdict(list)
    for contract_id, paid_on, amount in paid.order_by("paid_on", "pk").values_list("contract_id", "paid_on", "amount"):
        found[contract_id].append(rules.Refund(paid_on=paid_on, amount=amount))
    return dict(found)


def line_id(identity: str, occurrence: int, share: int = 1) -> str:
    """The name by which the rules know a bank line, or a share of it; the same however and whenever it was imported."""
    name = f"{identity}:{occurrence:05}"
    return name if share == 1 else f"{name}:{share:03}"
