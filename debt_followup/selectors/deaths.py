"""Reports that a debtor died: heard in the field, told by a returned letter or a returned slip of September."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from areas.models import User
from debt_followup.models import ConfirmationReply, DeathDenial, DebtContact, DeliveryEvent, LegalFile
from debt_followup.rules.acts import LEGAL
from debt_followup.rules.confirmations import Answer
from debt_followup.rules.deliveries import DeliveryStep, ReturnReason
from debt_followup.rules.visits import Outcome
from debt_followup.selectors.voids import not_voided
from loans.models import Contract, Party

PAGE = 50

_SHOWN = {
    "contact": ("recorded_by",),
    "event": ("recorded_by", "delivery__notice__document"),
    "reply": ("recorded_by",),
}
# Who is said to have died, in the order in which it was first said; ``of_party`` 0 is nobody named.
_SAID = """
    SELECT of_contract, COALESCE(of_party, 0), MIN(said_on)
    FROM ({said}) said
    GROUP BY 1, 2 HAVING (MIN(said_on), of_contract, COALESCE(of_party, 0)) > (%s, %s, %s)
    ORDER BY 3, 1, 2 LIMIT %s"""
Reports = dict[str, QuerySet[Any]]  # by the field of ``DeathDenial`` that names the kind
Place = tuple[date, int, int]  # since when it is said, of which contract, of which party or 0


@dataclass(frozen=True, slots=True)
class SaidDead:
    """What is said of one debtor: by which reports she died, the oldest first; ``party`` is None where none says who.

    ``reports`` holds the rows that say it; each has ``said_on``, the day on which the office heard of it.
    """

    contract: Contract
    party: Party | None
    reports: tuple[Any, ...]

    @property
    def since(self) -> date:
        """The day on which the office first heard of it, from which the year of CCC 1754 is safely counted."""
        return self.reports[0].said_on

    @property
    def place(self) -> str:
        """Where it stands in the list, for the page that follows; ``place_of`` reads it."""
        return f"{self.since:%Y-%m-%d}_{self.contract.pk}_{self.party.pk if self.party else 0}"


def reports(contracts: QuerySet[Contract] | Iterable[Contract]) -> Reports:
    """Return the reports of a death about some contracts that nobody has dealt with, each with ``said_on``.

    One is dealt with when the file of the death is open, was closed since, or when somebody found it untrue. What was
    recorded of the wrong letter, or corrected on a slip, is no report; nor is the death of who stands in for a debtor.

    Source: docs/decisions.md, CCC 1754.
    """
    corrected = DeliveryEvent.objects.filter(
        delivery=OuterRef("delivery"), step=DeliveryStep.CORRECT, pk__gt=OuterRef("pk")
    )
    answered = ConfirmationReply.objects.filter(confirmation=OuterRef("confirmation"), number__gt=OuterRef("number"))
    found = {
        "contact": (not_voided(DebtContact.objects.filter(outcome=Outcome.DEAD)), "contract", "deceased", "on"),
        "event": (
            DeliveryEvent.objects.filter(
                ~Exists(corrected),
                step=DeliveryStep.RETURN,
                delivery__return_reason=ReturnReason.DEAD,
                delivery__notice__stand_in=None,
            ),
            "delivery__notice__contract",
            "delivery__notice__party",
            "on",
        ),
        "reply": (
            ConfirmationReply.objects.filter(
                ~Exists(answered), answer=Answer.UNDELIVERED, return_reason=ReturnReason.DEAD
            ),
            "confirmation__contract",
            "confirmation__party",
            "received_on",
        ),
    }
    return {
        name: _standing(
            rows.annotate(said_on=F(day), of_contract=F(f"{contract}_id"), of_party=F(f"{party}_id")).filter(
                **{f"{contract}__in": contracts, f"{contract}__state": Contract.State.IN_FORCE}
            )
        )
        for name, (rows, contract, party, day) in found.items()
    }


def reports_for(user: User) -> Reports:
    """Return the reports that wait for a user who keeps the legal files of her area."""
    return reports(Contract.objects.visible_to(user, LEGAL))


def said_dead(found: Reports, *, after: Place | None = None, most: int = PAGE) -> list[SaidDead]:
    """Return of whom it is said that she died, who has waited longest first; six queries at the most.

    :param after: the place behind which they begin.
    """
    try:
        said, values = _united(found).query.sql_with_params()
    except EmptyResultSet:  # in the area of nobody
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SAID.format(said=said), (*values, *(after or (date.min, 0, 0)), most))
        keys = [(contract, party or None) for contract, party, _since in cursor.fetchall()]
    if not keys:
        return []
    named = {contract for contract, _party in keys}
    each = [rows.filter(of_contract__in=named).select_related(*_SHOWN[name]) for name, rows in found.items()]
    grouped: dict[tuple[int, int | None], list[Any]] = defaultdict(list)
    for row in sorted(chain.from_iterable(each), key=lambda row: (row.said_on, row.recorded_at)):
        grouped[row.of_contract, row.of_party].append(row)
    contracts = Contract.objects.select_related("proposal", "amphoe", "tambon").in_bulk(named)
    parties = Party.objects.in_bulk({party for _contract, party in keys if party})
    return [SaidDead(contracts[key], parties.get(party or 0), tuple(grouped[key, party])) for key, party in keys]


def place_of(text: str) -> Place | None:
    """Return the place that an earlier page gave; None where it is none."""
    try:
        day, contract, party = text.split("_")
        return date.fromisoformat(day), int(contract), int(party)
    except ValueError:
        return None


def count_said(found: Reports) -> int:
    """Return of how many debtors it is said that they died; one query."""
    first, *others = [rows.order_by().values_list("of_contract", "of_party") for rows in found.values()]
    return first.union(*others).count()


def _united(found: Reports) -> QuerySet[Any]:
    """The contract, the party and the day of every report."""
    first, *others = [rows.order_by().values_list("of_contract", "of_party", "said_on") for rows in found.values()]
    return first.union(*others, all=True)


def first_said(contract: Contract) -> dict[int | None, date]:
    """Return since when it is said of each debtor of a contract that she died; under None what names nobody.

    The earliest first; one query.
    """
    found: dict[int | None, date] = {}
    for _contract, party, day in sorted(_united(reports([contract])), key=lambda row: row[2]):
        found.setdefault(party, day)
    return found


def file_after(*, contract_id: int, party_id: int | None, said_on: date) -> LegalFile | None:
    """Return the file of a death by which a report of it is dealt with: open on that day, or opened since.

    :param party_id: who died; None where the report says nothing of it, and any file of the contract deals with it.
    """
    files = LegalFile.objects.filter(Q(closed_on=None) | Q(closed_on__gte=said_on), kind=LegalFile.Kind.DEATH)
    return files.filter(**({"contract": contract_id} if party_id is None else {"party": party_id})).first()


def denials(user: User) -> QuerySet[DeathDenial]:
    """Return the reports that were found untrue, the newest first."""
    of_whom = ("contact__deceased", "event__delivery__notice__party", "reply__confirmation__party")
    return DeathDenial.objects.visible_to(user, LEGAL).select_related("contract__proposal", "denied_by", *of_whom)


def _standing(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Narrow reports to those that neither a file nor a denial has dealt with; see ``file_after``."""
    not_before = Q(closed_on=None) | Q(closed_on__gte=OuterRef("said_on"))
    files = LegalFile.objects.filter(not_before, kind=LegalFile.Kind.DEATH)
    of_party, of_contract = files.filter(party=OuterRef("of_party")), files.filter(contract=OuterRef("of_contract"))
    return rows.filter(
        Q(of_party__isnull=False) & ~Exists(of_party) | Q(of_party=None) & ~Exists(of_contract), denial=None
    )
