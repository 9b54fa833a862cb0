"""Pages of the balances with which debtors do not agree: the work list, one of them, who was right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.paging import further
from areas.selectors import newest_first
from areas.services import log_personal_data
from debt_followup import exports, selectors
from debt_followup.forms.confirmations import EndDifferenceForm
from debt_followup.models import ConfirmationDifference
from debt_followup.rules.confirmations import Settlement
from debt_followup.services import replies as services
from debt_followup.tables import replies as tables
from debt_followup.views.files import list_file, list_urls
from repayments.views.paging import after
from thai.refusals import Refusal

VIEW, CONFIRM = "debt.view", "debt.confirm_balances"


@require_GET
@permission(VIEW)
def confirmation_differences(request: HttpRequest) -> HttpResponse:
    """Show the balances that debtors do not agree with, the oldest first, or those that were looked into."""
    is_open = request.GET.get("ended") != "1"
    rows = selectors.differences(user=request.user, permission=VIEW, is_open=is_open)
    if is_open:
        place = after(request)
        found = list((rows if place is None else rows.filter(pk__gt=place))[: selectors.PAGE + 1])
        more, found = len(found) > selectors.PAGE, found[: selectors.PAGE]
        next_url = f"?after={found[-1].pk}" if more else ""
    else:
        page = newest_first(rows, before=request.GET.get("before", ""))
        found, next_url = list(page.rows), further(request, page)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:confirmations")
    other = reverse("debt_followup:confirmation_differences")
    return render(
        request,
        "debt_followup/confirmation_list.html",
        {
            "title": _("ผลต่างยอดหนี้"),
            "subtitle": _("ยอดที่ลูกหนี้แจ้งไม่ตรงกับบัญชีของกองทุน"),
            "other_url": f"{other}?ended=1" if is_open else other,
            "other_label": _("ที่ตรวจสอบแล้ว") if is_open else _("ที่ต้องตรวจสอบ"),
            "table": tables.differences(found, is_open=is_open, next_url=next_url),
            **list_urls(request, "confirmation_differences_file"),
        },
    )


def _asked_of_file(request: HttpRequest) -> exports.Asked:
    return exports.asked_of({"ended": "1" if request.GET.get("ended") == "1" else ""}, on=business_date.today())


confirmation_differences_file = list_file(
    exports.DIFFERENCES, _asked_of_file, page="debt_followup:confirmation_differences"
)


@require_GET
@permission(VIEW)
def confirmation_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one difference: what the fund and the debtor say, and how it ended."""
    return _shown(request, _difference(request, pk, VIEW), EndDifferenceForm())


@require_POST
@permission(CONFIRM)
def end_confirmation_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Record who was right about a balance."""
    found = _difference(request, pk, CONFIRM)
    form = EndDifferenceForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.end_difference(
                difference=found,
                ending=Settlement(data["ending"]),
                amount=data["amount"],
                found=data["found"],
                by=request.user,
                on=business_date.today(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกผลการตรวจสอบแล้ว"))
            return redirect("debt_followup:confirmation_differences")
    return _shown(request, found, form)


def _difference(request: HttpRequest, pk: int, may: str) -> ConfirmationDifference:
    return get_object_or_404(selectors.differences(user=request.user, permission=may, is_open=None), pk=pk)


def _shown(request: HttpRequest, found: ConfirmationDifference, form: EndDifferenceForm) -> HttpResponse:
    letter = found.reply.confirmation
    log_personal_data(
        user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{letter.contract_id}"
    )
    mine = ConfirmationDifference.objects.visible_to(request.user, CONFIRM)
    may_end = not found.ending and mine.filter(pk=found.pk).exists()
    context = {
        "letter": letter,
        "letter_url": tables.letter_url(letter.pk),
        "facts": tables.difference_facts(found),
        "form": form if may_end else None,
        "end_url": reverse("debt_followup:end_confirmation_difference", args=[found.pk]),
    }
    return render(request, "debt_followup/confirmation_difference.html", context)
