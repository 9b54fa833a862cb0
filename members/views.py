"""Pages of the register of members."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.selectors import tambon_within
from areas.services import log_personal_data
from members import pages, selectors, services
from members.forms import EditForm, MemberFacts, MemberFilter, RegisterForm, RevealForm
from members.models import Member
from thai import national_id
from thai.refusals import Refusal

_MOST_TAMBON_TO_CHOOSE = 400


@permission("members.view")
@require_GET
def member_list(request: HttpRequest) -> HttpResponse:
    """List the members of the user's area in dictionary order, or those that fit what was typed."""
    tambon = list(tambon_within(user=request.user, permission="members.view")[: _MOST_TAMBON_TO_CHOOSE + 1])
    form = MemberFilter(request.GET, tambon=tambon if len(tambon) <= _MOST_TAMBON_TO_CHOOSE else [])
    chosen = form.cleaned_data if form.is_valid() else {}
    typed = chosen.get("q", "")
    rows = selectors.search(user=request.user, permission="members.view", text=typed)
    if chosen.get("tambon"):
        rows = rows.filter(tambon=chosen["tambon"])
    if chosen.get("status"):
        rows = rows.filter(status=chosen["status"])
    page = selectors.page(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    elsewhere = None
    if typed and not page.rows and national_id.is_valid(typed):
        elsewhere = selectors.elsewhere(text=typed, on=business_date.today())
    shown = national_id.mask(typed) if national_id.is_valid(typed) else typed
    log_personal_data(
        user=request.user,
        action=PersonalDataAccess.Action.VIEW,
        subject=f"member:{elsewhere.id}" if elsewhere else "members",
        reason=_("ทะเบียนสมาชิก: %s") % (shown or _("ทั้งหมด")),
    )
    context = {
        "form": form,
        "table": pages.list_table(request, page),
        "clear_url": reverse("members:list"),
        "elsewhere": elsewhere,
        "elsewhere_findings": pages.findings_table(elsewhere.verdict) if elsewhere else None,
    }
    return render(request, "members/list.html", context)


@permission("members.view")
@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show one member: facts, whether she may borrow, her loans, changes and, for an auditor, who looked."""
    member = _member(request, number, "members.view")
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
    member = _member(request, number, "members.reveal_id")
    form = RevealForm(request.POST)
    revealed = ""
    if form.is_valid():
        revealed = services.reveal_national_id(member=member, by=request.user, reason=form.cleaned_data["reason"])
    else:
        messages.error(request, _("การเปิดเผยเลขประจำตัวประชาชนต้องระบุเหตุผล"))
    return render(request, "members/detail.html", pages.detail_context(request, member, revealed=revealed))


@permission("members.register")
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("national_id")
def register(request: HttpRequest) -> HttpResponse:
    """Register a new member; a likely duplicate is shown before anything is saved."""
    tambon = list(tambon_within(user=request.user, permission="members.register"))
    form = RegisterForm(request.POST or None, tambon=tambon)
    likely: tuple[Member, ...] = ()
    if request.method == "POST":
        if request.POST.get("is_known_other_person"):
            form.ask_whether_same_person()
        if form.is_valid():
            try:
                member = services.register(by=request.user, on=business_date.today(), **form.cleaned_data)
            except services.PossibleDuplicate as refused:
                likely = refused.members
                form.ask_whether_same_person()
                form.add_error("is_known_other_person", str(refused))
            except services.AlreadyMember as refused:
                form.add_error("national_id", str(refused))
            except Refusal as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("ขึ้นทะเบียนแล้ว เลขที่สมาชิก %s") % member.member_number)
                return redirect("members:detail", number=member.member_number)
    context = {"form": form, "likely": pages.likely_table(likely) if likely else None}
    return render(request, "members/register.html", context)


@permission("members.register")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change what the register says of a member; the old row stays in her history."""
    member = _member(request, number, "members.register")
    names = [*MemberFacts.base_fields, "status", "status_reason"]
    form = EditForm(
        request.POST or None,
        tambon=tambon_within(user=request.user, permission="members.register"),
        initial={name: getattr(member, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.update(member=member, changes=form.cleaned_data, by=request.user, on=business_date.today())
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกการแก้ไขแล้ว"))
            return redirect("members:detail", number=number)
    return render(request, "members/edit.html", {"form": form, "member": member})


def _member(request: HttpRequest, number: str, needed: str) -> Member:
    rows: Any = Member.objects.visible_to(request.user, needed).select_related("tambon", "amphoe", "province")
    return get_object_or_404(rows.defer("national_id_encrypted"), member_number=number)
