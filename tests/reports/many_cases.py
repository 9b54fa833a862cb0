"""What the pages of the debt teams show: a case with its team, a week's plan, a visit with a promise, and many more."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from debt_followup.models import CaseHandOver, DebtCase, DebtTeam
from debt_followup.rules.visits import Channel, Met, Outcome
from debt_followup.services import cases, teams, visits, weeks
from reports.demo.progress import photograph

ON = date(2018, 9, 30)
MONDAY = date(2018, 9, 24)


class Cases:
    """The case of a debtor who was visited once and is to be visited again, and the team that goes."""

    def __init__(self, province) -> None:
        users, debtor = province.users, province.debtor
        cases.follow_cases(contract_ids=[debtor.pk], on=ON)
        case = DebtCase.objects.get(contract=debtor)
        self.case = cases.check_evidence(case=case, by=users["debt"], on=ON)
        self.team = DebtTeam.objects.get(kind="FIELD", amphoe=debtor.amphoe_id)
        network = DebtTeam.objects.get(kind="NETWORK", province="57")
        self.member = teams.add_member(
            team=self.team, name="", user=users["debt"], from_on=MONDAY, is_lead=True, by=users["chief"]
        )
        self.helper = teams.add_member(
            team=network, name="นางเครือข่าย ตัวอย่าง", telephone="0810000000", from_on=MONDAY, by=users["chief"]
        )
        self.amphoe = debtor.amphoe_id
        [self.visit] = weeks.plan_visits(
            amphoe=debtor.amphoe, week_on=MONDAY, day=ON, cases=[self.case], visitor=self.member, helper=self.helper,
            by=users["debt"], on=ON,
        )  # fmt: skip
        self.contact = visits.record_contact(
            contract=debtor,
            channel=Channel.VISIT,
            happened_on=date(2018, 9, 27),
            at=time(10),
            is_demand=True,
            met=Met.DEBTOR,
            party=debtor.parties.order_by("position").first(),
            outcome=Outcome.PROMISED,
            promise_on=date(2018, 9, 28),
            promise_amount=Decimal("5000.00"),
            photo=photograph(number=4),
            place=(Decimal("19.912345"), Decimal("99.841234")),
            by=users["debt"],
            on=ON,
        )
        self.death = visits.record_contact(
            contract=debtor,
            channel=Channel.VISIT,
            happened_on=date(2018, 9, 27),
            at=time(11),
            is_demand=False,
            met=Met.HOUSEHOLD,
            met_name="บุตร",
            outcome=Outcome.DEAD,
            deceased=debtor.parties.order_by("position").last(),
            by=users["debt"],
            on=ON,
        )
        self.hand_over = CaseHandOver.objects.get(case=self.case)

    def grow(self, numbers: range, alike: Callable, contracts: list) -> None:
        """Add so many members, cases without a plan, half as many planned visits, contacts and hand-overs."""
        alike(self.member, numbers, user_id=lambda n: None, is_lead=lambda n: False, name=lambda n: f"สมาชิกทีมที่ {n}")
        alike(self.hand_over, numbers)
        waiting = self._cases(numbers, contracts, alike)
        half = len(waiting) // 2
        alike(self.visit, range(half), case_id=lambda n: waiting[n].pk)
        alike(self.contact, numbers, override_reason=lambda n: "ลูกหนี้ขอให้โทรกลับ")
        told = {"party_id": lambda n: None, "met": lambda n: "NOBODY", "is_demand": lambda n: False}
        told |= {"outcome": lambda n: "NOT_MET", "promise_on": lambda n: None, "promise_amount": lambda n: None}
        elsewhere = {"contract_id": lambda n: waiting[n].contract_id, "case_id": lambda n: waiting[n].pk}
        alike(self.contact, range(len(waiting)), **elsewhere, **told)
        alike(self.death, range(len(waiting)), **elsewhere, deceased_id=lambda n: None)

    def _cases(self, numbers: range, contracts: list, alike: Callable) -> list[DebtCase]:
        of = {n: contracts[n - numbers.start].pk for n in numbers}
        return alike(self.case, numbers, contract_id=lambda n: of[n], state=lambda n: "OPENED")
