"""The debt teams of the demo: who serves, the cases of Khun Tan, this week's visits, and what was said at the last."""

from datetime import date, time
from decimal import Decimal

from debt_followup.models import DebtCase, DebtContact, DebtTeam, TeamMember
from debt_followup.rules.cases import CaseState
from debt_followup.rules.teams import TeamKind
from debt_followup.rules.visits import Channel, Met, Outcome
from debt_followup.services.cases import check_evidence, follow_cases
from debt_followup.services.teams import add_member, set_up_teams
from debt_followup.services.visits import record_contact
from debt_followup.services.weeks import plan_visits
from loans.models import Contract
from reports.demo import old_debts, people
from reports.demo.progress import photograph

ON = old_debts.TAKEN_IN_ON  # a Monday
FROM_ON, VISITED_ON = date(2018, 9, 3), date(2018, 9, 28)
HELPERS = (("นางสายทอง ใจเครือข่าย", "ประธานคณะกรรมการสตรีตำบลยางฮอม"), ("นางบัวผัน ศรีเครือข่าย", "คณะทำงานขับเคลื่อนฯ ตำบล"))
DEBTORS = ("101/2557", "102/2557", "103/2557", "104/2557", "107/2557", "108/2557")
VISITED = 2  # of them, last Friday


def play() -> None:
    """Set up the teams, open the cases, plan the week and record two visits; harmless when played before."""
    if DebtContact.objects.filter(province=people.PROVINCE).exists():
        return
    users = people.read().users
    in_force = Contract.objects.filter(province=people.PROVINCE, state=Contract.State.IN_FORCE)
    follow_cases(contract_ids=in_force.values_list("pk", flat=True), on=ON)
    visitor, helper = _teams(users)
    old = DebtCase.objects.filter(province=people.PROVINCE, contract__register_number__in=DEBTORS)
    cases = list(old.filter(state=CaseState.OPENED).order_by("contract__register_number"))
    for case in cases:
        check_evidence(case=case, by=users["debt"], on=ON)
    outcomes = (
        {"outcome": Outcome.PROMISED, "promise_on": date(2018, 10, 5), "promise_amount": Decimal("5000.00")},
        {"outcome": Outcome.CANNOT_PAY, "note": "รายได้ลดลง ขอคำปรึกษาเรื่องปรับโครงสร้างหนี้"},
    )
    for number, (case, said) in enumerate(zip(cases[:VISITED], outcomes, strict=False)):
        record_contact(
            contract=case.contract,
            channel=Channel.VISIT,
            happened_on=VISITED_ON,
            at=time(10 + number, 30),
            is_demand=True,
            met=Met.DEBTOR,
            party=case.contract.parties.order_by("position").first(),
            photo=photograph(number=7 + number),
            by=users["debt"],
            on=ON,
            **said,
        )
    if left := cases[VISITED:]:
        plan_visits(
            amphoe=left[0].amphoe,
            week_on=ON,
            day=ON,
            cases=left,
            visitor=visitor,
            helper=helper,
            by=users["debt"],
            on=ON,
        )


def _teams(users: dict) -> tuple[TeamMember, TeamMember]:
    """Fill the teams: the officers by their log-ins, the network by name; who visits and who helps in Khun Tan."""
    set_up_teams(province=people.PROVINCE)
    teams = {team.kind: team for team in DebtTeam.objects.filter(province=people.PROVINCE, amphoe=None)}
    teams[TeamKind.FIELD] = DebtTeam.objects.get(kind=TeamKind.FIELD, amphoe=people.KHUN_TAN)
    leads = {TeamKind.MANAGEMENT: "chief", TeamKind.MOBILE: "accountant", TeamKind.EVIDENCE: "secretary"}
    leads[TeamKind.FIELD] = "khuntan"
    for kind, login in leads.items():
        add_member(team=teams[kind], name="", user=users[login], from_on=FROM_ON, is_lead=True, by=users["chief"])
    visitor = add_member(team=teams[TeamKind.FIELD], name="", user=users["debt"], from_on=FROM_ON, by=users["chief"])
    helpers = [
        add_member(
            team=teams[TeamKind.NETWORK], name=name, position=position, telephone="081-000-0000", from_on=FROM_ON,
            is_lead=not at, by=users["chief"],
        )
        for at, (name, position) in enumerate(HELPERS)
    ]  # fmt: skip
    return visitor, helpers[0]
