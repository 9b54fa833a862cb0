"""Contracts from the transfer to the last baht, driven at random beside a model without a database.

The model knows only the rules: who was lent what on which day, and which lines of the bank are receipted. After every
step all that the system keeps is held against it: allocations, ledger, registers, and the balances read at once.
"""

import random
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from areas.selectors import business_calendar
from loans.models import Contract
from loans.rules import propose_due_dates, schedule
from loans.selectors import schedule_of
from repayments import rules, selectors, services
from repayments.models import BankLine, Receipt, StaleCourse
from repayments.rules import Component, Payment, Terms
from repayments.selectors.portfolio import balance_of
from tests.loans import factories as loans
from tests.repayments.factories import bank_file, paid, quick_papers
from tests.scenario import kept_for_module
from thai.refusals import Refusal
from treasury import chart
from treasury import selectors as books
from treasury import services as treasury
from treasury.models import JournalEntry, MonthClose, Posting

signed = kept_for_module(lambda: _play())
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db", "blank_paper")]
FAR_OFF = date(2030, 12, 31)
TERMS = Terms(annual_rate=Decimal("0.03"), early_days=31)
AMOUNTS = st.sampled_from(["0.01", "999.99", "30000.00", "52515.07", "110000.00", "230000.00"])
ACCOUNTS = {
    Component.PRINCIPAL: chart.LOANS,
    Component.CONTRACT_INTEREST: chart.CONTRACT_INTEREST,
    Component.DEFAULT_INTEREST: chart.DEFAULT_INTEREST,
}


def _play():
    from reports.demo import people

    found = people.read()
    patch = quick_papers()
    try:
        made = [loans.a_complete_contract(found, group=group) for group in (1, 2, 3)]
        loans.capital(found)
    finally:
        patch.undo()
    return [contract.pk for contract in made]


@pytest.fixture
def blank_paper():
    patch = quick_papers()
    yield
    patch.undo()


@dataclass
class Lent:
    """One contract of the model: its schedule, and the lines of the bank that are receipted for it."""

    schedule: tuple
    principal: Decimal
    lines: dict = field(default_factory=dict)  # line -> Payment

    def allocation(self, on, dice=None):
        payments = list(self.lines.values())
        if dice is not None:
            dice.shuffle(payments)
        last = max([on, *(payment.value_on for payment in payments)])
        return rules.allocate(instalments=self.schedule, payments=payments, as_of=last, terms=TERMS)


class WholeLife(RuleBasedStateMachine):
    """Disburse, pay in any order and on any day, receipt, reverse, match again, close, reopen."""

    people, keys = None, ()

    @initialize()
    def begin(self):
        self.story = transaction.atomic()
        self.story.__enter__()
        self.today, self.files = loans.TRANSFER_ON, 0
        self.dice = random.Random(0)
        self.by, self.chief = self.people.users["accountant"], self.people.users["chief"]
        self.is_open = business_calendar(province="57")
        self.lent: dict[int, Lent] = {}
        self.waiting: dict[int, Decimal] = {}  # lines that are not receipted
        self.disburse(which=0)

    def teardown(self):
        if hasattr(self, "story"):
            transaction.set_rollback(True)
            self.story.__exit__(None, None, None)

    # -- what people do ------------------------------------------------------------------------------------------------
    @rule(which=st.sampled_from([0, 1, 2]))
    def disburse(self, which):
        key = self.keys[which]
        if key in self.lent:
            return
        while not self.is_open(self.today):
            self.today += timedelta(days=1)
        Contract.objects.filter(pk=key).update(planned_transfer_on=self.today)  # as if prepared for the day
        contract = Contract.objects.get(pk=key)
        batch = loans.a_batch(self.people, [contract], transfer_on=self.today, on=self.today)
        if not self._done(loans.services.approve_transfer, batch=batch, by=self.chief, on=self.today):
            return
        due = propose_due_dates(disbursed_on=self.today, instalments=4, months_between=6)
        self.lent[key] = Lent(
            principal=contract.principal,
            schedule=schedule(
                principal=contract.principal,
                annual_rate=TERMS.annual_rate,
                disbursed_on=self.today,
                due_dates=due,
                is_business_day=self.is_open,
            ),
        )

    @rule(which=st.integers(0, 2), ago=st.integers(0, 200), hour=st.integers(8, 10), amount=AMOUNTS)
    def money_comes_in(self, which, ago, hour, amount):
        key = sorted(self.lent)[which % len(self.lent)]
        contract = Contract.objects.get(pk=key)
        self.files += 1
        row = paid(
            contract,
            amount,
            on=max(self.today - timedelta(days=ago), contract.contract_on),
            at=time(hour, self.files % 60),
        )
        found = services.import_bank_file(name=f"{self.files}.txt", content=bank_file(row), by=self.by, on=self.today)
        self.waiting[BankLine.objects.get(file=found.file).pk] = Decimal(amount)

    @rule()
    def everything_matched_is_receipted(self):
        for receipt in services.record_receipts(province="57", by=self.by, on=self.today):
            line = BankLine.objects.get(pk=receipt.bank_line_id)
            del self.waiting[line.pk]
            name = selectors.line_id(line.identity, line.occurrence)
            payment = Payment(line.value_on, line.time, name, line.amount)
            self.lent[receipt.contract_id].lines[line.pk] = payment

    @precondition(lambda self: Receipt.objects.in_force().exists())
    @rule(which=st.integers(0, 20))
    def a_receipt_is_taken_back(self, which):
        found = list(Receipt.objects.in_force().order_by("pk"))
        receipt = found[which % len(found)]
        asked = services.ask_reversal(receipt=receipt, reason="ผิดสัญญา", by=self.by, on=self.today)
        assert not self._done(services.approve_reversal, reversal=asked, by=self.by, on=self.today)  # not by oneself
        if self._done(services.approve_reversal, reversal=asked, by=self.chief, on=self.today):
            line = receipt.bank_line_id
            self.waiting[line] = self.lent[receipt.contract_id].lines.pop(line).amount

    @precondition(lambda self: self.waiting)
    @rule(which=st.integers(0, 20), whose=st.integers(0, 2))
    def a_waiting_line_is_given_to_a_contract(self, which, whose):
        line = BankLine.objects.get(pk=sorted(self.waiting)[which % len(self.waiting)])
        contract = Contract.objects.get(pk=sorted(self.lent)[whose % len(self.lent)])
        if line.value_on >= contract.contract_on:
            self._done(services.match_line, line=line, contract=contract, reason="หลักฐานตรง", by=self.by)

    @rule(days=st.sampled_from([1, 20, 180, 700]))
    def days_pass(self, days):
        self.today += timedelta(days=days)

    @rule(months=st.sampled_from([1, 6, 24]))
    def months_are_closed(self, months):
        for month in books.open_months(province="57", until=self.today)[:months]:
            self._done(treasury.remit_month, province="57", month_on=month, on=self.today, by=self.by)
            self._done(treasury.close_month, province="57", month_on=month, on=self.today, by=self.by)

    @precondition(lambda self: MonthClose.objects.exclude(state="REOPENED").exists())
    @rule()
    def the_last_month_is_opened_again(self):
        last = MonthClose.objects.exclude(state="REOPENED").order_by("-month_on").first()
        self._done(
            treasury.reopen_month, province="57", month_on=last.month_on, by=self.chief, on=self.today, reason="แก้ไข"
        )

    @staticmethod
    def _done(command, **given):
        try:
            with transaction.atomic():
                command(**given)
        except Refusal:
            return False
        return True

    # -- what holds after every step -----------------------------------------------------------------------------------
    @invariant()
    def entries_balance(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert not Posting.objects.values("entry").annotate(total=Sum("amount")).exclude(total=0).exists()

    @invariant()
    def the_schedule_is_that_of_the_rules(self):
        for key, lent in self.lent.items():
            assert schedule_of(Contract.objects.get(pk=key)) == lent.schedule

    @invariant()
    def a_replay_in_any_order_gives_one_result(self):
        for lent in self.lent.values():
            assert lent.allocation(self.today, self.dice) == lent.allocation(self.today)

    @invariant()
    def what_is_kept_is_what_the_model_says(self):
        for key, lent in self.lent.items():  # as every day's work does with credits
            services.replay(contract=Contract.objects.get(pk=key), on=self.today, by=None)
            found = lent.allocation(self.today)
            rows = selectors.current_allocations([key])
            paid_of = {one: sum((row.amount for row in rows if row.component == one), Decimal(0)) for one in Component}
            for component in Component:
                assert paid_of[component] == sum((one.paid(component) for one in found.payments), Decimal(0))
            for component, account in ACCOUNTS.items():
                lent_out = lent.principal if component == Component.PRINCIPAL else Decimal(0)
                assert self._held(account, key) == lent_out - paid_of[component]
            assert self._held(chart.BORROWER_CREDIT, key) == -found.credit
            sums: dict[int, Decimal] = {}
            for row in rows:
                sums[row.receipt_id] = sums.get(row.receipt_id, Decimal(0)) + row.amount
            assert sums == dict(Receipt.objects.in_force().filter(contract=key).values_list("pk", "amount"))
            assert (Contract.objects.get(pk=key).state == "CLOSED") == found.is_paid_off

    @invariant()
    def the_register_of_the_bank_is_its_ledger(self):
        lines = BankLine.objects.aggregate(total=Sum("amount", default=0))["total"]
        booked = Posting.objects.filter(entry__kind="UNMATCHED", account=chart.BANK)
        assert booked.aggregate(total=Sum("amount", default=0))["total"] == lines
        suspense = books.balance(province="57", account=chart.SUSPENSE, as_of=FAR_OFF)
        assert suspense == -sum(self.waiting.values(), Decimal(0))

    @invariant()
    def what_is_read_at_once_is_what_each_replay_says(self):
        assert not StaleCourse.objects.filter(contract__in=[*self.lent]).exclude(contract__receipts=None).exists()
        first = min(Contract.objects.filter(pk__in=[*self.lent]).values_list("contract_on", flat=True))
        span = (self.today - first).days
        for on in (self.today, first + timedelta(days=self.dice.randrange(span + 400))):
            contracts = list(Contract.objects.filter(pk__in=[*self.lent], contract_on__lte=on))
            alone = {key: balance_of(one) for key, one in selectors.standings(contracts=contracts, as_of=on).items()}
            assert selectors.balances_of([*self.lent], as_of=on) == alone

    @invariant()
    def numbers_have_no_gap(self):
        for rows, year, number in (
            (Receipt.objects, "fiscal_year_be", "number"),
            (JournalEntry.objects.filter(province="57"), "year_be", "number"),
        ):
            found: dict[int, list[int]] = {}
            for one_year, one in rows.order_by().values_list(year, number):
                found.setdefault(one_year, []).append(one)
            assert all(sorted(ones) == list(range(1, len(ones) + 1)) for ones in found.values())

    def _held(self, account, key):
        party = f"contract:{key}"
        return books.party_balances(account=account, parties=[party], as_of=FAR_OFF)[party]


def test_from_the_transfer_to_the_last_baht_everything_kept_is_what_the_rules_say(people, signed):
    WholeLife.people, WholeLife.keys = people, signed
    run_state_machine_as_test(
        WholeLife,
        settings=settings(
            max_examples=6,
            stateful_step_count=14,
            phases=[Phase.generate],  # add shrinking to look for the shortest story; it takes minutes
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
