"""Which province and which period a page of the books shows, and the page's table as a file."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from areas import business_date
from areas.models import Province
from areas.selectors import provinces_within
from documents.registers import TooLong, register_pdf
from documents.spreadsheets import CSV, XLSX, as_download, stream_csv, write_xlsx
from thai.dates import add_months, format_numeric, format_short, month_start
from thai.refusals import reader_is_english
from treasury import selectors
from treasury.forms import PeriodForm, month_label
from treasury.models import JournalEntry

PDF = "application/pdf"


class Shown:
    """What was asked for, else the user's first province and this month. Two typed days go before the month."""

    def __init__(self, request: HttpRequest, *, month: str = "", permission: str = "treasury.view") -> None:
        codes = provinces_within(user=request.user, permission=permission)
        asked = request.POST.get("province") or request.GET.get("province") or ""
        if not codes or (asked and asked not in codes):
            raise Http404
        self.codes = codes
        self.provinces = list(Province.objects.filter(pk__in=codes))
        self.province = asked or self._first(codes)
        self.today = business_date.today()
        self.month = self._month(month or request.GET.get("month", ""))
        first = selectors.first_month(province=self.province) or month_start(self.today)
        self.months: list[date] = []
        while first <= month_start(self.today):
            self.months.append(first)
            first = add_months(first, 1)
        offered = sorted({*self.months, self.month}, reverse=True)
        given = {"month": f"{self.month:%Y-%m}", "province": self.province}
        typed = {name: request.GET[name] for name in ("from", "to") if request.GET.get(name)}
        self.form = PeriodForm({**given, **typed}, months=offered, provinces=self.provinces)
        self.from_on, self.to_on = selectors.period_of(self.month)
        self.is_month = True
        if typed and self.form.is_valid():
            self.from_on = self.form.cleaned_data["from"] or min(self.from_on, self.form.cleaned_data["to"])
            self.to_on = self.form.cleaned_data["to"] or max(self.today, self.from_on)
            self.is_month = False
        self.province_query = f"province={self.province}" if len(codes) > 1 else ""
        self.query = self._query()
        self.province_name = next(str(one) for one in self.provinces if one.pk == self.province)
        self.context: dict[str, Any] = {
            "period_form": self.form,
            "month": self.month,
            "month_label": month_label(self.month),
            "period_label": self.period_label,
            "province_name": self.province_name,
            "province_query": self.province_query,
            "fields": [{"name": "province", "value": self.province}],
            "query": self.query,
        }

    @property
    def period_label(self) -> str:
        """The month, or the two days, in words."""
        if self.is_month:
            return _("เดือน%s") % month_label(self.month)
        english = reader_is_english()
        return _("%(from)s ถึง %(to)s") % {
            "from": format_short(self.from_on, english=english),
            "to": format_short(self.to_on, english=english),
        }

    def export_urls(self, request: HttpRequest) -> dict[str, str]:
        """The addresses of this page as files, for ``components/exports.html``."""
        return {f"{kind}_url": f"?{_with(request.GET, kind)}" for kind in ("xlsx", "csv", "pdf")}

    def _query(self) -> str:
        query = QueryDict(mutable=True)
        if self.is_month:
            query["month"] = f"{self.month:%Y-%m}"
        else:
            query["from"] = format_numeric(self.from_on, padded=False)
            query["to"] = format_numeric(self.to_on, padded=False)
        if len(self.codes) > 1:
            query["province"] = self.province
        return query.urlencode(safe="/")

    @staticmethod
    def _first(codes: list[str]) -> str:
        with_books = JournalEntry.objects.filter(province__in=codes).order_by("province_id").first()
        return with_books.province_id if with_books else codes[0]

    def _month(self, asked: str) -> date:
        if not asked:
            return month_start(self.today)
        try:
            found = date.fromisoformat(f"{asked}-01")
        except ValueError:
            raise Http404 from None
        if not 2000 <= found.year <= 2100:
            raise Http404
        return found


def table_file(
    request: HttpRequest,
    shown: Shown,
    *,
    name: str,
    title: Callable[[], str],
    build: Callable[[], dict[str, Any]],
    as_of: date | None = None,
    period: bool = True,
) -> HttpResponse | None:
    """Give a page's table as the file that ``?as=`` asks for; nothing where it asks for none.

    :param title, build: called in Thai for a PDF, which is an official paper, and in the reader's language otherwise.
    :param as_of: the day of the figures; the period's last when left out.
    """
    wanted = request.GET.get("as", "")
    if wanted not in ("xlsx", "csv", "pdf"):
        return None
    file = f"{name}-{shown.province}-{(as_of or shown.to_on).isoformat()}.{wanted}"
    if wanted == "pdf":
        with translation.override("th"):  # papers are Thai
            try:
                content = register_pdf(
                    build(),
                    title=title(),
                    subtitle=f"จังหวัด{shown.province_name}",  # stays Thai: printed on papers
                    as_of=as_of or shown.to_on,
                    known_on=shown.today,
                    period=(shown.from_on, shown.to_on) if period else None,
                )
            except TooLong as refused:
                messages.error(request, str(refused))
                return redirect(f"{request.path}?{_with(request.GET, '')}")
        return as_download(content, name=file, kind=PDF)
    table = build()
    rows = [*table["rows"], *([table["totals"]] if table.get("totals") else [])]
    if wanted == "csv":
        return as_download(stream_csv(columns=table["columns"], rows=rows), name=file, kind=CSV)
    return as_download(write_xlsx(title=title(), columns=table["columns"], rows=rows), name=file, kind=XLSX)


def _with(asked: QueryDict, kind: str) -> str:
    query = asked.copy()
    query.pop("as", None)
    query.pop("page", None)
    if kind:
        query["as"] = kind
    return query.urlencode(safe="/")
