"""What the pages of bulk printing share: the chosen amphoe, and how far a run is."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jobs import selectors as run_selectors
from jobs.models import JobRun
from repayments.forms import BundleForm


def chosen_amphoe(request: HttpRequest, *, permission: str) -> dict[str, Any] | None:
    """What a form that asks for an amphoe was sent with; None where there is none, which is said."""
    form = BundleForm(request.POST, user=request.user, permission=permission)
    if not form.is_valid():
        messages.error(request, _("เลือกอำเภอ"))
        return None
    return dict(form.cleaned_data)


def progress_of(run: JobRun | None, *, poll_url: str, document: int | None, label: str) -> dict[str, Any]:
    """How far a printing is, and the paper that it made, as ``components/progress.html`` shows them."""
    return {
        "run": run_selectors.progress(run) if run is not None else None,
        "poll_url": poll_url,
        "result_url": reverse("documents:open", args=[document]) if document else "",
        "result_label": label,
    }
