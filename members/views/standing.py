"""What happens to a member: she moves, leaves, dies, is barred for a time or taken back, or was registered twice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.services import log_personal_data
from members import pages, selectors, services
from members.forms import MoveForm, OtherRecordForm, StandingForm
from members.models import Member
from members.views.loading import member_within
from thai.refusals import Refusal


@permission("members.register")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Record that a member moved; the address she left stays in her history."""
    member = member_within(request, number, "members.register")
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.move(member=member, by=request.user, on=business_date.today(), **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกการย้ายไป%sแล้ว") % moved.area_label)
            inside = Member.objects.visible_to(request.user, "members.view").filter(pk=member.pk).exists()
            return redirect("members:detail", number=number) if inside else redirect("members:list")
    return render(request, "members/move.html", {"form": form, "member": member})


@permission("members.register")
@require_http_methods(["GET", "POST"])
def standing(request: HttpRequest, number: str) -> HttpResponse:
    """Change how a member stands in the register, with the reason and the days."""
    member = member_within(request, number, "members.register")
    initial = {"status": member.status, "status_reason": member.status_reason, "until_on": member.status_until_on}
    form = StandingForm(request.POST or None, initial=initial, is_organisation=member.is_organisation)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            services.change_standing(
                member=member,
                status=facts["status"],
                reason=facts["status_reason"],
                since_on=facts["since_on"],
                until_on=facts["until_on"],
                by=request.user,
                on=business_date.today(),
            )
        except services.StatusNeedsReason as refused:
            form.add_error("status_reason", str(refused))
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกสถานะแล้ว"))
            return redirect("members:detail", number=number)
    return render(request, "members/standing.html", {"form": form, "member": member})


@permission("members.merge")
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Choose the record that is the same woman, compare both side by side, and merge it into this one."""
    member = member_within(request, number, "members.merge")
    on = business_date.today()
    other_number = request.POST.get("other") or request.GET.get("other", "")
    if not other_number:
        return _choose(request, member)
    rows = Member.objects.visible_to(request.user, "members.merge").select_related(
        "tambon", "amphoe", "province", "merged_into", "organisation"
    )
    other = get_object_or_404(rows.defer("national_id_encrypted"), member_number=other_number)
    if request.method == "POST":
        try:
            services.merge(kept=member, absorbed=other, reason=request.POST.get("reason", ""), by=request.user, on=on)
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            said = _("รวมระเบียนเลขที่ %(absorbed)s เข้ากับเลขที่ %(kept)s แล้ว")
            messages.success(request, said % {"absorbed": other.member_number, "kept": member.member_number})
            return redirect("members:detail", number=number)
    log_personal_data(
        user=request.user,
        action=PersonalDataAccess.Action.VIEW,
        subject=f"member:{other.pk}",
        reason=_("เปรียบเทียบเพื่อรวมระเบียน"),
    )
    refusals = selectors.against_merging(kept=member, absorbed=other)
    context = {
        "member": member,
        "other": other,
        "table": pages.comparison_table(member, other, on=on),
        "refusals": [str(refusal) for refusal in refusals],
        "warnings": [] if refusals else pages.after_merge_sentences(member, other, on=on),
        **pages.links(member, other),
    }
    return render(request, "members/merge.html", context)


def _choose(request: HttpRequest, member: Member) -> HttpResponse:
    form = OtherRecordForm(request.GET)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    found = selectors.merge_candidates(user=request.user, text=typed, than=member)
    log_personal_data(
        user=request.user,
        action=PersonalDataAccess.Action.VIEW,
        subject="members",
        reason=_("ค้นระเบียนที่ซ้ำกับสมาชิกเลขที่ %s") % member.member_number,
    )
    table = pages.candidates_table(member, found, on=business_date.today())
    return render(request, "members/merge_choose.html", {"member": member, "form": form, "table": table})
