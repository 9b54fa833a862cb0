"""Sending a proposal to the tambon: check everything, freeze what it says as a version."""

from datetime import date

from django.db import transaction

from areas.models import User
from projects.models import Proposal, ProposalVersion
from projects.rules import State, Step, WrongStep, check_revised, edge_of
from projects.selectors.content import content_of
from projects.selectors.group import look_at, what_is_missing
from projects.selectors.plans import plan_of
from projects.services.drafts import check_edit
from projects.services.pipeline import advance_many, lock
from thai.refusals import sentence as _


class AlreadySent(WrongStep):
    """The proposal was sent a moment ago."""


def send(*, proposal: Proposal, by: User, on: date, edit_number: int | None = None) -> ProposalVersion:
    """Send a draft, or a returned proposal anew, to the tambon: check everything, freeze it as a version.

    :param edit_number: where given, the edit that the sender has before her.
    :raises AlreadySent: a second click.
    :raises EditedMeanwhile: somebody saved it meanwhile.
    :raises NothingRevised: a returned proposal is sent again as it was.
    :raises Refusal: the first of ``projects.rules.problems`` or ``projects.rules.plan_problems``.
    Source: R-PROJ-01..20, R-MEM-01..05, R-APPR-15, R-APPR-21, C-01, C-02.
    """
    with transaction.atomic():
        (row,) = lock(pks=[proposal.pk])
        if State(row.state) is State.SUBMITTED:
            raise AlreadySent(_("ส่งโครงการนี้แล้วเมื่อ %(on)s"), on=row.state_on)
        step = Step.SEND_AGAIN if State(row.state) is State.RETURNED_FOR_REVISION else Step.SEND
        edge_of(state=row.state, step=step)
        if edit_number is not None:
            check_edit(row, edit_number)
        seen, plan = look_at(proposal=row, on=on), plan_of(row)
        for refusal in what_is_missing(proposal=row, look=seen, plan=plan):
            raise refusal
        is_first = step is Step.SEND
        number = 1 if is_first else row.versions.count() + 1
        applied_on = on if is_first else row.applied_on
        content = content_of(proposal=row, look=seen, plan=plan, applied_on=applied_on)
        if not is_first:
            check_revised(before=row.versions.get(number=row.version).content, now=content)
        version = ProposalVersion.objects.create(
            proposal=row,
            number=number,
            content=content,
            sent_by=by,
            sent_on=on,
        )
        advance_many(proposals=[row], step=step, by=by, on=on, version=number, applied_on=applied_on)
    for name in ("state", "state_on", "version", "applied_on", "revise_by_on"):
        setattr(proposal, name, getattr(row, name))
    return version
