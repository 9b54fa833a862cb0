"""Whose property is in the hands of a receiver signs nothing that acknowledges the debt; the receiver is named."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from debt_followup import services
from debt_followup.rules import acknowledgements as stated
from debt_followup.rules.restructuring import Stage
from debt_followup.selectors import restructurings as selectors
from debt_followup.selectors.legal import deaths
from debt_followup.selectors.restructurings import restructured
from debt_followup.services import memoranda
from debt_followup.services.restructurings import NotASigner
from members.models import Member
from tests.debt_followup import restructured as steps
from tests.debt_followup.test_legal_files import ON, day, heir, opened

RECEIVER = "เจ้าพนักงานพิทักษ์ทรัพย์จังหวัดเชียงราย"


@pytest.fixture
def by(people, quick_papers):
    return people.users["secretary"]


@pytest.fixture
def contract(loans):
    return loans[2]


@pytest.fixture
def bankrupt(contract, by):
    """Open the bankruptcy file of the representative, with her receiver."""
    file = opened(contract, by, "BANKRUPTCY")
    day(file, "RECEIVERSHIP", date(2018, 8, 30), by)
    heir(file, by, role="RECEIVER", name=RECEIVER, standing="คำสั่งศาล ล. 12/2561")
    return file


def acknowledged(contract, by, party):
    return services.prepare_acknowledgement(
        contract=contract, parties=[party.pk], count=1, first_due_on=date(2018, 11, 5), months_between=1,
        place="ที่นี่", by=by, on=ON,
    )  # fmt: skip


@pytest.mark.requirement("R-ACK-01")
def test_she_neither_acknowledges_nor_applies_and_the_receiver_is_named(people, contract, bankrupt, by):
    for act in (lambda: acknowledged(contract, by, bankrupt.party), lambda: steps.applied(people, contract)):
        with pytest.raises(stated.UnderReceivership, match=RECEIVER):
            act()


def test_who_shares_her_debt_signs_without_her(people, contract, bankrupt):
    signers = selectors.signers_of(contract, on=ON)
    assert bankrupt.party not in signers.parties
    assert len(signers.parties) == contract.parties.count() - 1


def test_when_her_file_is_closed_she_signs_again(contract, bankrupt, by):
    services.close_file(file=bankrupt, reason="ศาลยกเลิกการล้มละลาย", by=by, on=ON)
    assert acknowledged(contract, by, bankrupt.party).signers.count() == 1


def test_what_she_signed_before_the_order_is_registered_and_what_she_signs_after_it_is_not(people, contract, by):
    row = steps.prepared(people, contract)
    line = row.signers.get(party=contract.parties.first())
    file = opened(contract, by, "BANKRUPTCY", on=date(2018, 10, 10))
    with pytest.raises(stated.UnderReceivership, match="ยังไม่ได้ระบุในแฟ้มคดี"):
        _signed(people, row, line, ON)
    day(file, "RECEIVERSHIP", date(2018, 10, 5), by, today=date(2018, 10, 10))
    with pytest.raises(stated.UnderReceivership):
        _signed(people, row, line, date(2018, 10, 5))
    _signed(people, row, line, ON)


def _signed(people, row, line, on):
    today = date(2018, 10, 11)
    return memoranda.sign(restructuring=row, signer=line.pk, signed_on=on, by=people.users["phan"], on=today)


def test_the_forms_do_not_offer_her_and_say_why(contract, bankrupt, log_in, business_date):
    business_date(ON)
    client, other = log_in("phan"), contract.parties.last()
    for name in ("acknowledge", "apply_restructuring"):
        page = client.get(reverse(f"debt_followup:{name}", args=[contract.pk])).content.decode()
        assert RECEIVER in page, name
        assert f'value="{bankrupt.party_id}"' not in page, name
        assert f'value="{other.pk}"' in page, name


@pytest.mark.requirement("R-ACK-02")
def test_the_page_of_a_barred_debt_asks_nothing_below_its_refusal(contract, log_in, business_date):
    business_date(date(2026, 1, 15))
    client = log_in("secretary")
    page = client.get(reverse("debt_followup:acknowledge", args=[contract.pk])).content.decode()
    assert "ขาดอายุความแล้ว" in page
    assert 'name="count"' not in page
    assert "แผนชำระและประมาณการ" not in page
    accepted = client.get(reverse("debt_followup:accept_liability", args=[contract.pk])).content.decode()
    assert 'name="count"' in accepted


# -- a death, by its day -----------------------------------------------------------------------------------------------
LATER = date(2018, 10, 10)


def died(contract, by, *, on):
    return day(opened(contract, by, "DEATH", on=LATER), "DIED", on, by, today=LATER)


def test_what_she_signed_while_she_lived_is_registered_and_nothing_after_her_death(people, contract, by):
    row = steps.prepared(people, contract)
    line = row.signers.get(party=contract.parties.first())
    file = opened(contract, by, "DEATH", on=LATER)
    with pytest.raises(stated.NoSigner, match="เสียชีวิตแล้ว"):
        _signed(people, row, line, ON)  # nobody said yet on which day she died
    day(file, "DIED", date(2018, 10, 3), by, today=LATER)
    with pytest.raises(stated.NoSigner, match="เสียชีวิตแล้ว"):
        _signed(people, row, line, date(2018, 10, 4))
    assert _signed(people, row, line, date(2018, 10, 2)).signers.get(pk=line.pk).signed_on == date(2018, 10, 2)


def test_the_day_of_her_death_is_that_of_her_file_and_else_that_of_the_register(contract, by):
    she = contract.parties.first()
    Member.objects.filter(pk=she.member_id).update(status="DECEASED", status_since_on=date(2018, 9, 1))
    assert deaths([contract.pk]) == {she.pk: stated.Death(date(2018, 9, 1))}
    died(contract, by, on=date(2018, 9, 5))
    assert deaths([contract.pk]) == {she.pk: stated.Death(date(2018, 9, 5))}


def test_a_memorandum_for_a_day_before_her_death_that_is_printed_after_it_has_no_line_for_her(people, contract, by):
    row = steps.decided(people, contract)
    died(contract, by, on=date(2018, 10, 3))
    row = memoranda.prepare_memorandum(restructuring=row, agreed_on=ON, by=people.users["phan"], on=LATER)
    assert contract.parties.first().pk not in {line.party_id for line in row.signers.all()}


# -- who cannot sign any more when others have signed ------------------------------------------------------------------
@pytest.fixture
def signed_by_others(people, contract, by):
    """Prepare a memorandum and let all but the representative sign it."""
    row = steps.prepared(people, contract)
    for line in row.signers.exclude(party=contract.parties.first()):
        row = _signed(people, row, line, ON)
    return row


def _dropped(people, row, *, on=LATER):
    return memoranda.drop_unable(restructuring=row, by=people.users["phan"], on=on)


def test_the_memorandum_is_in_force_by_those_who_signed_and_why_she_did_not_is_kept(
    people, contract, by, signed_by_others
):
    she, row = contract.parties.first(), signed_by_others
    with pytest.raises(NotASigner, match="ยังลงนามได้"):
        _dropped(people, row)
    died(contract, by, on=date(2018, 10, 3))
    row = _dropped(people, row)
    assert (row.state, row.in_force_on) == (Stage.IN_FORCE, LATER)
    line = row.signers.get(party=she)
    assert (line.signed_on, line.dropped_on, line.dropped_by) == (None, LATER, people.users["phan"])
    assert f"{she.name} เสียชีวิตแล้ว" in line.dropped_reason
    told = {one.party_id for one in restructured([contract.pk], on=LATER)}
    assert told == {party.pk for party in contract.parties.all()} - {she.pk}


def test_while_nobody_signed_it_is_prepared_anew_and_while_another_is_waited_for_it_waits(people, contract, by):
    row = steps.prepared(people, contract)
    died(contract, by, on=date(2018, 10, 3))
    with pytest.raises(NotASigner, match="จัดทำบันทึกข้อตกลงใหม่"):
        _dropped(people, row)
    other, *_more = row.signers.exclude(party=contract.parties.first())
    row = _signed(people, row, other, ON)
    hers = row.signers.get(party=contract.parties.first())
    row = _dropped(people, row)
    assert row.state == Stage.PREPARED
    with pytest.raises(NotASigner):
        _signed(people, row, hers, date(2018, 10, 2))
    for line in row.signers.filter(signed_on=None, dropped_on=None):
        row = _signed(people, row, line, date(2018, 10, 11))
    assert row.state == Stage.IN_FORCE


def test_no_line_is_dropped_without_a_reason_or_put_back_and_none_is_in_force_unsigned(
    people, contract, by, signed_by_others
):
    died(contract, by, on=date(2018, 10, 3))
    waiting = signed_by_others.signers.filter(signed_on=None)
    with pytest.raises(IntegrityError, match="dropped_for_a_reason"), transaction.atomic():
        waiting.update(dropped_on=LATER, dropped_by=by)
    row = _dropped(people, signed_by_others)
    with pytest.raises(IntegrityError, match="is recorded"), transaction.atomic():
        row.signers.filter(signed_on=None).update(dropped_on=None, dropped_by=None, dropped_reason="")


def test_the_page_offers_it_when_she_cannot_sign_and_then_says_why(
    people, contract, by, signed_by_others, log_in, business_date
):
    business_date(LATER)
    client, row = log_in("phan"), signed_by_others
    page, drop = (reverse(f"debt_followup:{name}", args=[row.pk]) for name in ("restructuring", "drop_signers"))
    assert drop not in client.get(page).content.decode()
    died(contract, by, on=date(2018, 10, 3))
    assert drop in client.get(page).content.decode()
    said = client.post(drop, follow=True).content.decode()
    assert "ตัดผู้ที่ลงนามไม่ได้แล้ว" in said
    assert "ลงนามไม่ได้" in said
    assert "เสียชีวิตแล้ว ให้เรียกร้องจากกองมรดก" in said
    assert drop not in said
