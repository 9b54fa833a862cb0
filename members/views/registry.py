"""The register as a list, the page of one member, and her whole card number."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess, Tambon
from areas.selectors import tambon_within
from areas.services import log_personal_data
from members import pages, selectors, services
from members.forms import MemberFilter, RevealForm
from members.models import Member
from members.views.loading import member_within
from thai import national_id

_MOST_TAMBON_TO_CHOOSE = 400


@permission("members.view")
@require_GET
def member_list(request: HttpRequest) -> HttpResponse:
    """List the members of the user's area in dictionary order, or those that fit what was typed."""
    on = business_date.today()
    everywhere = "" in selectors.areas_of(request.user, "members.view")
    tambon = [] if everywhere else list(_tambon_to_choose(request))
    form = MemberFilter(request.GET, tambon=tambon if len(tambon) <= _MOST_TAMBON_TO_CHOOSE else [])
    chosen = form.cleaned_data if form.is_valid() else {}
    typed = chosen.get("q", "")
    page = selectors.registry_page(
        user=request.user,
        permission="members.view",
        text=typed,
        tambon=chosen.get("tambon"),
        kind=chosen.get("kind", ""),
        status=chosen.get("status", ""),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    elsewhere = None
    if typed and not page.rows and national_id.is_valid(typed):
        elsewhere = selectors.elsewhere(text=typed, on=on)
    shown = national_id.mask(typed) if national_id.is_valid(typed) else typed
    log_personal_data(
        user=request.user,
        action=PersonalDataAccess.Action.VIEW,
        subject=f"member:{elsewhere.id}" if elsewhere else "members",
        reason=_("ทะเบียนสมาชิก: %s") % (shown or _("ทั้งหมด")),
    )
    context = {
        "form": form,
        "table": pages.list_table(request, page, on=on),
        "clear_url": reverse("members:list"),
        **pages.export_links(request),
        "elsewhere": elsewhere,
        "elsewhere_findings": pages.findings_table(elsewhere.verdict) if elsewhere else None,
    }
    return render(request, "members/list.html", context)


def _tambon_to_choose(request: HttpRequest) -> QuerySet[Tambon]:
    return tambon_within(user=request.user, permission="members.view")[: _MOST_TAMBON_TO_CHOOSE + 1]


@permission("members.view")
@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show one member: facts, whether she may borrow, her loans, changes and, for those entitled, who looked."""
    member = member_within(request, number, "members.view")
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"member:{member.pk}")
    return render(request, "members/detail.html", pages.detail_context(request, member))


@permission("members.view")
@require_GET
def by_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the page of a member by the key that the audit names her by."""
    member = get_object_or_404(Member.objects.visible_to(request.user, "members.view"), pk=pk)
    return redirect("members:detail", number=member.member_number)


@permission("members.reveal_id")
@require_POST
@never_cache
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the whole card number on the member's page, once, after writing down who asked and why."""
    member = member_within(request, number, "members.reveal_id")
    form = RevealForm(request.POST)
    revealed = ""
    if form.is_valid():
        revealed = services.reveal_national_id(member=member, by=request.user, reason=form.cleaned_data["reason"])
    else:
        messages.error(request, _("การเปิดเผยเลขประจำตัวประชาชนต้องระบุเหตุผล"))
    return render(request, "members/detail.html", pages.detail_context(request, member, revealed=revealed))


@permission("members.accesses.view")
@require_GET
def seen(request: HttpRequest, number: str) -> HttpResponse:
    """Show who looked at a member's data, when, in what way and why: what she may ask the fund to tell her."""
    member = member_within(request, number, "members.accesses.view")
    page = selectors.accesses_to_member(
        member=member, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    log_personal_data(
        user=request.user,
        action=PersonalDataAccess.Action.VIEW,
        subject=f"member:{member.pk}",
        reason=_("ดูรายการผู้ที่เปิดดูข้อมูล"),
    )
    table = pages.accesses_table(
        page,
        next_url=pages.turned(request, "after", page.after),
        prev_url=pages.turned(request, "before", page.before),
    )
    return render(request, "members/seen.html", {"member": member, "table": table})
