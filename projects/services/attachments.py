"""Attaching files to a proposal, and a committee's requests for more papers with their answers."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from areas.models import PersonalDataAccess, User
from areas.services import log_personal_data, log_reveal
from documents.uploads import Examined, examine, keep_file
from projects.models import Attachment, PaperRequest, Proposal
from projects.rules.attachments import (
    ANSWER,
    OTHER,
    SIGNED_OPINION,
    check_answer,
    check_changeable,
    check_paper,
    check_request,
    check_room,
)
from projects.selectors.group import look_at
from projects.services.pipeline import lock


def attach(
    *, proposal: Proposal, files: Iterable[Any], code: str, label: str = "", by: User, on: date
) -> list[Attachment]:
    """Attach files to a draft or a returned proposal, under a paper of its checklist or a label of their own.

    All of them or none. A file that is attached there already is not attached again, so the same form sent twice
    leaves one. Files are read and judged before the proposal is locked.

    :param files: uploaded files, or what an ``UploadField`` made of them.
    :raises Frozen: the proposal was sent.
    :raises NoSuchPaper: the checklist has no such paper, or a file of another kind has no label.
    :raises TooManyFiles, TooMuchAltogether: over what a proposal holds.
    :raises Refusal: what ``documents.uploads.keep_file`` says against a file.
    Source: R-PROJ-09..15, R-PROJ-17, R-PROJ-12.
    """
    found = [_examined(file) for file in files]
    with transaction.atomic():
        (row,) = lock(pks=[proposal.pk])
        check_changeable(state=row.state)
        check_paper(code=code, label=label, items=look_at(proposal=row, on=on).rules.checklist)
        return _add(row, found, code=code, label=label if code == OTHER else "", by=by, on=on)


def log_attachment(row: Attachment, *, reference: str, by: User, reason: str, is_export: bool) -> None:
    """Record that somebody took a file; with a reason, that she was shown the whole card numbers on it.

    :param reference: of the proposal.
    """
    name = f"{reference} {row.code} {row.file.name}"
    seen = f"{reason} · {name}" if reason else name
    action = PersonalDataAccess.Action.EXPORT if is_export else PersonalDataAccess.Action.VIEW
    log_personal_data(user=by, action=action, subject=f"attachment:{row.pk}", reason=seen)
    if reason:
        members = row.proposal.borrowers.values_list("member_id", flat=True)
        log_reveal(user=by, subjects=[f"member:{member}" for member in members], reason=seen)


def remove_attachment(*, attachment: Attachment, by: User, on: date) -> None:
    """Take a file off a draft or a returned proposal. Versions that were sent with it keep it; done twice it stays off.

    :raises Frozen: the proposal was sent.
    """
    with transaction.atomic():
        (row,) = lock(pks=[attachment.proposal_id])
        check_changeable(state=row.state)
        Attachment.objects.filter(pk=attachment.pk, removed_on__isnull=True).exclude(
            code__in=[ANSWER, SIGNED_OPINION]
        ).update(removed_by=by, removed_on=on)


def attach_signed_opinion(*, proposal: Proposal, file: Any, by: User, on: date) -> Attachment:
    """Attach the paper that the tambon group has signed. Joins the transaction that records the opinion.

    Source: R-APPR-01, R-APPR-16.
    """
    [attachment] = _add(proposal, [_examined(file)], code=SIGNED_OPINION, label="", by=by, on=on, at_least_one=True)
    return attachment


def ask_for_papers(
    *, proposal: Proposal, stage: str, kind: str, text: str, due_on: date, by: User, on: date
) -> PaperRequest:
    """Record that a committee asks for further papers, or invites somebody to explain; the proposal's state stays.

    The same request sent twice is one.

    :param stage: AMPHOE, WORKING_GROUP or SUBCOMMITTEE.
    :raises CannotAsk: the committee does not have the proposal before it, nothing is asked, or the day is over.
    Source: R-APPR-14.
    """
    with transaction.atomic():
        (row,) = lock(pks=[proposal.pk])
        check_request(stage=stage, state=row.state, text=text, due_on=due_on, on=on)
        said = text.strip()
        asked = row.paper_requests.filter(stage=stage, kind=kind, text=said, answered_on__isnull=True).first()
        return asked or PaperRequest.objects.create(
            proposal=row, stage=stage, kind=kind, text=said, due_on=due_on, asked_by=by, asked_on=on
        )


def answer_request(*, request: PaperRequest, text: str, files: Iterable[Any] = (), by: User, on: date) -> PaperRequest:
    """Answer a committee's request, once, in words and with files.

    Of two who answer at once the second is told who was first, and nothing of hers is kept.

    :raises AlreadyAnswered: it was answered.
    :raises CannotAsk: without words.
    :raises Refusal: what is said against a file, or too many of them.
    Source: R-APPR-14.
    """
    found = [_examined(file) for file in files]
    with transaction.atomic():
        (proposal,) = lock(pks=[request.proposal_id])
        row = PaperRequest.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=request.pk)
        check_answer(answered_on=row.answered_on, answered_by=str(row.answered_by or ""), text=text)
        _add(proposal, found, code=ANSWER, label="", by=by, on=on, request=row)
        row.answer, row.answered_by, row.answered_on = text.strip(), by, on
        row.save(update_fields=["answer", "answered_by", "answered_on"])
    return row


def _examined(file: Any) -> Examined:
    return file if isinstance(file, Examined) else examine(file)


def _add(
    proposal: Proposal,
    files: Sequence[Examined],
    *,
    code: str,
    label: str,
    by: User,
    on: date,
    request: PaperRequest | None = None,
    at_least_one: bool = False,
) -> list[Attachment]:
    live = proposal.attachments.filter(removed_on__isnull=True)
    there = set(live.filter(code=code, label=label.strip(), request=request).values_list("file__sha256", flat=True))
    new = {file.sha256: file for file in files if at_least_one or file.sha256 not in there}
    held = live.aggregate(files=Count("pk"), size=Sum("file__size"))
    check_room(
        files=held["files"],
        size=held["size"] or 0,
        more_files=len(new),
        more_size=sum(file.size for file in new.values()),
    )
    return [
        Attachment.objects.create(
            proposal=proposal,
            file=keep_file(upload=file, by=by),
            code=code,
            label=label.strip(),
            request=request,
            added_by=by,
            added_on=on,
        )
        for file in new.values()
    ]
