"""The files of a proposal by paper, and what committees have asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from documents.whole import REVEAL
from projects.models import Attachment, Paper, PaperRequest, Proposal
from projects.rules.attachments import (
    ANSWER,
    IDENTITY_PAPERS,
    OTHER,
    SIGNED_OPINION,
    papers_with_files,
    stages_that_may_ask,
)
from projects.rules.checklist import Item
from projects.rules.organs import ORGANS, organ_name
from projects.rules.states import EDITABLE, State
from projects.selectors.group import Look
from projects.selectors.proposal import may
from thai.refusals import Refusal

_DAYS = ("due_on", "asked_on", "answered_on")
_ASKED = ("id", "stage", "kind", "text", "answer", *_DAYS)


@dataclass(frozen=True, slots=True)
class File:
    """An attached file as a page lists it; ``thumbnail`` and ``url`` are empty where there is none to show or open."""

    row: Attachment
    url: str
    thumbnail: str

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.row.file.name

    @property
    def is_removed(self) -> bool:
        """Whether it was taken off the draft; a version may still name it."""
        return self.row.removed_on is not None


@dataclass(frozen=True, slots=True)
class Request:
    """A committee's request with the files of its answer."""

    row: PaperRequest
    asked_by: str
    recorded_by: str
    answered_by: str
    files: Sequence[File]
    is_late: bool


def files_of(proposal: Proposal) -> list[File]:
    """Return every file ever attached to a proposal, the removed ones too, in the order of attaching. One query."""
    rows = (
        Attachment.objects.filter(proposal=proposal)
        .select_related("file", "added_by")
        .defer("file__thumbnail")
        .order_by("pk")
    )
    return [_file(row, proposal.reference) for row in rows]


def by_code(files: Iterable[File]) -> dict[str, list[File]]:
    """Sort the files that are on the proposal now by the paper to which they belong."""
    sorted_out: dict[str, list[File]] = {}
    for file in files:
        if not file.is_removed:
            sorted_out.setdefault(file.row.code, []).append(file)
    return sorted_out


def content_of_files(proposal: Proposal) -> list[dict[str, Any]]:
    """Return the files as a version freezes them: the papers of the proposal, not the answers and opinions about it."""
    rows = (
        Attachment.objects.filter(proposal=proposal, removed_on__isnull=True)
        .exclude(code__in=[ANSWER, SIGNED_OPINION])
        .order_by("pk")
        .values("file_id", "code", "label", "file__name", "file__size", "file__sha256")
    )
    return [
        {
            "file": row["file_id"],
            "code": row["code"],
            "label": row["label"],
            "name": row["file__name"],
            "size": row["file__size"],
            "sha256": row["file__sha256"],
        }
        for row in rows
    ]


def with_requests(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Let proposals be read together with what committees have asked about them, and with their ticked papers."""
    asked = PaperRequest.objects.filter(proposal=OuterRef("pk")).order_by("-pk")
    names = {
        "recorded_by": Coalesce(NullIf("asked_by__display_name", Value("")), "asked_by__username"),
        "replied_by": Coalesce(NullIf("answered_by__display_name", Value("")), "answered_by__username"),
    }
    return rows.annotate(
        asked=ArraySubquery(asked.values(json=JSONObject(**{name: name for name in _ASKED}, **names))),
        ticked_codes=ArraySubquery(Paper.objects.filter(proposal=OuterRef("pk")).values("code")),
    )


def requests_of(*, proposal: Proposal, files: Iterable[File], on: date) -> list[Request]:
    """Return what committees have asked, the open ones first. No query where ``with_requests`` read them already."""
    if not hasattr(proposal, "asked"):
        proposal = with_requests(Proposal.objects.filter(pk=proposal.pk)).get()
    by_request: dict[int, list[File]] = {}
    for file in files:
        if file.row.request_id:
            by_request.setdefault(file.row.request_id, []).append(file)
    found = []
    for told in proposal.asked:
        days = {name: date.fromisoformat(told[name]) if told[name] else None for name in _DAYS}
        row = PaperRequest(**{name: told[name] for name in _ASKED} | days)
        found.append(
            Request(
                row=row,
                asked_by=stage_label(row.stage, proposal.province_id),
                recorded_by=told["recorded_by"],
                answered_by=told["replied_by"] or "",
                files=by_request.get(row.pk, []),
                is_late=row.answered_on is None and row.due_on is not None and row.due_on < on,
            )
        )
    return sorted(found, key=lambda request: request.row.answered_on is not None)


def waiting_requests(*, user: User) -> QuerySet[PaperRequest]:
    """Return the unanswered requests that a user has to answer."""
    return PaperRequest.objects.visible_to(user, "projects.enter").filter(answered_on__isnull=True)


def open_in_area(*, user: User) -> QuerySet[PaperRequest]:
    """Return the unanswered requests about the proposals that a user sees, the most urgent first."""
    return (
        PaperRequest.objects.visible_to(user, "projects.view")
        .filter(answered_on__isnull=True)
        .select_related("proposal")
        .order_by("due_on", "pk")
    )


def stage_label(stage: str, province: str) -> str:
    """Return what the asking committee is called in the province."""
    if stage in ORGANS:
        return str(Refusal(organ_name(organ=stage, province=province)))
    return str(PaperRequest(stage=stage).get_stage_display())


def label_of_code(code: str, *, label: str = "", labels: dict[str, str] | None = None) -> str:
    """Return what a file is attached to, in the reader's language."""
    fixed = {SIGNED_OPINION: _("ความเห็นตำบลที่ลงนามแล้ว"), ANSWER: _("คำตอบต่อองค์คณะ")}
    if code == OTHER:
        return label or _("เอกสารอื่น")
    return fixed.get(code) or (labels or {}).get(code, code)


def _file(row: Attachment, reference: str) -> File:
    shows = row.file.is_picture and row.code not in IDENTITY_PAPERS
    return File(
        row=row,
        url=reverse("projects:attachment", args=[reference, row.pk]),
        thumbnail=reverse("projects:attachment_thumbnail", args=[reference, row.pk]) if shows else "",
    )


def panel(*, proposal: Proposal, look: Look, user: User, on: date) -> dict[str, Any]:
    """Return what the page of a proposal shows of files and requests. One query after ``with_requests``.

    Each paper of the checklist comes with its tick and its files; then the files under a label of their own, the
    tambon's signed paper, and the requests with the files of their answers.
    """
    files = files_of(proposal)
    if not may(user=user, permission=REVEAL, proposal=proposal):
        files = [replace(file, url="") if file.row.code in IDENTITY_PAPERS else file for file in files]
    requests = requests_of(proposal=proposal, files=files, on=on)
    held = by_code(files)
    lines = [
        {
            "code": item.code,
            "label": item_label(item, least=look.rules.least),
            "required": item.is_required,
            "ticked": item.code in look.ticked,
            "files": held.pop(item.code, []),
        }
        for item in papers_with_files(look.rules.checklist)
    ]
    held.pop(ANSWER, None)
    others = [file for code in sorted(held) for file in held[code]]
    may_enter = may(user=user, permission="projects.enter", proposal=proposal)
    live = [file for file in files if not file.is_removed and file.row.code != ANSWER]
    return {
        "lines": lines,
        "others": [
            {"label": label_of_code(file.row.code, label=file.row.label), "file": file, "code": file.row.code}
            for file in others
        ],
        "count": len(live),
        "size": sum(file.row.file.size for file in live),
        "may_change": may_enter and State(proposal.state) in EDITABLE,
        "requests": requests,
        "may_answer": may_enter,
        "may_ask": bool(stages_of(proposal=proposal, user=user)),
    }


def item_label(item: Item, *, least: int) -> str:
    """Return what a line of the checklist says, in the reader's language."""
    return str(Refusal(item.label, least=least) if "%(" in item.label else Refusal(item.label))


def stages_of(*, proposal: Proposal, user: User) -> list[tuple[str, str]]:
    """Return the committees for which a user may ask for papers of this proposal now, each with its name."""
    return [
        (stage, stage_label(stage, proposal.province_id))
        for stage in stages_that_may_ask(state=proposal.state)
        if may(user=user, permission=ORGANS[stage].permission, proposal=proposal)
    ]
