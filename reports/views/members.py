"""Table T-04: members by kind."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import permission
from documents.spreadsheets import XLSX, as_download, write_xlsx
from reports.selectors import member_counts
from reports.tables import members as tables
from reports.views.provinces import chosen_province, provinces_of


@require_GET
@permission("reports.view")
def members(request: HttpRequest) -> HttpResponse:
    """Show table T-04: members by kind with base, target and result, as of the last count."""
    provinces = provinces_of(request.user, "reports.view")
    chosen = chosen_province(request, provinces)
    found = member_counts.member_table(user=request.user, province=chosen, on=business_date.today())
    context: dict[str, Any] = {
        "found": found,
        "provinces": sorted(provinces.values(), key=lambda row: row.name_th) if len(provinces) > 1 else [],
        "chosen": chosen,
    }
    if found is not None:
        query = f"?province={chosen}" if chosen else ""
        context |= {
            "kinds": tables.member_kinds(found),
            "by_province": tables.member_provinces(found) if len(found.provinces) > 1 else None,
            "xlsx_url": reverse("reports:members_xlsx") + query,
        }
    return render(request, "reports/members.html", context)


@require_GET
@permission("reports.view")
def members_xlsx(request: HttpRequest) -> HttpResponse:
    """Give table T-04 as a workbook."""
    chosen = chosen_province(request, provinces_of(request.user, "reports.view"))
    found = member_counts.member_table(user=request.user, province=chosen, on=business_date.today())
    if found is None:
        raise Http404
    table = tables.member_kinds(found)
    content = write_xlsx(title=table["caption"], columns=table["columns"], rows=table["rows"])
    return as_download(content, name=f"members-{found.as_of:%Y-%m-%d}.xlsx", kind=XLSX)
