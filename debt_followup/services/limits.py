"""Announcing last days to sue, and taking note of those that moved."""

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from areas.models import User
from debt_followup import rules
from debt_followup.models import AnnouncedLimit, ArrearsSpan, LimitMove
from debt_followup.selectors.limits import move_of
from loans.models import Contract
from thai.refusals import Refusal
from thai.refusals import sentence as _

# What is announced: the first last day of whoever is behind, once it lies within a year. One that was announced and
# is known to have been another day on the day of the announcement stays, until somebody takes note of it.
_ANNOUNCE = """
    INSERT INTO debt_followup_announcedlimit AS kept
        (contract_id, announced_on, announced_at, last_day_on, nominal_on, since_on, representative_until)
    SELECT s.contract_id, %(on)s, now(), s.earliest_until, s.nominal_on, s.since_on, s.representative_until
    FROM debt_followup_arrearsspan s
    WHERE s.from_on <= %(on)s AND s.until_on > %(on)s AND s.earliest_until <= %(near)s
    ORDER BY s.contract_id
    ON CONFLICT (contract_id) DO UPDATE SET
        announced_on = EXCLUDED.announced_on, announced_at = EXCLUDED.announced_at,
        last_day_on = EXCLUDED.last_day_on, nominal_on = EXCLUDED.nominal_on, since_on = EXCLUDED.since_on,
        representative_until = EXCLUDED.representative_until
    WHERE (
        kept.last_day_on <> EXCLUDED.last_day_on
        OR kept.representative_until IS DISTINCT FROM EXCLUDED.representative_until
    ) AND kept.announced_on < EXCLUDED.announced_on AND EXISTS (
        SELECT 1 FROM debt_followup_arrearsspan then_on
        WHERE then_on.contract_id = kept.contract_id AND then_on.from_on <= kept.announced_on
          AND then_on.until_on > kept.announced_on AND then_on.earliest_until = kept.last_day_on
          AND then_on.representative_until = COALESCE(kept.representative_until, then_on.representative_until)
    )"""
# A debt that was paid since, or whose day moved away by what happened since, is announced no more.
_FORGET = """
    DELETE FROM debt_followup_announcedlimit kept
    WHERE EXISTS (
        SELECT 1 FROM debt_followup_arrearsspan then_on
        WHERE then_on.contract_id = kept.contract_id AND then_on.from_on <= kept.announced_on
          AND then_on.until_on > kept.announced_on AND then_on.earliest_until = kept.last_day_on
          AND then_on.representative_until = COALESCE(kept.representative_until, then_on.representative_until)
    ) AND NOT EXISTS (
        SELECT 1 FROM debt_followup_arrearsspan s
        WHERE s.contract_id = kept.contract_id AND s.from_on <= %(on)s AND s.until_on > %(on)s
          AND s.earliest_until <= %(near)s
    )"""


class NothingMoved(Refusal):
    """The announced last day to sue is the one that holds."""


@transaction.atomic
def announce_limits(*, on: date) -> int:
    """Announce the last days to sue that lie within a year or have passed; return how many are new or others.

    Run again on the same day it changes nothing. A day that something dated back has moved stays as it was announced,
    until somebody took note of it (``note_move``).

    Source: A-13, R-LIM-07.
    """
    values = {"on": on, "near": on + timedelta(days=rules.ALERT_DAYS[0])}
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, values)
        cursor.execute(_ANNOUNCE, values)
        return cursor.rowcount


@transaction.atomic
def note_move(*, contract: Contract, because: str, by: User, on: date) -> LimitMove:
    """Take note that the announced last day to sue of a contract moved, and announce the one that holds from now on.

    :param because: why it moved, in words.
    :raises NothingMoved: it did not move, or somebody took note of it before.
    """
    Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    found = move_of(contract)
    if found is None:
        raise NothingMoved(_("วันสุดท้ายที่ฟ้องได้ของสัญญา %(contract)s ไม่ได้เลื่อน หรือมีผู้รับทราบแล้ว"), contract=contract.label)
    kept = LimitMove.objects.create(
        contract=contract,
        announced_on=found.announced.announced_on,
        moved_from=found.moved_from,
        moved_to=found.moved_to,
        of_representative=found.of_representative,
        because=because[:300],
        seen_by=by,
        seen_on=on,
    )
    _announce_again(contract, on=on)
    return kept


def _announce_again(contract: Contract, *, on: date) -> None:
    span: Any = ArrearsSpan.objects.filter(contract=contract, from_on__lte=on, until_on__gt=on).first()
    rows = AnnouncedLimit.objects.filter(contract=contract)
    if span is None:
        rows.delete()
        return
    row = rows.get()
    row.announced_on, row.last_day_on = on, span.earliest_until
    row.nominal_on, row.since_on = span.nominal_on, span.since_on
    row.representative_until = span.representative_until
    row.save()
