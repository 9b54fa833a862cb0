"""What every page of the shell shows: the rooms one may enter, the area, the business date."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas import business_date
from areas.scope import holds

# (url name, icon, label, permission or None for everybody). The order is the order of a case's life.
ROOMS = [
    ("members:list", "people", pgettext_lazy("room", "สมาชิก"), "members.view"),
    ("projects:board", "diagram", pgettext_lazy("room", "โครงการ"), "projects.view"),
    ("projects:meetings", "calendar", pgettext_lazy("room", "การประชุม"), "projects.view"),
    ("loans:list", "file-text", pgettext_lazy("room", "สัญญา"), "loans.view"),
    ("loans:transfers", "cash-coin", pgettext_lazy("room", "โอนเงิน"), "loans.view"),
    ("projects:reports", "clipboard-check", _("หลังโอนเงิน"), "projects.view"),
    ("repayments:bank_files", "receipt", _("รับชำระ"), "repayments.view"),
    ("treasury:books", "book", pgettext_lazy("room", "บัญชี"), "treasury.view"),
    ("debt_followup:list", "flag", _("ติดตามหนี้"), "debt.view"),
    ("debt_followup:route", "signpost", _("เส้นทางวันนี้"), "debt.visit"),
    ("debt_followup:legal_files", "briefcase", _("แฟ้มคดี"), "debt.view"),
    ("reports:index", "bar-chart", _("รายงาน"), "reports.view"),
    ("documents:list", "folder", _("เอกสาร"), "documents.view"),
    ("jobs:list", "gear", _("งานเบื้องหลัง"), "jobs.view"),
    ("hand_over", "arrow-repeat", _("ส่งมอบงาน"), "people.hand_over"),
    ("audit", "eye", _("ตรวจการเข้าถึง"), "audit.view"),
    ("policies", "info-circle", _("นโยบายที่ใช้"), None),
]


def _is_here(here: str, name: str) -> bool:
    """Tell whether a page lies in a room; where two entries lead into one room, only the entry's own page does."""
    room = name.split(":")[0]
    shared = sum(1 for other, *_rest in ROOMS if other.split(":")[0] == room) > 1
    return here == name if shared else here.split(":")[0] == room


def shell(request: HttpRequest) -> dict:
    """Return the shell's context; empty for a visitor who is not logged in."""
    user = getattr(request, "user", None)
    context = {"demo": settings.DEMO or settings.BUSINESS_DATE_MOVABLE, "business_date": business_date.today()}
    if user is None or not user.is_authenticated:
        return context
    assignments = user.assignments_on(context["business_date"])
    here = request.resolver_match.view_name if request.resolver_match else ""
    nav = [{"url": reverse("my_work"), "icon": "house", "label": _("งานของฉัน"), "active": here == "my_work"}]
    for name, icon, label, needed in ROOMS:
        if needed is None or holds(user, needed):
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            nav.append({"url": url, "icon": icon, "label": label, "active": _is_here(here, name)})
    if user.is_staff:
        nav.append({"url": reverse("admin:index"), "icon": "shield-lock", "label": _("ตั้งค่าระบบ"), "active": False})
    return {
        **context,
        "nav": nav,
        "area_label": " · ".join(dict.fromkeys(row.area_label for row in assignments)),
        "role_labels": " · ".join(dict.fromkeys(row.get_role_display() for row in assignments)),
    }
