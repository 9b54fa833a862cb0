"""Default interest waived by a resolution of the province, approved by a second person, told to the debtors."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from debt_followup import selectors, services
from debt_followup.models import Waiver
from debt_followup.rules.acts import WAIVER, WaiverState
from debt_followup.rules.machines import StepNotOpen
from debt_followup.services.waivers import OwnWaiver, WaiverRefused
from documents.models import Document
from loans.selectors import events_of
from repayments.selectors import standing
from reports.selectors.tasks import tasks
from tests.repayments import factories

ON = date(2018, 9, 30)
DECIDED = date(2018, 9, 20)
pytestmark = pytest.mark.usefixtures("db", "blank_papers")


@pytest.fixture
def blank_papers():
    patch = factories.quick_papers()
    yield
    patch.undo()


@pytest.fixture
def by(people):
    return people.users["secretary"]


@pytest.fixture
def chief(people):
    return people.users["chief"]


def asked(contract, by, amount="300.00", **changed):
    given = {"decision_number": "อกส.จ. 9/2561", "decided_on": DECIDED, "reason": "น้ำท่วมพื้นที่"}
    return services.ask_waiver(contract=contract, amount=Decimal(amount), by=by, on=ON, **given | changed)


def owed(contract, on=ON):
    return standing(contract=contract, as_of=on)


def test_what_the_province_resolved_is_waived_by_the_second_persons_hand_and_never_principal(loans, by, chief):
    contract = loans[2]
    before = owed(contract)
    row = asked(contract, by)
    assert owed(contract).default_interest == before.default_interest
    with pytest.raises(OwnWaiver, match="ผู้เสนอพิจารณาเองไม่ได้"):
        services.approve_waiver(waiver=row, by=by, on=ON)
    row = services.approve_waiver(waiver=row, by=chief, on=ON)
    after = owed(contract)
    assert before.default_interest - after.default_interest == Decimal("300.00")
    assert (after.principal, after.contract_interest) == (before.principal, before.contract_interest)
    [event] = events_of([contract.pk])[contract.pk]
    assert (event.kind, event.amount, event.effective_on, event.decision_number) == (
        "WAIVED",
        Decimal("300.00"),
        DECIDED,
        "อกส.จ. 9/2561",
    )
    letters = Document.objects.filter(kind=Document.Kind.WAIVER_LETTER)
    assert {one.addressee for one in letters} == {one.name for one in contract.parties.all()}
    assert len({one.number for one in letters}) == 1
    assert letters[0].context["balance"]["default_interest"] == str(after.default_interest)


def test_withdrawn_by_a_later_resolution_the_default_interest_is_owed_again(loans, by, chief):
    contract = loans[2]
    before = owed(contract).default_interest
    row = services.approve_waiver(waiver=asked(contract, by), by=chief, on=ON)
    with pytest.raises(StepNotOpen, match="เพิกถอน"):
        services.withdraw_waiver(waiver=row, by=chief, on=ON)
    row = services.ask_withdrawal(waiver=row, decision_number="อกส.จ. 12/2561", reason="มติผิดราย", by=by, on=ON)
    with pytest.raises(OwnWaiver):
        services.withdraw_waiver(waiver=row, by=by, on=ON)
    row = services.withdraw_waiver(waiver=row, by=chief, on=ON)
    assert row.state == WaiverState.WITHDRAWN
    assert owed(contract).default_interest == before
    assert not events_of([contract.pk])
    assert Document.objects.filter(context__is_withdrawn=True).exists()


def test_no_more_than_the_default_interest_that_is_owed_can_be_waived(loans, by):
    most = selectors.waivable(loans[2], on=DECIDED)
    with pytest.raises(WaiverRefused, match="งดเงินต้นและดอกเบี้ยไม่ได้"):
        asked(loans[2], by, str(most + Decimal("0.01")))
    with pytest.raises(WaiverRefused, match="เลขที่มติ"):
        asked(loans[2], by, decision_number=" ")
    with pytest.raises(WaiverRefused, match="ไม่หลังวันนี้"):
        asked(loans[2], by, decided_on=date(2018, 10, 1))
    asked(loans[2], by, str(most))
    with pytest.raises(WaiverRefused, match="รอพิจารณา"):
        asked(loans[2], by)


def test_the_resolution_stays_as_it_was_and_the_database_takes_no_other_step(loans, by, chief):
    row = asked(loans[2], by)
    for change in ({"amount": 1}, {"state": "WITHDRAWN"}, {"state": "APPROVED", "decided_by": by}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Waiver.objects.filter(pk=row.pk).update(**change)
    services.refuse_waiver(waiver=row, by=chief, on=ON, note="ยอดไม่ตรงมติ")
    with pytest.raises(StepNotOpen):
        services.approve_waiver(waiver=row, by=chief, on=ON)
    assert "'ASKED>WITHDRAWN'" not in WAIVER.edges_sql()


def test_it_is_asked_decided_and_shown_on_the_pages(loans, by, chief, log_in, business_date):
    business_date(ON)
    contract = loans[2]
    client = log_in("secretary")
    ask = reverse("debt_followup:ask_waiver", args=[contract.pk])
    assert ask in client.get(reverse("debt_followup:debtor", args=[contract.pk])).content.decode()
    sent = {"amount": "250", "decision_number": "9/2561", "decided_on": "20/9/2561", "reason": "ภัยแล้ง"}
    page = client.post(ask, sent)["Location"]
    row = Waiver.objects.get()
    assert "การงดหรือลดเบี้ยปรับรออนุมัติ" in [task.title for task in tasks(user=chief, on=ON)]
    client = log_in("chief")
    assert "อนุมัติตามมติ" in client.get(page).content.decode()
    client.post(reverse("debt_followup:approve_waiver", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == WaiverState.APPROVED
    assert "9/2561" in client.get(reverse("debt_followup:waivers")).content.decode()
    said = client.get(reverse("debt_followup:debtor", args=[contract.pk])).content.decode()
    assert "250.00" in said
    ledger = client.get(reverse("repayments:ledger", args=[contract.pk])).content.decode()
    assert "<s>250.00</s>" in ledger
    assert "9/2561" in ledger
    withdraw = reverse("debt_followup:ask_waiver_withdrawal", args=[row.pk])
    assert log_in("secretary").post(withdraw, {"decision_number": "12/2561", "reason": "ผิดราย"}).status_code == 302
    assert log_in("debt").get(ask).status_code == 403
