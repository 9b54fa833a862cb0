"""The list of all reports, and the page from which an auditor reaches everything."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import permission
from areas.scope import holds
from reports.selectors.assurance import last_verification, seals
from reports.tables import assurance as tables
from reports.tables.listing import page_of
from reports.views.listings import REPORTS
from reports.views.provinces import provinces_of

# What belongs together on the list, in order.
_GROUPS = (
    ("overview", ("provinces", "year-end", "agreement")),
    ("money", ("cash", "repayments", "revolving", "receipts")),
    ("debts", ("debtors", "allowance")),
)


@require_GET
@permission("reports.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the reports that the user may read."""
    user = request.user
    titles = {"overview": _("ภาพรวม"), "money": _("เงิน"), "debts": _("ลูกหนี้")}
    groups: list[dict[str, Any]] = [
        {"title": titles[key], "reports": [_entry(user, name) for name in names if holds(user, REPORTS[name].needs)]}
        for key, names in _GROUPS
    ]
    groups[0]["reports"] += [
        {
            "label": _("ชุดรายงานการเงินประจำเดือน"),
            "says": _("จัดทำ เปิด และบันทึกการส่งชุดรายงานของทุกเดือน"),
            "icon": "folder",
            "url": page_of(user, "reports.view", "reports:packs"),
        },
        {
            "label": _("จำนวนสมาชิก"),
            "says": _("ฐานเดิม เป้าหมาย และผลของปีงบประมาณ"),
            "icon": "people",
            "url": page_of(user, "reports.view", "reports:members"),
        },
        {
            "label": _("สำหรับผู้ตรวจสอบ"),
            "says": _("สมุดรายวัน ทะเบียน เลขที่เอกสาร และผลตรวจความครบถ้วนของบัญชี รวมไว้ที่เดียว"),
            "icon": "shield-lock",
            "url": page_of(user, "reports.view", "reports:assurance"),
        },
    ]
    if holds(user, "treasury.view"):
        groups[1]["reports"].append(
            {
                "label": _("งบประมาณสามแผน"),
                "says": _("ได้รับจัดสรร เบิก ส่งคืน คงเหลือ รายแผนและรายจังหวัด"),
                "icon": "wallet",
                "url": page_of(user, "treasury.view", "treasury:budget"),
            }
        )
    return render(request, "reports/index.html", {"groups": [group for group in groups if group["reports"]]})


def _entry(user: Any, name: str) -> dict[str, Any]:
    found = REPORTS[name]
    return {
        "label": found.label,
        "says": found.says,
        "icon": found.icon,
        "url": page_of(user, found.needs, "reports:report", name),
    }


@require_GET
@never_cache
@permission("reports.view")
def assurance(request: HttpRequest) -> HttpResponse:
    """Show an auditor the way to every register, journal and proof, and how far the books are sealed."""
    on = business_date.today()
    provinces = provinces_of(request.user, "treasury.view")
    return render(
        request,
        "reports/assurance.html",
        {
            "on": on,
            "ways": tables.ways(request.user, on=on),
            "verified": last_verification(provinces=provinces),
            "seals": tables.seals(seals(provinces=list(provinces)), provinces=provinces) if provinces else None,
        },
    )
