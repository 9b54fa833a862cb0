"""Small helps for the tests of this room: a women's organisation, a plan, and a proposal of either at any point."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from areas.models import Tambon
from members.models import Member, Organisation, OrganisationOfficer
from projects import services
from projects.models import Proposal
from projects.rules import PlannedLine, PlannedStep, Step, checklist_of
from projects.selectors.group import Chosen
from tests.projects.entries import ENTERED_ON, draft, sent, typed

OFFICE = "571403"
NUMBER = "0505560001231"
PLAN = [
    PlannedStep(activity="จัดซื้อจักรเย็บผ้า", from_on=date(2018, 2, 1), until_on=date(2018, 2, 28), responsible="ผู้แทนกลุ่ม"),
    PlannedStep(activity="เย็บและจำหน่าย", from_on=date(2018, 3, 1), until_on=date(2019, 1, 31)),
]
BUDGET = [
    PlannedLine(
        item="จักรเย็บผ้า",
        quantity=Decimal("10"),
        unit="คัน",
        unit_price=Decimal("18000.00"),
        asked=Decimal("150000.00"),
    ),
    PlannedLine(
        item="ผ้าและด้าย", quantity=Decimal("2.5"), unit="เดือน", unit_price=Decimal("20000.00"), asked=Decimal("50000.00")
    ),
]


def house(people, *, legal: bool = False, tambon: str = OFFICE, name: str = "กลุ่มสตรีทอผ้าบ้านเหนือ") -> Organisation:
    """Register an organisation with its office at a tambon, and no officer yet."""
    place = Tambon.objects.get(code=tambon)
    member = Member.objects.create(
        kind=Member.Kind.ORGANISATION,
        member_number=f"{place.province_id}-8{Member.objects.count():06}",
        first_name=name,
        province_id=place.province_id,
        amphoe_id=place.amphoe_id,
        tambon=place,
        address="99 หมู่ 1",
        residence_since_on=date(2015, 1, 1),
        registered_on=date(2016, 10, 1),
    )
    return Organisation.objects.create(
        member=member, is_legal_person=legal, registration_number=NUMBER if legal else None
    )


def officer(organisation, member, *, duty: str = "PRESIDENT", authority: str = "", until=None) -> OrganisationOfficer:
    """Put somebody in office since 2016."""
    return OrganisationOfficer.objects.create(
        organisation=organisation,
        member=member,
        duty=duty,
        authority=authority,
        valid_from=date(2016, 1, 1),
        valid_to=until,
    )


def house_draft(people, found, agent, *, on: date = ENTERED_ON, support: str = "LOAN", **changed) -> Proposal:
    """Enter the draft of an organisation, submitted by one person, every paper ticked."""
    entry = {
        **typed(people),
        "support": support,
        "proposer": "ORGANISATION",
        "organisation": found.pk,
        "papers": [item.code for item in checklist_of(support=support, proposer="ORGANISATION")],
        "group": [Chosen(member_id=agent.pk)] if agent else [],
        **changed,
    }
    return services.create_draft(request_key=uuid4(), by=people.users["khuntan"], on=on, **entry)


def with_money(people, *, on: date = date(2018, 2, 2), **changed) -> Proposal:
    """Bring a proposal with a plan to the transfer of its money."""
    proposal = sent(people, **{"plan": PLAN, "budget": BUDGET, **changed})
    for step in (
        Step.GIVE_TAMBON_OPINION,
        Step.PUT_ON_AMPHOE_AGENDA,
        Step.AGREE,
        Step.RECORD,
        Step.SCREEN,
        Step.APPROVE,
        Step.NOTIFY,
        Step.OPEN_ACCOUNT,
        Step.SIGN,
        Step.TRANSFER,
    ):
        services.advance(proposal=proposal, step=step, by=people.users["secretary"], on=on)
    return proposal


def planned_draft(people, **changed) -> Proposal:
    """Enter a draft with a plan and a budget that come to its amount."""
    return draft(people, **{"plan": PLAN, "budget": BUDGET, **changed})
