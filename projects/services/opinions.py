"""The tambon's opinion, and the record at the province."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from areas.models import User
from projects.models import Decision, Proposal
from projects.rules import BANGKOK, Step, check_reason, check_tambon_opinion, edge_of
from projects.selectors.proposal import speaks_for_tambon
from projects.services.attachments import attach_signed_opinion
from projects.services.pipeline import advance_many, lock


def give_tambon_opinion(
    *,
    proposal: Proposal,
    outcome: str,
    reason: str = "",
    has_signed_paper: bool = False,
    signed_paper: Any = None,
    by: User,
    on: date,
) -> Decision:
    """Record the preliminary opinion of the tambon group on the version that was sent; it goes on to อกส.อ. either way.

    Somebody of the group gives it herself, never on her own entry; an officer records it from the signed paper.

    :param outcome: PASSED or NOT_PASSED; the latter needs a reason.
    :param signed_paper: the signed paper itself as a file; it is attached, and counts as there.
    :raises OwnApproval, SignedPaperNeeded: see ``projects.rules.check_tambon_opinion``.
    :raises ReasonMissing: not passed, and no reason.
    :raises WrongStep: the proposal does not wait for the tambon.
    Source: R-APPR-01, R-APPR-16.
    """
    has_signed_paper = has_signed_paper or signed_paper is not None
    with transaction.atomic():
        (row,) = lock(pks=[proposal.pk])
        edge_of(state=row.state, step=Step.GIVE_TAMBON_OPINION)
        version = row.versions.get(number=row.version)
        check_tambon_opinion(
            is_own_entry=by.pk in (row.entered_by_id, version.sent_by_id),
            speaks_for_tambon=speaks_for_tambon(user=by, proposal=row, on=on),
            has_signed_paper=has_signed_paper,
        )
        check_reason(passed=outcome == Decision.Outcome.PASSED, reason=reason)
        decision = Decision.objects.create(
            version=version,
            stage=Decision.Stage.TAMBON,
            outcome=outcome,
            reason=reason.strip(),
            has_signed_paper=has_signed_paper,
            decided_on=on,
            recorded_by=by,
        )
        if signed_paper is not None:
            attach_signed_opinion(proposal=row, file=signed_paper, by=by, on=on)
        advance_many(proposals=[proposal], step=Step.GIVE_TAMBON_OPINION, by=by, on=on, notes={row.pk: reason})
    return decision


def record_at_province(*, proposals: Iterable[Proposal], by: User, on: date) -> list[Proposal]:
    """Record at the province the proposals to which อกส.อ. agreed, in Bangkok those its khet groups have looked at.

    All of them or none.

    :raises WrongStep: for one that does not wait for it, or is recorded already.
    Source: R-APPR-03, R-APPR-06, R-ACT-13.
    """
    rows = list(proposals)
    by_step = {
        Step.RECORD: [row for row in rows if row.province_id != BANGKOK],
        Step.RECORD_IN_BANGKOK: [row for row in rows if row.province_id == BANGKOK],
    }
    with transaction.atomic():
        for step, group in by_step.items():
            advance_many(proposals=group, step=step, by=by, on=on)
    return rows
