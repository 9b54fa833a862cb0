"""Whether members may borrow, with all that the whole nation knows of them and of the records merged into theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members import rules
from members.loan_facts import loan_facts
from members.models import Member
from members.selectors.registry import find_by_national_id


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What an officer may know of a member outside her area: name, area and verdict, nothing else."""

    id: int
    name: str
    area: str
    verdict: rules.Verdict


def verdicts(
    *, members: Iterable[Member], on: date, has_work: bool | None = None, is_of_good_standing: bool | None = None
) -> dict[int, rules.Verdict]:
    """Return whether each of the members may borrow in a group on a day.

    Loans are looked up in the whole nation at once, those signed under a record that was merged into hers included.
    An organisation is refused here; ask ``organisation_verdict`` about it.
    """
    asked = list(members)
    facts = loan_facts(member_ids=[member.pk for member in asked], on=on)
    kept = _numbers_of([member.merged_into_id for member in asked if member.merged_into_id])
    return {
        member.pk: rules.eligibility(
            applicant=rules.Applicant(
                birth_on=member.birth_on,
                residence_since_on=member.residence_since_on,
                status=member.status,
                status_reason=member.status_reason,
                status_since_on=member.status_since_on,
                status_until_on=member.status_until_on,
                merged_into=kept.get(member.merged_into_id, ""),
                open_contracts=facts[member.pk].open,
                overdue_contracts=facts[member.pk].overdue,
                has_work=has_work,
                is_of_good_standing=is_of_good_standing,
            ),
            on=on,
        )
        for member in asked
    }


def standing_of(member: Member) -> rules.Standing:
    """Return the standing of a member, as the rules want it."""
    return rules.Standing(
        status=member.status,
        reason=member.status_reason,
        since_on=member.status_since_on,
        until_on=member.status_until_on,
        merged_into=member.merged_into.member_number if member.merged_into_id else "",
    )


def elsewhere(*, text: str, on: date) -> Elsewhere | None:
    """Return what may be told about the member with an exact card number, wherever she lives (R-PROJ-18)."""
    member = find_by_national_id(text)
    if member is None:
        return None
    return Elsewhere(
        id=member.pk,
        name=member.full_name,
        area=member.area_label,
        verdict=verdicts(members=[member], on=on)[member.pk],
    )


def _numbers_of(member_ids: Iterable[int]) -> dict[int, str]:
    wanted = list(member_ids)
    return dict(Member.objects.filter(pk__in=wanted).values_list("pk", "member_number")) if wanted else {}
