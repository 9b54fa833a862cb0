"""What this room keeps for speed, held against a replay whenever the books of a province are verified."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from loans.models import Contract
from repayments import selectors
from repayments.services.courses import differing_courses, refresh_courses
from repayments.services.replays import replayed_apart
from treasury import chart
from treasury import selectors as books
from treasury.models import JournalEntry, Posting
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
            if pk in found and pk not in waiting and pk not in lost and held[party] != found[pk].principal_left
        ]
    count = _("%(count)s สัญญา ตรงทุกสัญญา") % {"count": f"{len(keys):,}"}
    yield _verdict("REPLAY", province, _("การตัดชำระตรงกับการคำนวณใหม่"), splits, count)
    yield _verdict("LOANS", province, _("ลูกหนี้ในบัญชีตรงกับเงินต้นคงเหลือรายสัญญา"), debts, count)
    courses = differing_courses(on=on, contract_ids=keys)
    yield _verdict("COURSES", province, _("ยอดหนี้ที่เก็บไว้ตรงกับการคำนวณใหม่"), courses, count)


def _contracts(province: str):
    return Contract.objects.filter(province=province, state__in=selectors.OWING).order_by("pk")


def _written_off(province: str) -> set[int]:
    """The contracts whose debt the books no longer hold, because it was written off."""
    parties = Posting.objects.filter(
        entry__province=province, entry__kind=JournalEntry.Kind.WRITE_OFF, account=chart.LOANS
    ).values_list("party", flat=True)
    return {int(party.partition(":")[2]) for party in parties if party.startswith("contract:")}


def _verdict(code: str, province: str, label: str, wrong: list[int], fine: str) -> Verdict:
    if not wrong:
        return Verdict(code, province, label, True, fine)
    labels = {one.pk: one.label for one in Contract.objects.filter(pk__in=wrong[:100])}
    said = _("สัญญาที่ไม่ตรง: %s") % named(labels.get(pk, pk) for pk in wrong)
    return Verdict(code, province, label, False, said)
