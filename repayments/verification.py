"""What this room keeps for speed, held against a replay whenever the books of a province are verified."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from loans.models import Contract
from repayments import selectors
from repayments.models import WriteOff
from repayments.services.courses import differing_courses, refresh_courses
from repayments.services.replays import replayed_apart
from treasury import chart
from treasury import selectors as books
from treasury.verification import Verdict, named, register_check

CHUNK = 500


@register_check
def check(*, province: str, on: date, rebuild: bool) -> Iterator[Verdict]:
    """Replay every contract of a province: its newest split, its course and its debt in the books must come out.

    :param rebuild: the courses, which are a cache, are written anew first.
    """
    keys = list(_contracts(province).values_list("pk", flat=True))
    if rebuild:
        refresh_courses(on=on, contract_ids=keys)
    splits: list[int] = []
    debts: list[int] = []
    waiting = set(selectors.credits_to_apply(on=on))
    lost = _written_off(province)
    for start in range(0, len(keys), CHUNK):
        some = list(Contract.objects.filter(pk__in=keys[start : start + CHUNK]).order_by("pk"))
        found = replayed_apart(contracts=some, on=on)
        splits += [pk for pk, one in found.items() if one.differs and pk not in waiting]
        parties = {f"contract:{one.pk}": one.pk for one in some}
        held = books.party_balances(account=chart.LOANS, parties=parties, as_of=date.max)
        debts += [
            pk
            for party, pk in parties.items()
            if pk in found and pk not in waiting and held[party] != _in_the_books(pk, found[pk].principal_left, lost)
        ]
    count = _("%(count)s สัญญา ตรงทุกสัญญา") % {"count": f"{len(keys):,}"}
    yield _verdict("REPLAY", province, _("การตัดชำระตรงกับการคำนวณใหม่"), splits, count)
    yield _verdict("LOANS", province, _("ลูกหนี้ในบัญชีตรงกับเงินต้นคงเหลือรายสัญญา"), debts, count)
    courses = differing_courses(on=on, contract_ids=keys)
    yield _verdict("COURSES", province, _("ยอดหนี้ที่เก็บไว้ตรงกับการคำนวณใหม่"), courses, count)


def _contracts(province: str):
    return Contract.objects.filter(province=province, state__in=selectors.OWING).order_by("pk")


def _written_off(province: str) -> set[int]:
    """The contracts whose debt the books no longer hold."""
    rows = WriteOff.objects.in_force().filter(contract__province=province)
    return set(rows.values_list("contract_id", flat=True))


def _in_the_books(contract_id: int, principal_left: Decimal, lost: set[int]) -> Decimal:
    """What the books must hold of a debt: its principal, or nothing once it was written off."""
    return Decimal("0.00") if contract_id in lost else principal_left


def _verdict(code: str, province: str, label: str, wrong: list[int], fine: str) -> Verdict:
    if not wrong:
        return Verdict(code, province, label, True, fine)
    labels = {one.pk: one.label for one in Contract.objects.filter(pk__in=wrong[:100])}
    said = _("สัญญาที่ไม่ตรง: %s") % named(labels.get(pk, pk) for pk in wrong)
    return Verdict(code, province, label, False, said)
