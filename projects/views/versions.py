"""The versions of a proposal beside each other, and the proposal form of each of them to print."""

from typing import Any

from csp.decorators import csp_exempt
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.services import log_personal_data
from documents import rendering
from projects.letters.proposal_form import proposal_form
from projects.models import Proposal
from projects.rules import EDITABLE, State
from projects.rules.versions import differences
from projects.selectors import group as groups
from projects.selectors import proposal as reads
from projects.selectors.content import content_now
from projects.selectors.versions import sections
from projects.views.proposals import load

NOW = "now"


@permission("projects.view")
def versions(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what differs between any two versions; a returned proposal's present draft counts as one."""
    on = business_date.today()
    proposal = load(request, reference, "projects.view")
    sent = reads.versions_of(proposal)
    contents: dict[str, dict[str, Any]] = {str(row.number): row.content for row in reversed(sent)}
    labels = {str(row.number): _("ฉบับที่ %(number)s") % {"number": row.number} for row in reversed(sent)}
    if State(proposal.state) in EDITABLE and sent:
        contents[NOW] = content_now(proposal=proposal, on=on)
        labels[NOW] = _("ร่างที่กำลังแก้ไข")
    keys = list(contents)
    after = request.GET.get("to", "") if request.GET.get("to", "") in contents else (keys[-1] if keys else "")
    earlier = keys[keys.index(after) - 1] if after and keys.index(after) else after
    before = request.GET.get("from", "") if request.GET.get("from", "") in contents else earlier
    found = differences(before=contents[before], after=contents[after]) if after else []
    extras = {item.code: item.label for item in groups.terms(province=proposal.province_id, on=on).checklist}
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"proposal:{proposal.pk}")
    return render(
        request,
        "projects/versions.html",
        {
            "proposal": proposal,
            "choices": list(labels.items()),
            "before": before,
            "after": after,
            "before_label": labels.get(before, ""),
            "after_label": labels.get(after, ""),
            "sections": sections(found, checklist=extras),
            "sent": sent,
        },
    )


@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission("projects.view")
def form(request: HttpRequest, reference: str) -> HttpResponse:
    """Print the proposal form: as it stands now while it is a draft or was returned, else the version in hand."""
    proposal = load(request, reference, "projects.view")
    if State(proposal.state) in EDITABLE:
        on = business_date.today()
        number = proposal.versions.count() + 1
        return _print(request, proposal, content=content_now(proposal=proposal, on=on), number=number, is_draft=True)
    return version_form(request, reference, proposal.version)


@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission("projects.view")
def version_form(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Print the proposal form of one version, as it was sent."""
    proposal = load(request, reference, "projects.view")
    if number > 32_767:
        raise Http404
    version = get_object_or_404(proposal.versions, number=number)
    return _print(request, proposal, content=version.content, number=version.number, is_draft=False)


def _print(
    request: HttpRequest, proposal: Proposal, *, content: dict[str, Any], number: int, is_draft: bool
) -> HttpResponse:
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"proposal:{proposal.pk}")
    context = proposal_form(
        proposal=proposal, content=content, number=number, on=business_date.today(), is_draft=is_draft
    )
    response = HttpResponse(
        rendering.render_pdf(template="papers/proposal_form.html", context=context), content_type="application/pdf"
    )
    name = f"proposal-{proposal.reference}-{number}{'-draft' if is_draft else ''}"
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
