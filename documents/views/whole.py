"""A paper with whole card numbers: masked for everybody, whole for those entitled who say why."""

from collections.abc import Callable

from csp.decorators import csp_exempt
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from documents.forms import RevealForm

Give = Callable[[str], HttpResponse]


def whole_or_masked(
    request: HttpRequest, give: Give, *, may_reveal: bool, title: str, back_url: str, can_be_masked: bool = True
) -> HttpResponse:
    """Answer who asks for a paper with card numbers.

    Who may not see them gets it masked. Who may is asked for her reason first, or takes it masked too
    (``?masked=1``). What cannot be masked, such as a scan, is refused to the others.

    :param give: logs the look and answers with the paper: whole for a reason, masked for "".
    :raises PermissionDenied: whole numbers for somebody who may not see them.
    """
    if request.method == "POST" or not can_be_masked:
        if not may_reveal:
            raise PermissionDenied
    elif not may_reveal or "masked" in request.GET:
        with transaction.atomic():
            return give("")
    form = RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            return give(form.cleaned_data["reason"])
    context = {"form": form, "title": title, "back_url": back_url, "can_be_masked": can_be_masked}
    return render(request, "documents/whole.html", context)


@csp_exempt()  # the browser's own PDF viewer brings its styles
def pdf_answer(content: bytes, *, name: str, as_attachment: bool = False) -> HttpResponse:
    """A paper for the browser's own viewer, or as a file; kept by no cache."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment, name)
    answer["Cache-Control"] = "private, no-store"
    return answer
