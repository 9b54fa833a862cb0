"""A province's repayments driven at random: whatever comes in which order, register, ledger and receipts agree."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from loans.models import Contract
from projects.rules import State
from repayments import selectors, services
from repayments.models import Allocation, BankLine, Receipt
from tests.repayments.factories import bank_file, contracts_in_force, paid
from tests.scenario import kept_for_module
from thai.refusals import Refusal
from treasury import chart
from treasury import selectors as books
from treasury import services as treasury
from treasury.models import JournalEntry, MonthClose, Posting

contracts = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers")
BEGINS_ON, FAR_OFF = date(2018, 7, 2), date(2030, 12, 31)
AMOUNTS = st.sampled_from(["0.01", "999.99", "30000.00", "52515.07", "110000.00", "230000.00"])


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


class Repayments(RuleBasedStateMachine):
    """Lines come in, receipts are issued, days pass, months are closed and opened again; in any order."""

    people, keys = None, ()
    lines = Bundle("lines")

    @initialize()
    def begin(self):
        self.story = transaction.atomic()
        self.story.__enter__()
        self.today, self.files = BEGINS_ON, 0
        self.by, self.chief = self.people.users["accountant"], self.people.users["chief"]

    def teardown(self):
        if hasattr(self, "story"):
            transaction.set_rollback(True)
            self.story.__exit__(None, None, None)

    # -- what people do ------------------------------------------------------------------------------------------------
    @rule(target=lines, which=st.sampled_from([0, 1]), ago=st.integers(0, 150), hour=st.integers(8, 10), amount=AMOUNTS)
    def a_line_comes_in(self, which, ago, hour, amount):
        contract = Contract.objects.get(pk=self.keys[which])
        value_on = max(self.today - timedelta(days=ago), contract.contract_on)
        self.files += 1
        row = paid(contract, amount, on=value_on, at=time(hour, self.files % 60))
        found = services.import_bank_file(name=f"{self.files}.txt", content=bank_file(row), by=self.by, on=self.today)
        return BankLine.objects.get(file=found.file).pk

    @rule(line=lines)
    def its_receipt_is_issued(self, line):
        self._try(services.issue_receipts, province="57", line_ids=[line], by=self.by, on=self.today)

    @rule()
    def all_receipts_are_issued(self):
        services.issue_receipts(province="57", by=self.by, on=self.today)

    @rule(line=lines, days=st.sampled_from([0, 40, 700]))
    def everything_is_paid_and_time_passes(self, line, days):
        contract = BankLine.objects.get(pk=line).contract
        if contract is None or contract.state != Contract.State.IN_FORCE:
            return
        self.a_line_comes_in(self.keys.index(contract.pk), 0, 9, "230000.00")
        self.all_receipts_are_issued()
        self.days_pass(days)

    @rule(line=lines)
    def a_line_is_put_on_hold(self, line):
        self._try(services.hold_line, line=BankLine(pk=line), reason="รอหลักฐาน", by=self.by)

    @rule(days=st.sampled_from([1, 5, 30, 180, 700]))
    def days_pass(self, days):
        self.today += timedelta(days=days)

    @rule(which=st.sampled_from([0, 1]))
    def credits_are_applied(self, which):
        services.replay(contract=Contract.objects.get(pk=self.keys[which]), on=self.today, by=None)

    @rule(months=st.sampled_from([1, 6, 24]))
    def months_are_closed(self, months):
        waiting = books.open_months(province="57", until=self.today)
        for month in waiting[:months]:
            self._try(treasury.remit_month, province="57", month_on=month, on=self.today, by=self.by)
            self._try(treasury.close_month, province="57", month_on=month, on=self.today, by=self.by)

    @precondition(lambda self: MonthClose.objects.exclude(state="REOPENED").exists())
    @rule()
    def the_last_month_is_opened_again(self):
        last = MonthClose.objects.exclude(state="REOPENED").order_by("-month_on").first()
        treasury.reopen_month(province="57", month_on=last.month_on, by=self.chief, on=self.today, reason="แก้ไขรายการ")

    @staticmethod
    def _try(command, **given):
        try:
            with transaction.atomic():
                command(**given)
        except Refusal:
            pass

    # -- what holds after every step -----------------------------------------------------------------------------------
    @invariant()
    def every_entry_balances(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert not Posting.objects.values("entry").annotate(total=Sum("amount")).exclude(total=0).exists()

    @invariant()
    def the_register_of_a_contract_is_its_ledger(self):
        for key in self.keys:
            paid_of = dict(
                Allocation.objects.filter(pk__in=[row.pk for row in selectors.current_allocations([key])])
                .order_by()
                .values_list("component")
                .annotate(total=Sum("amount"))
            )
            contract = Contract.objects.get(pk=key)
            assert contract.principal - paid_of.get("PRINCIPAL", 0) == self._held(chart.LOANS, key)
            assert -paid_of.get("CREDIT", 0) == self._held(chart.BORROWER_CREDIT, key)
            assert -paid_of.get("CONTRACT_INTEREST", 0) == self._held(chart.CONTRACT_INTEREST, key)
            assert -paid_of.get("DEFAULT_INTEREST", 0) == self._held(chart.DEFAULT_INTEREST, key)

    @invariant()
    def what_a_receipt_paid_is_its_amount(self):
        for key in self.keys:
            sums: dict[int, Decimal] = {}
            for row in selectors.current_allocations([key]):
                sums[row.receipt_id] = sums.get(row.receipt_id, Decimal(0)) + row.amount
            assert sums == dict(Receipt.objects.filter(contract=key).values_list("pk", "amount"))

    @invariant()
    def the_bank_holds_its_lines_and_suspense_those_without_receipt(self):
        lines = BankLine.objects.aggregate(total=Sum("amount", default=0))["total"]
        waiting = BankLine.objects.exclude(state="RECEIPTED").aggregate(total=Sum("amount", default=0))["total"]
        booked = Posting.objects.filter(entry__kind="UNMATCHED", account=chart.BANK)
        assert booked.aggregate(total=Sum("amount", default=0))["total"] == lines
        assert books.balance(province="57", account=chart.SUSPENSE, as_of=FAR_OFF) == -waiting

    @invariant()
    def what_was_remitted_was_received_once(self):
        received = Receipt.objects.aggregate(total=Sum("amount", default=0))["total"]
        remitted = Posting.objects.filter(entry__kind="REMITTANCE", account=chart.TREASURY_DEPOSIT)
        assert remitted.aggregate(total=Sum("amount", default=0))["total"] <= received
        assert books.balance(province="57", account=chart.BANK, as_of=FAR_OFF) >= 0

    @invariant()
    def closed_months_stay_as_they_were_closed(self):
        for close in MonthClose.objects.exclude(state="REOPENED"):
            trial = books.trial_balance(province="57", from_on=close.month_on, to_on=books.period_of(close.month_on)[1])
            seen = self.__dict__.setdefault("closed", {}).setdefault(close.pk, trial)
            assert trial == seen

    @invariant()
    def a_replay_on_the_same_day_changes_nothing(self):
        for key in self.keys:
            contract = Contract.objects.get(pk=key)
            services.replay(contract=contract, on=self.today, by=None)
            counted = Allocation.objects.count(), JournalEntry.objects.count()
            assert not services.replay(contract=contract, on=self.today, by=None).changes
            assert (Allocation.objects.count(), JournalEntry.objects.count()) == counted

    @invariant()
    def a_contract_is_closed_when_and_only_when_nothing_is_owed(self):
        for key in self.keys:  # as every day's work does with credits
            services.replay(contract=Contract.objects.get(pk=key), on=self.today, by=None)
        for contract in Contract.objects.filter(pk__in=self.keys).select_related("proposal"):
            owed = selectors.standing(contract=contract, as_of=self.today)
            assert (contract.state == Contract.State.CLOSED) == owed.is_paid_off
            assert (contract.proposal.state == State.CLOSED) == owed.is_paid_off

    def _held(self, account, key):
        party = f"contract:{key}"
        return books.party_balances(account=account, parties=[party], as_of=FAR_OFF)[party]


def test_whatever_comes_in_which_order_register_ledger_and_receipts_agree(people, contracts):
    Repayments.people, Repayments.keys = people, [contract.pk for contract in contracts]
    run_state_machine_as_test(
        Repayments,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            phases=[Phase.generate],  # add shrinking to look for the shortest story; it takes minutes
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
