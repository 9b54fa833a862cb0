"""Pages of the runs: list, progress, failed items, cancel."""

import csv
import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.paging import further
from areas.scope import holds
from areas.selectors import newest_first
from jobs import registry, selectors, services
from jobs.models import JobRun
from thai.refusals import Refusal


class RunFilter(forms.Form):
    """Which runs to list."""

    job = forms.ChoiceField(label=gettext_lazy("งาน"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("สถานะ"),
        required=False,
        choices=[("", gettext_lazy("ทั้งหมด")), *JobRun.State.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        jobs = [(job.name, job.title) for job in registry.every()]
        self.fields["job"].choices = [("", _("ทั้งหมด")), *jobs]


@permission("jobs.view")
@require_GET
def run_list(request: HttpRequest) -> HttpResponse:
    """List the runs in the user's area, the newest first."""
    form = RunFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = selectors.runs(user=request.user, permission="jobs.view", **chosen)
    page = newest_first(rows, before=request.GET.get("before", ""))
    table = {
        "caption": _("งานเบื้องหลัง"),
        "columns": [
            {"label": _("งาน"), "kind": "text"},
            {"label": _("จังหวัด"), "kind": "text"},
            {"label": _("งวด"), "kind": "text"},
            {"label": _("สถานะ"), "kind": "state"},
            {"label": _("คืบหน้า"), "kind": "text"},
            {"label": _("ไม่สำเร็จ"), "kind": "number"},
            {"label": _("เริ่ม"), "kind": "datetime"},
        ],
        "rows": [{"url": reverse("jobs:run", args=[run.pk]), "cells": _cells(run)} for run in page.rows],
        "empty": _("ยังไม่มีงานเบื้องหลัง งานตามรอบจะเริ่มเองเมื่อถึงวัน"),
        "next_url": further(request, page),
    }
    return render(request, "jobs/list.html", {"form": form, "table": table, "clear_url": reverse("jobs:list")})


@permission("jobs.view")
@require_GET
@never_cache
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one run: how far it is, what it did, what failed. It can be left and opened again at any time."""
    run = _run(request, pk)
    facts = [
        {"label": _("จังหวัด"), "value": str(run.province or _("ทั่วประเทศ"))},
        {"label": _("งวด"), "value": selectors.period_of(run)},
        {"label": _("ครั้งที่"), "value": run.revision, "kind": "number"},
        {"label": _("วันทำการ"), "value": run.business_on, "kind": "date"},
        {"label": _("ผู้สั่ง"), "value": str(run.requested_by or _("ระบบ (ตามกำหนด)"))},
        {"label": _("สร้างเมื่อ"), "value": run.created_at, "kind": "datetime"},
        {"label": _("เริ่มเมื่อ"), "value": run.started_at, "kind": "datetime"},
        {"label": _("เสร็จเมื่อ"), "value": run.finished_at, "kind": "datetime"},
    ]
    first_failures = [{"cells": [row.item, row.sentence]} for row in run.failures.order_by("pk")[:20]]
    failures = {
        "caption": _("รายการที่ทำไม่ได้"),
        "columns": [{"label": _("รายการ"), "kind": "text"}, {"label": _("สาเหตุ"), "kind": "text"}],
        "rows": first_failures,
    }
    return render(request, "jobs/run.html", _progress(request, run) | {"facts": facts, "failures": failures})


@permission("jobs.view")
@require_GET
@never_cache
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the progress bar alone, asked for every two seconds while the run goes on."""
    run = _run(request, pk)
    return render(request, "components/progress.html", _progress(request, run))


@permission("jobs.manage")
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a run; what it has done stays."""
    run = get_object_or_404(JobRun.objects.visible_to(request.user, "jobs.manage"), pk=pk)
    try:
        services.cancel(run=run)
        messages.success(request, _("หยุดงานแล้ว รายการที่ทำเสร็จแล้วยังคงอยู่"))
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("jobs:run", pk=pk)


@permission("jobs.manage")
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a failed run go on from where it stopped."""
    run = get_object_or_404(JobRun.objects.visible_to(request.user, "jobs.manage"), pk=pk)
    if run.state == JobRun.State.FAILED:
        services.ensure_run(
            job=run.job,
            province=run.province_id,
            period=run.period,
            revision=run.revision,
            on=business_date.today(),
            by=request.user,
        )
        messages.success(request, _("งานจะทำต่อจากจุดที่หยุดไว้"))
    else:
        messages.error(request, _("งานนี้ไม่ได้หยุดเพราะความผิดพลาด จึงทำต่อไม่ได้"))
    return redirect("jobs:run", pk=pk)


@permission("jobs.view")
@require_GET
def failures(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the failed items of a run as a CSV file that a spreadsheet opens."""
    run = _run(request, pk)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("รายการ"), _("สาเหตุ")])
    for row in selectors.failed_rows(run):
        writer.writerow([_not_a_formula(cell) for cell in row])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="run-{run.pk}-failures.csv"'
    return answer


def _run(request: HttpRequest, pk: int) -> JobRun:
    rows = JobRun.objects.visible_to(request.user, "jobs.view").select_related("province", "requested_by")
    return get_object_or_404(rows, pk=pk)


def _progress(request: HttpRequest, run: JobRun) -> dict[str, Any]:
    shown = selectors.progress(run)
    manages = holds(request.user, "jobs.manage")
    return {
        "title": selectors.title_of(run),
        "run": shown,
        "tone": selectors.TONES[JobRun.State(run.state)],
        "poll_url": reverse("jobs:progress", args=[run.pk]),
        "cancel_url": reverse("jobs:cancel", args=[run.pk]) if manages else "",
        "resume_url": reverse("jobs:resume", args=[run.pk]) if manages and run.state == JobRun.State.FAILED else "",
        "failed_url": reverse("jobs:failures", args=[run.pk]) if shown["failed"] else "",
        "result_url": _result_url(run),
        "result_label": _("เปิดเอกสาร"),
    }


def _result_url(run: JobRun) -> str:
    """What the run made: the key of a paper lies in the result under ``document``, the page of another file, which
    takes the run's own key, under ``page``."""
    document, page = run.result.get("document"), run.result.get("page")
    try:
        if isinstance(document, int):
            return reverse("documents:open", args=[document])
        return reverse(page, args=[run.pk]) if isinstance(page, str) else ""
    except NoReverseMatch:
        return ""


def _cells(run: Any) -> list[Any]:
    how_far = f"{run.done:,} / {run.total:,}" if run.total else f"{run.percent} %"
    return [
        {"value": selectors.title_of(run), "kind": "text"},
        str(run.province or _("ทั่วประเทศ")),
        selectors.period_of(run) if run.revision == 1 else f"{selectors.period_of(run)} ({run.revision})",
        {"value": run.get_state_display(), "kind": "state", "tone": selectors.TONES[JobRun.State(run.state)]},
        how_far,
        {"value": run.failed or None, "kind": "number"},
        {"value": run.started_at, "kind": "datetime"},
    ]


def _not_a_formula(text: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
