"""Reads of women's organisations: who acts for one on a day, and whether it may submit a proposal."""

from datetime import date

from django.db.models import QuerySet, prefetch_related_objects

from areas.models import User
from members import rules
from members.loan_facts import loan_facts
from members.models import Member, Organisation, OrganisationOfficer
from members.models.names import key_of
from members.selectors.listing import registry_page
from members.selectors.registry import with_area
from members.selectors.verdicts import standing_of


def officers_of(organisation: Organisation, on: date) -> list[OrganisationOfficer]:
    """Return those in office on a day, the president first, each with her member, tambon and amphoe. One query."""
    rows = (
        OrganisationOfficer.objects.in_office(on)
        .filter(organisation=organisation)
        .select_related("member__tambon", "member__amphoe", "member__province", "member__merged_into")
        .defer("member__national_id_encrypted")
    )
    # "PRESIDENT" stands before "REPRESENTATIVE" in the alphabet too
    return list(rows.order_by("duty", "valid_from", "pk"))


def all_officers_of(organisation: Organisation) -> QuerySet[OrganisationOfficer]:
    """Return everybody who ever acted for an organisation, the newest first."""
    rows = OrganisationOfficer.objects.filter(organisation=organisation).select_related("member")
    return rows.defer("member__national_id_encrypted").order_by("-valid_from", "-pk")


def organisation_verdict(
    *,
    organisation: Organisation,
    on: date,
    submitter: Member | None = None,
    tambon: str | None = None,
    has_work: bool | None = None,
    is_of_good_standing: bool | None = None,
) -> rules.Verdict:
    """Return whether an organisation may submit a proposal on a day, by a member at a tambon where these are given.

    Source: R-ACT-02, R-PROJ-15, R-PROJ-16, R-PROJ-19; see ``rules.organisation_may_submit``.
    """
    member = organisation.member
    facts = loan_facts(member_ids=[member.pk], on=on)[member.pk]
    return rules.organisation_may_submit(
        organisation=rules.OrganisationApplicant(
            is_legal_person=organisation.is_legal_person,
            tambon=member.tambon_id,
            tambon_name=member.tambon.name_th,
            residence_since_on=member.residence_since_on,
            standing=standing_of(member),
            overdue_contracts=facts.overdue,
            open_contracts=facts.open,
            has_work=has_work,
            is_of_good_standing=is_of_good_standing,
        ),
        officers=[
            rules.Officer(
                key=officer.member_id,
                name=officer.member.full_name,
                duty=officer.duty,
                authority=officer.authority,
                standing=standing_of(officer.member),
            )
            for officer in officers_of(organisation, on)
        ],
        submitter=submitter.pk if submitter is not None else None,
        tambon=tambon,
        on=on,
    )


def find_organisations(*, user: User, permission: str, text: str, most: int) -> list[Member]:
    """Return so many organisations in the user's area whose name or number fits, in dictionary order."""
    page = registry_page(user=user, permission=permission, text=text, kind=Member.Kind.ORGANISATION, size=2 * most)
    found = [row for row in page.rows if row.status != Member.Status.MERGED][:most]
    prefetch_related_objects(found, "organisation")
    return found


def likely_same_organisations(*, name: str, tambon_id: str) -> QuerySet[Member]:
    """Return the organisations of the same name in the same tambon: probably the one being registered."""
    return (
        with_area()
        .filter(kind=Member.Kind.ORGANISATION, name_key=key_of(name), tambon_id=tambon_id)
        .exclude(status=Member.Status.MERGED)
    )
