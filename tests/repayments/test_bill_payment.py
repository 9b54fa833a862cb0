"""The barcode and QR payloads of a bill payment, byte for byte, and references that notice a slip of the hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repayments import bill_payment as bp
from thai.baht import NotMoney
from thai.refusals import Refusal

BILLER = "099400016550100"
SATANG = st.integers(1, 2_000_000)
KEYS = st.integers(0, 999_999_999).map(lambda number: f"{number:09}")


@pytest.mark.requirement("R-REPAY-01")
@pytest.mark.parametrize(
    ("fields", "payload"),
    [
        (
            {"biller_id": "099999999999990", "ref1": "111222333444", "ref2": "", "amount": None},
            "|099999999999990\r111222333444\r\r0",
        ),
        (
            {"biller_id": BILLER, "ref1": "123456789012", "ref2": "670429", "amount": Decimal("3649.22")},
            "|099400016550100\r123456789012\r670429\r364922",
        ),
    ],
)
def test_the_counter_barcode_is_four_fields_parted_by_carriage_returns(fields, payload):
    assert bp.barcode_payload(**fields) == payload


@pytest.mark.parametrize(
    ("fields", "payload"),
    [
        (
            {"biller_id": "099999999999990", "ref1": "111222333444"},
            "00020101021130550016A0000006770101120115099999999999990021211122233344453037645802TH63043EE7",
        ),
        (
            {"biller_id": BILLER, "ref1": "123456789012", "ref2": "670429", "amount": Decimal("3649.22")},
            "00020101021230650016A00000067701011201150994000165501000212123456789012030667042953037645802TH5407"
            "3649.2263044534",
        ),
        (
            {"biller_id": "0112233445566", "ref1": "CUSTOMER001", "ref2": "INV001", "ref3": "SCB"},
            "00020101021130620016A000000677010112011301122334455660211CUSTOMER0010306INV00153037645802TH62070703"
            "SCB6304780E",
        ),
    ],
)
def test_the_qr_is_the_published_one(fields, payload):
    assert bp.qr_payload(**fields) == payload


def test_the_check_sum_has_the_published_check_value():
    assert bp.crc16("123456789") == "29B1"


@given(SATANG)
def test_not_a_satang_is_lost_between_amount_and_payload(satang):
    amount = Decimal(satang).scaleb(-2)
    fields = {"biller_id": BILLER, "ref1": "57610000120", "ref2": "01", "amount": amount}
    assert bp.barcode_payload(**fields).split("\r")[3] == str(satang)
    assert Decimal(bp.read_qr(bp.qr_payload(**fields))["54"]) == amount


@given(
    st.text("ABCXYZ0123456789", min_size=1, max_size=20),
    st.text("ABCXYZ0123456789", max_size=20),
    st.none() | SATANG.map(lambda satang: Decimal(satang).scaleb(-2)),
)
def test_a_qr_comes_apart_into_what_went_in(ref1, ref2, amount):
    found = bp.read_qr(bp.qr_payload(biller_id=BILLER, ref1=ref1, ref2=ref2, amount=amount))
    account = bp.read_tlv(found["30"])
    assert (account["01"], account["02"], account.get("03", "")) == (BILLER, ref1, ref2)
    assert found["01"] == ("11" if amount is None else "12")
    assert ("54" in found) == (amount is not None)


@pytest.mark.parametrize(
    "text", ["", "6304", "0002", "00020163043EE7", "000201010211630400", "ก", "99" * 8, "0002016304ABCD"]
)
def test_a_spoilt_qr_is_refused(text):
    with pytest.raises(bp.QrWrong):
        bp.read_qr(text)


@given(KEYS)
def test_a_ref1_gives_its_contract_back(key):
    assert bp.check_ref1(bp.make_ref1(contract_key=key)) == key


@given(KEYS, st.integers(0, 10), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_character_in_a_ref1_is_always_noticed(key, at, character):
    ref1 = bp.make_ref1(contract_key=key)
    mistyped = ref1[:at] + character + ref1[at + 1 :]
    if mistyped != ref1:
        with pytest.raises(bp.Ref1Wrong):
            bp.check_ref1(mistyped)


@given(KEYS, st.integers(0, 9), st.sampled_from([1, 2]))
def test_two_digits_swapped_in_a_ref1_are_always_noticed(key, at, apart):
    ref1 = list(bp.make_ref1(contract_key=key))
    other = min(at + apart, 10)
    swapped = ref1.copy()
    swapped[at], swapped[other] = swapped[other], swapped[at]
    if swapped != ref1:
        with pytest.raises(bp.Ref1Wrong):
            bp.check_ref1("".join(swapped))


@pytest.mark.parametrize("ref1", ["", "5761000012", "576100001200", "5761000012O", "๕๗๖๑๐๐๐๐๑๒๐", " 57610000120"])
def test_a_ref1_of_another_shape_is_refused(ref1):
    with pytest.raises(bp.Ref1Wrong, match="เลขอ้างอิง 1"):
        bp.check_ref1(ref1)


def test_an_instalment_has_two_digits():
    assert bp.make_ref2(instalment_number=1) == "01"
    assert [bp.read_ref2(bp.make_ref2(instalment_number=number)) for number in range(1, 100)] == list(range(1, 100))


@pytest.mark.parametrize(
    ("call", "refusal"),
    [
        (lambda: bp.make_ref1(contract_key="57-61-00001"), bp.ContractKeyWrong),
        (lambda: bp.make_ref2(instalment_number=0), bp.Ref2Wrong),
        (lambda: bp.make_ref2(instalment_number=100), bp.Ref2Wrong),
        (lambda: bp.make_ref2(instalment_number=True), bp.Ref2Wrong),
        (lambda: bp.read_ref2("00"), bp.Ref2Wrong),
        (lambda: bp.read_ref2("1"), bp.Ref2Wrong),
        (lambda: _barcode(biller_id="123"), bp.BillerIdWrong),
        (lambda: _barcode(biller_id="0112233445566"), bp.BillerIdWrong),
        (lambda: _barcode(ref1=""), bp.ReferenceWrong),
        (lambda: _barcode(ref1="abc"), bp.ReferenceWrong),
        (lambda: _barcode(ref1="1\r2"), bp.ReferenceWrong),
        (lambda: _barcode(ref2="1" * 21), bp.ReferenceWrong),
        (lambda: _barcode(amount=Decimal("-1")), bp.AmountOutOfRange),
        (lambda: _barcode(amount=Decimal("10000000000")), bp.AmountOutOfRange),
        (lambda: _barcode(amount=Decimal("1.001")), NotMoney),
        (lambda: _barcode(amount=3649.22), NotMoney),
        (lambda: bp.qr_payload(biller_id=BILLER, ref1="1", amount=Decimal(0)), bp.AmountOutOfRange),
        (lambda: bp.qr_payload(biller_id="12345678901234", ref1="1"), bp.BillerIdWrong),
    ],
)
def test_what_a_bill_cannot_carry_is_refused_with_a_sentence(call, refusal):
    with pytest.raises(refusal) as refused:
        call()
    assert isinstance(refused.value, Refusal)
    assert str(refused.value)


def _barcode(**changed):
    fields = {"biller_id": BILLER, "ref1": "57610000120", "ref2": "01", "amount": Decimal("1.00")}
    return bp.barcode_payload(**{**fields, **changed})
