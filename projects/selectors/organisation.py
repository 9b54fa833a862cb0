"""A women's organisation that proposes: who acts for it on a day, and whether it may submit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from areas.models import User
from members import selectors as members
from members.loan_facts import loan_facts
from members.models import Member, Organisation, OrganisationOfficer
from members.rules import Officer, OrganisationApplicant, Verdict, organisation_may_submit
from members.selectors.verdicts import standing_of
from projects.rules import Acting
from projects.selectors.tokens import member_token, organisation_token

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody in office who could submit for the organisation, and the verdict if she does."""

    row: OrganisationOfficer
    verdict: Verdict

    @property
    def member(self) -> Member:
        return self.row.member

    @property
    def token(self) -> str:
        """What the form carries for her."""
        return member_token(self.row.member_id)


@dataclass(frozen=True, slots=True)
class House:
    """An organisation as a proposal sees it on a day: its officers in office, who acts for it, and the verdict."""

    organisation: Organisation
    agents: Sequence[Agent]
    acting: Agent | None
    verdict: Verdict

    @property
    def member(self) -> Member:
        """The organisation as a member, with its name and the place of its office."""
        return self.organisation.member

    @property
    def token(self) -> str:
        """What the form carries for it."""
        return organisation_token(self.organisation.pk)

    @property
    def area(self) -> str:
        """Where its office is."""
        return f"{self.member.tambon} · {self.member.amphoe}"

    @property
    def acts_by_authority(self) -> bool:
        """Whether a power of attorney belongs to the papers: not where the president herself submits (R-PROJ-15)."""
        return self.acting is None or self.acting.row.duty != OrganisationOfficer.Duty.PRESIDENT

    def seen_by_rules(self) -> Acting:
        """What the rules of a proposal look at."""
        return Acting(
            organisation=self.member.full_name,
            tambon=self.member.tambon_id,
            tambon_name=self.member.tambon.name_th,
            reasons=tuple(finding.sentence for finding in self.verdict.blocks),
        )


def house_of(
    *, organisation_id: int | None, acting_id: int | None, on: date, ticked: Iterable[str] = ()
) -> House | None:
    """Return an organisation with who may act for it on a day, None where there is none. Four queries at most.

    :param acting_id: the member who submits; somebody without an office on the day gives a verdict that blocks.
    :param ticked: the codes ticked on the checklist, which attest work and good standing.
    Source: R-PROJ-15, R-PROJ-16, R-MEM-03..05.
    """
    if organisation_id is None:
        return None
    organisation = (
        Organisation.objects.select_related("member__tambon", "member__amphoe", "member__province")
        .filter(pk=organisation_id)
        .first()
    )
    if organisation is None:
        return None
    rows = members.officers_of(organisation, on)
    facts = loan_facts(member_ids=[organisation.pk], on=on)[organisation.pk]
    codes = frozenset(ticked)
    applicant = OrganisationApplicant(
        is_legal_person=organisation.is_legal_person,
        tambon=organisation.member.tambon_id,
        tambon_name=organisation.member.tambon.name_th,
        residence_since_on=organisation.member.residence_since_on,
        standing=standing_of(organisation.member),
        overdue_contracts=facts.overdue,
        open_contracts=facts.open,
        has_work="ELIGIBILITY_3" in codes or None,
        is_of_good_standing="ELIGIBILITY_4" in codes or None,
    )
    officers = [
        Officer(
            key=row.member_id,
            name=row.member.full_name,
            duty=row.duty,
            authority=row.authority,
            standing=standing_of(row.member),
        )
        for row in rows
    ]

    def verdict(submitter: int | None) -> Verdict:
        return organisation_may_submit(organisation=applicant, officers=officers, submitter=submitter, on=on)

    one_each = list({row.member_id: row for row in reversed(rows)}.values())[::-1]
    agents = [Agent(row=row, verdict=verdict(row.member_id)) for row in one_each]
    acting = next((agent for agent in agents if agent.row.member_id == acting_id), None)
    return House(organisation=organisation, agents=agents, acting=acting, verdict=verdict(acting_id))


def find_organisations(*, user: User, permission: str, text: str) -> list[Member]:
    """Return the organisations in the user's area that fit a name or a membership number, at most eight.

    An organisation submits where its office is (R-PROJ-19), so those of other areas are not looked for.
    """
    if not text.strip():
        return []
    return members.find_organisations(user=user, permission=permission, text=text, most=MOST_FOUND)
