"""Women's organisations: registration, correction, and who acts for them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from areas import business_date
from areas.access import permission
from areas.selectors import tambon_within
from members import pages, services
from members.forms import EditOrganisationForm, EndOfficerForm, OfficerForm, OrganisationFacts, RegisterOrganisationForm
from members.models import Member, Organisation, OrganisationOfficer
from members.views.loading import member_within
from thai.refusals import Refusal


@permission("members.register")
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("president")
def register_organisation(request: HttpRequest) -> HttpResponse:
    """Register a women's organisation with its president; a likely duplicate is shown before anything is saved."""
    tambon = list(tambon_within(user=request.user, permission="members.register"))
    form = RegisterOrganisationForm(request.POST or None, tambon=tambon, user=request.user)
    likely: tuple[Member, ...] = ()
    if request.method == "POST":
        if request.POST.get("is_known_other"):
            form.ask_whether_same()
        if form.is_valid():
            try:
                organisation = services.register_organisation(
                    by=request.user, on=business_date.today(), **form.cleaned_data
                )
            except services.PossibleDuplicate as refused:
                likely = refused.members
                form.ask_whether_same()
                form.add_error("is_known_other", str(refused))
            except (services.AlreadyMember, services.NumberNotNeeded) as refused:
                form.add_error("registration_number", str(refused))
            except services.OfficerNotPossible as refused:
                form.add_error("president", str(refused))
            except Refusal as refused:
                form.add_error(None, str(refused))
            else:
                number = organisation.member.member_number
                messages.success(request, _("ขึ้นทะเบียนแล้ว เลขที่สมาชิก %s") % number)
                return redirect("members:detail", number=number)
    context = {"form": form, "likely": pages.likely_table(likely) if likely else None}
    return render(request, "members/register_organisation.html", context)


def edit_organisation(request: HttpRequest, member: Member) -> HttpResponse:
    """Correct what the register says of an organisation; reached through the address that corrects any member."""
    organisation = Organisation.objects.get(pk=member.pk)
    facts = {name: getattr(member, name) for name in OrganisationFacts.base_fields if hasattr(member, name)}
    form = EditOrganisationForm(
        request.POST or None,
        tambon=tambon_within(user=request.user, permission="members.register"),
        initial=facts
        | {
            "name": member.first_name,
            "is_legal_person": "yes" if organisation.is_legal_person else "no",
            "registration_number": organisation.registration_number or "",
            "founded_on": organisation.founded_on,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.update_organisation(
                organisation=organisation, changes=form.cleaned_data, by=request.user, on=business_date.today()
            )
        except (services.AlreadyMember, services.NumberNotNeeded) as refused:
            form.add_error("registration_number", str(refused))
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกการแก้ไขแล้ว"))
            return redirect("members:detail", number=member.member_number)
    return render(request, "members/edit.html", {"form": form, "member": member})


@permission("members.register")
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("member")
def appoint(request: HttpRequest, number: str) -> HttpResponse:
    """Appoint a member president or representative of an organisation."""
    member, organisation = _organisation(request, number)
    form = OfficerForm(request.POST or None, user=request.user, initial={"valid_from": business_date.today()})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            officer = services.appoint_officer(
                organisation=organisation, by=request.user, on=business_date.today(), **facts
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            said = _("แต่งตั้ง %(name)s เป็น%(duty)sแล้ว")
            messages.success(request, said % {"name": officer.member.full_name, "duty": officer.get_duty_display()})
            return redirect("members:detail", number=number)
    return render(request, "members/appoint.html", {"form": form, "member": member})


@permission("members.register")
@require_http_methods(["GET", "POST"])
def end_officer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """End the term of somebody who acts for an organisation."""
    member, organisation = _organisation(request, number)
    officer = get_object_or_404(
        OrganisationOfficer.objects.filter(organisation=organisation).select_related("member"), pk=pk
    )
    form = EndOfficerForm(request.POST or None, initial={"valid_to": business_date.today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_officer(officer=officer, valid_to=form.cleaned_data["valid_to"], by=request.user)
        except Refusal as refused:
            form.add_error("valid_to", str(refused))
        else:
            messages.success(request, _("บันทึกการพ้นหน้าที่แล้ว"))
            return redirect("members:detail", number=number)
    return render(request, "members/end_officer.html", {"form": form, "member": member, "officer": officer})


def _organisation(request: HttpRequest, number: str) -> tuple[Member, Organisation]:
    member = member_within(request, number, "members.register")
    if not member.is_organisation:
        raise Http404
    return member, Organisation.objects.get(pk=member.pk)
