"""Numbers in SARA that are still missing, typed down a column: of receipts, contracts and projects of a province."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from areas import business_date
from areas.access import permission
from areas.models import Province
from areas.paging import further
from areas.selectors import Page, newest_first, provinces_within, sara_leads
from areas.services.sara import LONGEST, NumbersRefused
from loans import services as loans
from loans.selectors import sara as contracts
from projects import services as projects
from projects.selectors import sara as proposals
from repayments import services
from repayments.selectors import sara as receipts
from repayments.tables import sara as tables

_FIELD = "n-"


@dataclass(frozen=True, slots=True)
class _Kind:
    """What may be without a number: its rows, a page of them, its columns, and the one call that records numbers."""

    label: Promise
    rows: Callable[..., QuerySet[Any]]
    page: Callable[..., Page]
    order: tuple[str, ...]
    columns: Callable[[], list[dict[str, Any]]]
    line: Callable[[Any], dict[str, Any]]
    record: Callable[..., int]


KINDS = {
    "receipts": _Kind(
        gettext_lazy("ใบเสร็จรับเงิน"),
        receipts.without_number,
        receipts.newest_numbers_first,
        ("-fiscal_year_be", "-number"),
        tables.receipt_columns,
        tables.receipt_line,
        services.record_sara_numbers,
    ),
    "contracts": _Kind(
        gettext_lazy("สัญญา"),
        contracts.without_number,
        newest_first,
        ("-pk",),
        tables.contract_columns,
        tables.contract_line,
        loans.record_sara_numbers,
    ),
    "projects": _Kind(
        gettext_lazy("โครงการ"),
        proposals.without_number,
        newest_first,
        ("-pk",),
        tables.project_columns,
        tables.project_line,
        projects.record_sara_numbers,
    ),
}


@permission("sara.record")
@require_http_methods(["GET", "POST"])
def sara(request: HttpRequest) -> HttpResponse:
    """Show what has no number in SARA yet, the newest first, and record the numbers that were typed, all or none."""
    code, kind = _kind(request)
    provinces = provinces_within(user=request.user, permission="sara.record")
    province = request.GET.get("province") or next(iter(provinces), "")
    if province not in provinces:
        raise Http404
    if request.method == "POST":
        return _record(request, code, kind, province, provinces)
    page = kind.page(kind.rows(user=request.user, province=province), before=request.GET.get("before", ""))
    return _show(request, code, province, provinces, page=page)


def _kind(request: HttpRequest) -> tuple[str, _Kind]:
    code = request.GET.get("kind") or next(iter(KINDS))
    if code not in KINDS:
        raise Http404
    return code, KINDS[code]


def _record(request: HttpRequest, code: str, kind: _Kind, province: str, provinces: list[str]) -> HttpResponse:
    typed = {
        int(key): text
        for name, text in request.POST.items()
        if name.startswith(_FIELD) and (key := name.removeprefix(_FIELD)).isascii() and key.isdigit() and len(key) < 19
    }
    rows = list(kind.rows(user=request.user, province=province, keys=typed).order_by(*kind.order))
    try:
        count = kind.record(
            province=province,
            numbers={row.pk: typed[row.pk] for row in rows},
            by=request.user,
            on=business_date.today(),
        )
    except NumbersRefused as refused:
        return _show(request, code, province, provinces, page=Page(rows, ""), typed=typed, refused=refused)
    if count:
        messages.success(request, _("บันทึกเลขที่ในระบบ SARA แล้ว %(count)s เลขที่") % {"count": count})
    else:
        messages.info(request, _("ไม่มีเลขที่ใหม่ให้บันทึก"))
    return redirect(request.get_full_path())


def _show(
    request: HttpRequest,
    code: str,
    province: str,
    provinces: list[str],
    *,
    page: Page,
    typed: dict[int, str] | None = None,
    refused: NumbersRefused | None = None,
) -> HttpResponse:
    kind, faults = KINDS[code], refused.by_row if refused else {}
    names = {one.code: str(one) for one in Province.objects.filter(code__in=provinces)}
    lines = tables.lines_to_number([(row.pk, kind.line(row)) for row in page.rows], typed=typed or {}, faults=faults)
    url = reverse("repayments:sara")
    context = {
        "province": names[province],
        "leads": sara_leads(province=province, on=business_date.today()),
        "provinces": [
            {"label": name, "url": f"{url}?kind={code}&province={one}", "is_here": one == province}
            for one, name in sorted(names.items())
        ],
        "kinds": [
            {
                "label": other.label,
                "count": other.rows(user=request.user, province=province).count(),
                "url": f"{url}?kind={name}&province={province}",
                "is_here": name == code,
            }
            for name, other in KINDS.items()
        ],
        "kind": code,
        "kind_label": kind.label,
        "before": request.GET.get("before", ""),
        "columns": kind.columns(),
        "lines": lines,
        "wrong": [line for line in lines if line["fault"]],
        "refusal": str(refused) if refused else "",
        "most": LONGEST,
        "field": _FIELD,
        "next_url": further(request, page),
        "first_url": f"{url}?kind={code}&province={province}" if request.GET.get("before") else "",
    }
    return render(request, "repayments/sara.html", context)
