"""Natural persons: registration and correction."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from areas import business_date
from areas.access import permission
from areas.selectors import tambon_within
from members import pages, services
from members.forms import EditForm, MemberFacts, RegisterForm
from members.models import Member
from members.views.loading import member_within
from members.views.organisations import edit_organisation
from thai.refusals import Refusal


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
            except services.NotAWoman as refused:
                form.add_error("title", str(refused))
            except services.TooYoung as refused:
                form.add_error("birth_on", str(refused))
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
    """Correct what the register says of a member; the old row stays in her history."""
    member = member_within(request, number, "members.register")
    if member.is_organisation:
        return edit_organisation(request, member)
    form = EditForm(
        request.POST or None,
        tambon=tambon_within(user=request.user, permission="members.register"),
        initial={name: getattr(member, name) for name in MemberFacts.base_fields},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.update(member=member, changes=form.cleaned_data, by=request.user, on=business_date.today())
        except services.NotAWoman as refused:
            form.add_error("title", str(refused))
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกการแก้ไขแล้ว"))
            return redirect("members:detail", number=number)
    return render(request, "members/edit.html", {"form": form, "member": member})
