"""The list of the register as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from areas.access import permission
from areas.selectors import tambon_within
from documents.spreadsheets import XLSX, as_download
from members import exports
from members.forms import MemberFilter
from thai.refusals import Refusal


@permission("members.export")
@require_GET
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """Give the members that the filter of the list shows, as XLSX or CSV."""
    form = MemberFilter(request.GET, tambon=tambon_within(user=request.user, permission="members.export"))
    chosen = form.cleaned_data if form.is_valid() else {}
    try:
        content, kind = exports.export(
            user=request.user,
            wants_xlsx=request.GET.get("as") != "csv",
            text=chosen.get("q", ""),
            tambon=chosen.get("tambon"),
            kind=chosen.get("kind", ""),
            status=chosen.get("status", ""),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("members:list")
    return as_download(content, name=f"members.{'xlsx' if kind == XLSX else 'csv'}", kind=kind)
