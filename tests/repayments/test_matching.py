"""Whose money it is: only references that are right in both parts match by themselves."""

from decimal import Decimal

import pytest

from loans.references import make_ref1
from repayments.matching import Finding, KnownContract, is_same_name, judge

REF1 = make_ref1(contract_key="576100001")
OTHERS = make_ref1(contract_key="506100001")
CLOSED = make_ref1(contract_key="576100002")
DUE = Decimal("52515.07")


def contract(number=1, *, ref1=REF1, province="57", is_open=True, names=("นางสาวมาลี ดอกไม้",)):
    return KnownContract(
        id=number, label=f"{number}/2561", ref1=ref1, province=province, is_open=is_open,
        instalments={1: DUE, 2: Decimal("51000.00")}, names=names,
    )  # fmt: skip


KNOWN = {
    REF1: contract(),
    OTHERS: contract(7, ref1=OTHERS, province="50"),
    CLOSED: contract(2, ref1=CLOSED, is_open=False),
}


def verdict(*, ref1=REF1, ref2="01", amount=DUE, name="ผู้ชำระเงิน", kind="C", candidates=()):
    return judge(
        kind=kind, ref1=ref1, ref2=ref2, amount=amount, customer_name=name, province="57",
        by_ref1=KNOWN, candidates=candidates,
    )  # fmt: skip


@pytest.mark.requirement("R-REPAY-08")
def test_both_references_right_match_the_contract_and_say_why():
    found = verdict()
    assert (found.finding, found.contract_id) == (Finding.MATCHED, 1)
    assert found.reason == "เลขอ้างอิงตรงกับสัญญา 1/2561 งวดที่ 1 (ยอดตรงตามงวด)"


def test_another_amount_still_matches_and_the_reason_says_so():
    found = verdict(amount=Decimal("30000.00"))
    assert found.finding == Finding.MATCHED
    assert "ยอดตามงวด 52,515.07 บาท" in found.reason


@pytest.mark.parametrize("ref2", ["", "00", "1", "AB", "09"])
def test_a_ref2_that_is_no_instalment_waits_for_a_person(ref2):
    found = verdict(ref2=ref2)
    assert (found.finding, found.contract_id) == (Finding.DOUBTFUL, 1)


def test_wrong_check_digits_are_unknown_where_nothing_else_fits():
    found = verdict(ref1=REF1[:-1] + str((int(REF1[-1]) + 1) % 10))
    assert (found.finding, found.contract_id) == (Finding.UNKNOWN, None)
    assert "เลขตรวจสอบไม่ถูกต้อง" in found.reason


def test_an_unknown_ref1_is_unknown():
    found = verdict(ref1=make_ref1(contract_key="576199999"))
    assert found.finding == Finding.UNKNOWN
    assert "ไม่มีในทะเบียนสัญญา" in found.reason


def test_amount_and_name_of_one_contract_are_a_doubtful_proposal_never_a_match():
    found = verdict(ref1="", name="น.ส.มาลี  ดอกไม้", candidates=[contract()])
    assert (found.finding, found.contract_id) == (Finding.DOUBTFUL, 1)
    assert "ต้องให้เจ้าหน้าที่ยืนยัน" in found.reason


def test_amount_and_name_of_two_contracts_propose_none():
    found = verdict(ref1="", name="มาลี ดอกไม้", candidates=[contract(1), contract(3)])
    assert (found.finding, found.contract_id) == (Finding.UNKNOWN, None)
    assert "หลายสัญญา (1/2561, 3/2561)" in found.reason


def test_another_provinces_reference_is_not_taken_and_its_contract_not_named():
    found = verdict(ref1=OTHERS)
    assert (found.finding, found.contract_id) == (Finding.UNKNOWN, None)
    assert "7/2561" not in found.reason


def test_a_closed_contracts_reference_waits_for_a_person():
    assert verdict(ref1=CLOSED).finding == Finding.DOUBTFUL


def test_a_reversal_is_never_a_receipt_even_with_right_references():
    assert verdict(kind="D").finding == Finding.TAKEN_BACK


def test_names_are_compared_without_title_and_spaces_and_may_be_cut_off():
    assert is_same_name("นางสาวมาลี ดอกไม้สวย", "มาลี ดอกไม้")
    assert not is_same_name("มาลี", "มาลี ดอกไม้")
    assert not is_same_name("นางสมใจ ดีงาม", "นางสมจิตร ดีงาม")
