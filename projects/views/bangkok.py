"""What the secretariat of อกส.กทม. does in the place of อกส.อ.: return a proposal, tell its proposer, reopen it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from projects import services
from projects.forms.proposals import NoticeForm
from projects.models import Proposal
from projects.rules import BANGKOK
from projects.selectors.deadlines import Deadlines
from thai.refusals import Refusal

NEEDED = "projects.record"


@require_POST
@permission(NEEDED)
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Return a proposal for revision, and write to its proposer."""
    proposal, on = _load(request, reference), business_date.today()

    def command() -> None:
        services.return_in_bangkok(
            proposal=proposal,
            reason=request.POST.get("reason", ""),
            revise_by_on=_revise_by(proposal, on),
            by=request.user,
            on=on,
        )

    return _take(request, proposal, command, _("ส่งกลับให้ปรับปรุงแล้ว ออกหนังสือแจ้งผู้เสนอโครงการได้"))


@require_POST
@permission(NEEDED)
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """Issue the letter that asks for the revision."""
    proposal = _load(request, reference)
    return _take(
        request,
        proposal,
        lambda: services.issue_revision_letter(proposal=proposal, by=request.user, on=business_date.today()),
        _("ออกหนังสือแจ้งให้ปรับปรุงแล้ว"),
    )


@require_POST
@permission(NEEDED)
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    """Record when the proposer received the letter; the days run from there."""
    proposal = _load(request, reference)
    form = NoticeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["received_on"]))
        return redirect("projects:proposal", reference=reference)
    received_on = form.cleaned_data["received_on"]

    def command() -> None:
        services.record_notice(
            proposal=proposal,
            received_on=received_on,
            revise_by_on=_revise_by(proposal, received_on),
            by=request.user,
            on=business_date.today(),
        )

    return _take(request, proposal, command, _("บันทึกวันที่ได้รับแจ้งแล้ว"))


@require_POST
@permission(NEEDED)
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a lapsed proposal be revised after all."""
    proposal, on = _load(request, reference), business_date.today()

    def command() -> None:
        services.reopen(
            proposal=proposal,
            reason=request.POST.get("reason", ""),
            revise_by_on=_revise_by(proposal, on),
            by=request.user,
            on=on,
        )

    return _take(request, proposal, command, _("เปิดให้ปรับปรุงใหม่แล้ว"))


def _load(request: HttpRequest, reference: str) -> Proposal:
    rows = Proposal.objects.visible_to(request.user, NEEDED).filter(province=BANGKOK)
    return get_object_or_404(rows.select_related("province"), reference=reference)


def _revise_by(proposal: Proposal, start: Any) -> Any:
    deadlines = Deadlines(provinces=[proposal.province_id])
    return deadlines.revise_by(province=proposal.province_id, received_on=start).last_on


def _take(request: HttpRequest, proposal: Proposal, command: Any, said: str) -> HttpResponse:
    try:
        command()
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("projects:proposal", reference=proposal.reference)
