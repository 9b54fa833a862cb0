"""The command that makes two records of the register one."""

from datetime import date

from django.db import transaction

from areas.models import User
from members import rules, selectors
from members.models import Member, MemberMerge, OrganisationOfficer
from thai.refusals import sentence as _


def merge(*, kept: Member, absorbed: Member, reason: str, by: User, on: date) -> MemberMerge:
    """Merge one record into another: it stays readable as it was, and points at the one that is kept.

    Nothing of either history is rewritten: borrowings, contracts and addresses stay with the record under which they
    arose, and everything that asks about the kept one looks at the records merged into it too. What was merged into the
    absorbed one before now points at the kept one, and offices held in organisations pass to it, as does a death or a
    bar in force. Two officers who merge at once wait for each other; the second is told what the first did.

    :raises MergeNeedsReason: no reason.
    :raises MergeNotPossible: the same record, one merged already, person and organisation, or two persons who stand in
        one group of borrowers.
    Source: R-MEM-08.
    """
    said = reason.strip()
    if not said:
        raise rules.MergeNeedsReason(_("การรวมระเบียนต้องระบุเหตุผล"))
    with transaction.atomic():
        # by key, so that two merges of the same pair never wait for each other in a circle
        rows = Member.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, absorbed.pk]).order_by("pk")
        locked = {row.pk: row for row in rows}
        stays, goes = locked[kept.pk], locked[absorbed.pk]
        for refusal in selectors.against_merging(kept=stays, absorbed=goes):
            raise refusal
        merged = MemberMerge.objects.create(kept=stays, absorbed=goes, reason=said, merged_by=by, merged_on=on)
        after = rules.standing_after_merge(
            kept=selectors.standing_of(stays), absorbed=selectors.standing_of(goes), on=on
        )
        _stand(stays, after)
        Member.objects.filter(merged_into=goes).update(merged_into=stays)
        OrganisationOfficer.objects.filter(member=goes).update(member=stays)
        _stand(goes, rules.Standing(status=rules.Status.MERGED, reason=said, since_on=on), into=stays)
    return merged


def _stand(row: Member, standing: rules.Standing, *, into: Member | None = None) -> None:
    changed = {
        "status": str(standing.status),
        "status_reason": standing.reason,
        "status_since_on": standing.since_on,
        "status_until_on": standing.until_on,
        "merged_into": into,
    }
    if all(getattr(row, name) == value for name, value in changed.items()):
        return
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
