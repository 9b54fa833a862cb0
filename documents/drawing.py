"""Papers that are frozen and numbered with what they tell of, and drawn by a worker afterwards.

The words and the number of a paper belong to the transaction of the command; its typesetting does not, because it takes
longer than anybody should hold the books. Between the two lies a ``PaperToDraw``: a worker that is killed finds it
again, and what it has drawn is there once.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from documents import rendering
from documents.models import Document, PaperToDraw
from documents.services import issue
from jobs.models import JobRun
from jobs.services import ensure_run, note_failure
from thai.refusals import Refusal

DRAW = "documents.draw"
CHUNK = 5  # papers of one transaction: a few seconds of work that a killed worker has to repeat
OVER = (JobRun.State.DONE, JobRun.State.CANCELLED)

Completer = Callable[[PaperToDraw], dict[str, Any]]
_completers: dict[str, Completer] = {}


def provide(template: str, complete: Completer) -> None:
    """Tell what papers of a template show beside what is kept of them, such as whole card numbers.

    :param complete: ``(paper) -> context`` for the moment of drawing alone; the register keeps the frozen one.
    """
    _completers[template] = complete


@transaction.atomic
def draw_later(*, papers: Iterable[PaperToDraw], province: str, period: str, on: date, by: Any) -> JobRun | None:
    """Keep papers until a worker draws them, and wake one on commit; return the run that does it, None for no papers.

    Call it in the transaction that takes their numbers, holding the books of the province. Papers of one period that no
    worker has begun with go into one run.

    :param papers: unsaved rows, complete but for their run.
    :param period: what they come from, at most 20 characters: ``transfer 12``.
    """
    kept = list(papers)
    if not kept:
        return None
    run = _run(province, period, on=on, by=by)
    for paper in kept:
        paper.run = run
    PaperToDraw.objects.bulk_create(kept)
    return run


def draw(paper: PaperToDraw) -> Document:
    """Issue a frozen paper with its PDF in the caller's transaction; one that was kept waits no longer."""
    complete = _completers.get(paper.template)
    shown = {**paper.context, "number": paper.number}
    if complete is not None:
        shown |= complete(paper)
    shown["known_at"] = paper.context.get("known_at") or paper.issued_on.isoformat()
    document = issue(
        kind=paper.kind,
        number=paper.number,
        addressee=paper.addressee,
        subject=paper.subject,
        title=paper.title,
        template=paper.template,
        context=paper.context,
        province=paper.province_id,
        amphoe=paper.amphoe_id,
        as_of=paper.as_of,
        issued_on=paper.issued_on,
        by=paper.issued_by,
        is_draft=paper.is_draft,
        pdf=rendering.render_pdf(template=paper.template, context=shown),
    )
    if paper.pk is not None:
        paper.delete()
    return document


def waiting(run: JobRun) -> QuerySet[PaperToDraw]:
    """The papers that a run has still to draw, by key: its own, or those that an ended run of its province left."""
    if run.parameters.get("left"):
        return left_behind().filter(province=run.province_id).order_by("pk")
    return PaperToDraw.objects.filter(run=run).order_by("pk")


def left_behind() -> QuerySet[PaperToDraw]:
    """The papers whose run is over without them: it was cancelled, or something was missing that they need."""
    return PaperToDraw.objects.filter(run__state__in=OVER)


def draw_next(run: JobRun) -> bool:
    """Draw the next papers of a run in its transaction; return True when none are left.

    One that is refused keeps its number and waits for the run of the next day; its sentence is a failure of this one.
    """
    after = run.cursor.get("after", 0)
    rows = waiting(run).select_for_update(of=("self",)).select_related("issued_by").filter(pk__gt=after)[:CHUNK]
    papers = list(rows)
    for paper in papers:
        key, named = paper.pk, f"{paper.get_kind_display()} {paper.number}"
        try:
            with transaction.atomic():
                draw(paper)
        except Refusal as refused:
            note_failure(run=run, item=named[:120], sentence=str(refused))
        run.cursor = {"after": key}
    run.done += len(papers)
    run.total = max(run.total, run.done)
    return len(papers) < CHUNK


def run_of(*, province: str, period: str) -> JobRun | None:
    """The newest run that draws the papers of a period; None where nothing was to be drawn."""
    return JobRun.objects.filter(job=DRAW, province=province, period=period).order_by("-revision").first()


def _run(province: str, period: str, *, on: date, by: Any) -> JobRun:
    """The run of a period that nobody has begun with, else the next one."""
    runs = JobRun.objects.filter(job=DRAW, province=province, period=period)
    idle = runs.filter(state=JobRun.State.WAITING).select_for_update(of=("self",), skip_locked=True).first()
    # the idle one is held until the commit: no worker begins with it before these papers are there
    revision = idle.revision if idle is not None else (runs.aggregate(last=Max("revision"))["last"] or 0) + 1
    return ensure_run(job=DRAW, province=province, period=period, revision=revision, on=on, by=by)
