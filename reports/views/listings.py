"""One page, one paper and one workbook for every report: what is asked, what is built, how it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess, Province
from areas.scope import holds
from areas.selectors import issuer_of
from areas.services import log_personal_data
from documents import rendering
from documents.registers import TEMPLATE, as_pdf, register_parts
from documents.spreadsheets import XLSX, as_download, write_workbook
from reports.forms import AreaForm, AsOfForm, PeriodForm, YearForm
from reports.tables import built, built_debts
from reports.tables.listing import Asked, Listing
from reports.views.provinces import provinces_of
from thai.dates import format_short
from thai.refusals import Refusal, reader_is_english

SCREEN, PDF, WORKBOOK = "screen", "pdf", "xlsx"


@dataclass(frozen=True)
class Report:
    """A report: who may read it, what it asks, what builds it.

    ``of_many`` may show all provinces of a user at once; what ``names_persons`` is recorded when it is looked at.
    """

    name: str
    label: Promise
    says: Promise
    icon: str
    needs: str
    asks: type[AreaForm]
    build: Callable[..., Listing]
    of_many: bool = False
    names_persons: bool = False


REPORTS: dict[str, Report] = {
    report.name: report
    for report in (
        Report(
            "provinces",
            _("ตัวเลขรายจังหวัด"),
            _("เงินกู้ การรับคืน หนี้ค้าง และการปิดบัญชีของทุกจังหวัด นับวันละครั้ง"),
            "map",
            "reports.view",
            AsOfForm,
            built.provinces,
            of_many=True,
        ),
        Report(
            "year-end",
            _("ติดตามสิ้นปีงบประมาณ"),
            _("อนุมัติภายในสิงหาคม โอนภายในกันยายน เบิกจ่ายครบทุกแผน ปิดบัญชีทุกเดือน"),
            "calendar-check",
            "reports.view",
            YearForm,
            built.year_end,
        ),
        Report(
            "cash",
            _("รายงานการรับ-จ่ายเงินกองทุน"),
            _("ยอดยกมา รับ จ่าย ยอดยกไป ตามวันที่ลงบัญชี สำหรับเสนอ อกส.จ. และกรม"),
            "cash-coin",
            "treasury.view",
            PeriodForm,
            built.cash_report,
        ),
        Report(
            "repayments",
            _("สรุปผลการชำระคืนเงิน"),
            _("ที่ถึงกำหนดและที่ได้รับในงวด แยกเงินต้น ดอกเบี้ย และเบี้ยปรับ รายอำเภอ"),
            "receipt",
            "treasury.view",
            PeriodForm,
            built.repayments,
        ),
        Report(
            "revolving",
            _("ทะเบียนคุมเงินหมุนเวียน"),
            _("ทุนที่ได้รับ เงินที่ให้กู้ เงินต้นที่ได้คืน และเงินที่พร้อมให้กู้"),
            "arrow-repeat",
            "treasury.view",
            PeriodForm,
            built.revolving,
        ),
        Report(
            "debtors",
            _("ทะเบียนคุมลูกหนี้"),
            _("ยกมา จ่าย รับ ยกไป รายอำเภอ และรายสัญญาในไฟล์ ตรงกับงบทดลอง"),
            "people",
            "treasury.view",
            PeriodForm,
            built.debtors,
            names_persons=True,
        ),
        Report(
            "receipts",
            _("รายการใบเสร็จรับเงิน"),
            _("ใบเสร็จที่ลงบัญชีในงวดตามเลขที่ พร้อมการตัดชำระที่พิมพ์ไว้"),
            "file-text",
            "treasury.view",
            PeriodForm,
            built.receipts,
            names_persons=True,
        ),
        Report(
            "allowance",
            _("อายุหนี้และค่าเผื่อหนี้สงสัยจะสูญ"),
            _("ชั้นหนี้ตามวันที่ค้าง อัตราตามนโยบาย และค่าเผื่อที่ต้องมี"),
            "hourglass",
            "treasury.view",
            AsOfForm,
            built.allowance,
            names_persons=True,
        ),
        Report(
            "agreement",
            _("ความเป็นปัจจุบันของข้อมูล"),
            _("ผลการเบิกจ่ายในระบบตรงกับเงินฝากคลัง ทะเบียนตรงกับบัญชี และไม่มีงานค้างบันทึก"),
            "check-circle",
            "treasury.view",
            AsOfForm,
            built.agreement,
        ),
        Report(
            "arrears-by-year",
            _("ลูกหนี้คงเหลือตามปีที่อนุมัติ"),
            _("โครงการ เงินที่อนุมัติ รับชำระ และลูกหนี้คงเหลือของแต่ละปีงบประมาณ ณ วันใดก็ได้"),
            "hourglass",
            "debt.view",
            AsOfForm,
            built_debts.arrears_by_year,
            of_many=True,
        ),
        Report(
            "old-debts-60",
            _("ผลการชำระคืนหนี้เดิม ร้อยละ 60"),
            _("ฐาน 30 เม.ย. 2559 เก็บได้รายเดือน เทียบเป้าหมายทั้งสองความหมาย รายงานภายในวันที่ 5 ของเดือน"),
            "graph-up",
            "debt.view",
            AsOfForm,
            built_debts.sixty_percent,
            of_many=True,
        ),
        Report(
            "classed-register",
            _("ทะเบียนลูกหนี้แยกประเภท"),
            _("ระยะสั้นหรือยาว หนี้ตามสัญญาหรือทุจริต และสถานะอายุความ ณ วันใดก็ได้"),
            "list",
            "debt.view",
            AsOfForm,
            built_debts.classed_register,
            names_persons=True,
        ),
        Report(
            "old-subsidies",
            _("ข้อมูลเงินอุดหนุน 2556-2559"),
            _("สำหรับสำนักงานการตรวจเงินแผ่นดิน รายปีและรายโครงการ"),
            "coin",
            "debt.view",
            AsOfForm,
            built_debts.old_subsidies,
        ),
    )
}


@require_GET
@never_cache
@permission("reports.view")
def report(request: HttpRequest, name: str) -> HttpResponse:
    """Show a report as the filter asks for it."""
    found = _found(request, name)
    form, asked = _asked(request, found)
    has_area = bool(form.provinces)
    context: dict[str, Any] = {"report": found, "has_area": has_area, "form": form if has_area else None}
    if asked is not None:
        try:
            listing = found.build(asked, on_screen=True, query=request.GET.urlencode())
        except Refusal as refused:
            return render(request, "reports/report.html", context | {"refused": str(refused)})
        _record(request, found, PersonalDataAccess.Action.VIEW)
        query = request.GET.urlencode()
        context |= {
            "listing": listing,
            "subtitle": _subtitle(asked, listing),
            "xlsx_url": _file_url(name, WORKBOOK, query),
            "pdf_url": _file_url(name, PDF, query),
        }
    return render(request, "reports/report.html", context)


@csp_exempt()  # the browser's own PDF viewer brings its styles
@require_GET
@never_cache
@permission("reports.view")
def report_file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Give a report as a paper or as a workbook, of what the filter shows."""
    found = _found(request, name)
    if kind not in (PDF, WORKBOOK):
        raise Http404
    form, asked = _asked(request, found)
    if asked is None:
        return redirect(f"{reverse('reports:report', args=[name])}?{request.GET.urlencode()}")
    try:
        _record(request, found, PersonalDataAccess.Action.EXPORT)
        if kind == WORKBOOK:
            return _workbook(found, asked)
        with translation.override("th"):  # papers are Thai
            return _paper(found, asked)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('reports:report', args=[name])}?{request.GET.urlencode()}")


def _record(request: HttpRequest, found: Report, action: str) -> None:
    if found.names_persons:
        log_personal_data(user=request.user, action=action, subject=f"report:{found.name}")


def _found(request: HttpRequest, name: str) -> Report:
    found = REPORTS.get(name)
    if found is None:
        raise Http404
    if not holds(request.user, found.needs):
        raise PermissionDenied
    return found


def _asked(request: HttpRequest, found: Report) -> tuple[AreaForm, Asked | None]:
    """Read the filter; without a province of her own, or with a fault in the filter, nothing is asked."""
    today = business_date.today()
    provinces = provinces_of(request.user, found.needs)
    form = found.asks(request.GET, provinces=provinces, may_be_all=found.of_many, on=today)
    chosen = request.GET.get("province", "")
    if chosen and chosen not in provinces:
        raise Http404
    if not provinces or not form.is_valid():
        return form, None
    values = {name: value for name, value in form.cleaned_data.items() if name != "province"}
    province = _province(chosen, provinces, is_one=not found.of_many)
    asked = Asked(user=request.user, on=today, provinces=provinces, province=province, **values)
    shown = {**values, "province": province.code if province else ""}  # what the report takes where nothing was typed
    return found.asks(initial=shown, provinces=provinces, may_be_all=found.of_many, on=today), asked


def _province(chosen: str, provinces: dict[str, Province], *, is_one: bool) -> Province | None:
    if chosen:
        return provinces[chosen]
    if len(provinces) == 1 or is_one:
        return min(provinces.values(), key=lambda row: row.name_th)
    return None


def _file_url(name: str, kind: str, query: str) -> str:
    return reverse("reports:report_file", args=[name, kind]) + (f"?{query}" if query else "")


def _subtitle(asked: Asked, listing: Listing) -> str:
    english = reader_is_english()
    area = str(asked.province) if asked.province else ""
    if listing.period:
        first, last = (format_short(one, english=english) for one in listing.period)
        days = f"{first} – {last}"
    else:
        days = format_short(listing.as_of, english=english)
    return " · ".join(part for part in (area, days) if part)


def _workbook(found: Report, asked: Asked) -> HttpResponse:
    listing = found.build(asked, on_screen=False, query="")
    known = _("ข้อมูลที่ทราบ ณ %(day)s") % {"day": format_short(asked.on, english=reader_is_english())}
    head = [listing.title, _subtitle(asked, listing), known]
    sheets = [{**table, "head": head} for table in (*listing.tables, *listing.more)]
    content = write_workbook(title=listing.title, sheets=sheets)
    return as_download(content, name=f"{_file_name(found, asked, listing)}.xlsx", kind=XLSX)


def _paper(found: Report, asked: Asked) -> HttpResponse:
    listing = found.build(asked, on_screen=False, query="")
    parts = list(listing.papers) or _registers(asked, listing)
    content = rendering.render_pdf(template=TEMPLATE, context={"parts": parts, "known_at": asked.on.isoformat()})
    return as_pdf(content, name=f"{_file_name(found, asked, listing)}.pdf")


def _registers(asked: Asked, listing: Listing) -> list[dict[str, Any]]:
    return register_parts(
        listing.tables,
        title=listing.title,
        as_of=listing.period[1] if listing.period else listing.as_of,
        known_on=asked.on,
        issuer=issuer_of(asked.province),
        period=listing.period,
    )


def _file_name(found: Report, asked: Asked, listing: Listing) -> str:
    last: date = listing.period[1] if listing.period else listing.as_of
    area = f"-{asked.province.code}" if asked.province else ""
    return f"{found.name}{area}-{last.isoformat()}"
