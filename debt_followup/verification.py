"""What this room keeps for speed, held against the rules whenever the books of a province are verified."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from debt_followup.services.arrears import differing_arrears, refresh_arrears
from loans.models import Contract
from repayments.selectors import OWING
from treasury.verification import Verdict, named, register_check


@register_check
def check(*, province: str, on: date, rebuild: bool) -> Iterator[Verdict]:
    """Work out the arrears of every contract of a province: the spans that are kept must come out.

    :param rebuild: the spans, which are a cache, are written anew first.
    """
    keys = list(Contract.objects.filter(province=province, state__in=OWING).order_by("pk").values_list("pk", flat=True))
    if rebuild:
        refresh_arrears(contract_ids=keys)
    wrong = differing_arrears(contract_ids=keys)
    label = _("อายุหนี้และอายุความที่เก็บไว้ตรงกับการคำนวณใหม่")
    if not wrong:
        said = _("%(count)s สัญญา ตรงทุกสัญญา") % {"count": f"{len(keys):,}"}
        yield Verdict("ARREARS", province, label, True, said)
        return
    labels = {one.pk: one.label for one in Contract.objects.filter(pk__in=wrong[:100])}
    yield Verdict(
        "ARREARS", province, label, False, _("สัญญาที่ไม่ตรง: %s") % named(labels.get(pk, str(pk)) for pk in wrong)
    )
