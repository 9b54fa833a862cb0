"""The 256-byte file: read strictly, refused whole, with a sentence and a line number for each fault."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repayments.bank_files import MOST_BYTES, BankFileRefused, numbered_by_occurrence, parse
from reports.demo.bank_file import Account, Paid, write

JULY_5 = date(2018, 7, 5)


def paid(
    amount="52515.07", *, on=JULY_5, at=time(10, 30), kind="C", name="นางสาวทดสอบ ระบบดี", ref1="57610000182", ref2="01"
):
    return Paid(value_on=on, time=at, name=name, ref1=ref1, ref2=ref2, amount=Decimal(amount), kind=kind)


def account(*rows, number="5390000571"):
    return Account(number=number, company="กองทุนพัฒนาบทบาทสตรี จ.เชียงราย", paid=rows, effective_on=JULY_5)


def changed(content, *, line, at, to):
    rows = content.split(b"\r\n")
    row = bytearray(rows[line - 1])
    row[at - 1 : at - 1 + len(to)] = to
    rows[line - 1] = bytes(row)
    return b"\r\n".join(rows)


def refusal_of(content):
    with pytest.raises(BankFileRefused) as refused:
        parse(content)
    return str(refused.value)


@pytest.mark.requirement("R-REPAY-06")
def test_a_file_is_read_to_the_satang_and_the_second():
    found = parse(write([account(paid(), paid("0.01", at=time(23, 59, 59), ref2=""))]))
    first, second = found.lines
    assert (first.value_on, first.time, first.amount) == (JULY_5, time(10, 30), Decimal("52515.07"))
    assert (first.customer_name, first.ref1, first.ref2) == ("นางสาวทดสอบ ระบบดี", "57610000182", "01")
    assert (first.bank_code, first.account, first.kind) == ("006", "5390000571", "C")
    assert (second.amount, second.time, second.ref2) == (Decimal("0.01"), time(23, 59, 59), "")
    assert sum(line.amount for line in found.lines) == Decimal("52515.08")


def test_thai_letters_before_a_column_do_not_shift_it():
    found = parse(write([account(paid(name="กกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกก"))]))
    assert found.lines[0].ref1 == "57610000182"


@pytest.mark.parametrize("counts_on", [False, True])
def test_several_accounts_each_with_header_and_trailer_count_anew_or_on(counts_on):
    content = write([account(paid()), account(paid("1.00"), number="1234567890")], counts_on=counts_on)
    assert [block.account for block in parse(content).blocks] == ["5390000571", "1234567890"]


def test_a_line_that_is_not_256_bytes_wide_refuses_the_file():
    rows = write([account(paid())]).split(b"\r\n")
    rows[1] = rows[1][:-1]
    assert "บรรทัดที่ 2 กว้าง 255 ไบต์ ต้องกว้าง 256 ไบต์" in refusal_of(b"\r\n".join(rows))


def test_a_wrong_trailer_total_refuses_the_file():
    said = refusal_of(changed(write([account(paid())]), line=3, at=40, to=b"0000005251508"))
    assert "บรรทัดที่ 3: ยอดรวมรายการ C ท้ายไฟล์ 52,515.08 บาท ไม่ตรงกับผลรวม 52,515.07 บาท" in said


def test_a_wrong_total_of_reversals_refuses_the_file():
    content = write([account(paid(), paid(kind="D"))])
    assert "ยอดรวมรายการ D ท้ายไฟล์" in refusal_of(changed(content, line=4, at=21, to=b"0000000000000"))


def test_a_wrong_trailer_count_refuses_the_file():
    said = refusal_of(changed(write([account(paid())]), line=3, at=53, to=b"000002"))
    assert "จำนวนรายการ C ท้ายไฟล์ 2 รายการ ไม่ตรงกับที่นับได้ 1 รายการ" in said


@pytest.mark.parametrize(
    ("line", "at", "to", "said"),
    [
        (2, 1, b"X", "บรรทัดที่ 2 ไม่ได้ขึ้นต้นด้วย H, D หรือ T"),
        (2, 2, b"000009", "บรรทัดที่ 2: ลำดับที่ 9 ไม่ต่อเนื่อง ต้องเป็น 2"),
        (2, 11, b"9999999999", "บรรทัดที่ 2: เลขที่บัญชี 9999999999 ไม่ตรงกับหัวบัญชี"),
        (2, 21, b"05072561", "บรรทัดที่ 2: วันที่ “05072561” ต้องเป็นวันเดือนปี ค.ศ. แปดหลัก"),
        (2, 21, b"31022018", "บรรทัดที่ 2: วันที่ “31022018”"),
        (2, 29, b"256000", "บรรทัดที่ 2: เวลา “256000” อ่านไม่ได้"),
        (2, 153, b"X", "บรรทัดที่ 2: ชนิดรายการต้องเป็น C หรือ D"),
        (2, 164, b"00000000000-1", "บรรทัดที่ 2 คอลัมน์ 164-176 ต้องเป็นตัวเลข"),
        (2, 164, b"0000000000000", "บรรทัดที่ 2: จำนวนเงินต้องมากกว่าศูนย์"),
        (2, 35, b"\xdb\xdc", "บรรทัดที่ 2 คอลัมน์ 35-84 ไม่ใช่ตัวอักษร TIS-620"),
        (1, 1, b"D", "บรรทัดที่ 1 ไม่มีหัวบัญชี (H) อยู่ก่อน"),
        (2, 1, b"H", "บรรทัดที่ 2: พบหัวบัญชี (H) ก่อนบรรทัดท้าย (T)"),
    ],
)
def test_every_fault_has_its_sentence_and_its_line(line, at, to, said):
    assert said in refusal_of(changed(write([account(paid())]), line=line, at=at, to=to))


def test_a_file_without_its_last_trailer_is_refused():
    rows = write([account(paid())]).split(b"\r\n")
    assert "บรรทัดที่ 2: ไฟล์จบโดยไม่มีบรรทัดท้าย (T)" in refusal_of(b"\r\n".join(rows[:2]) + b"\r\n")


def test_an_empty_and_an_oversized_file_are_refused():
    assert "ไฟล์ว่างเปล่า" in refusal_of(b"\r\n")
    assert "ไฟล์ใหญ่เกิน" in refusal_of(b"H" * (MOST_BYTES + 1))


def test_two_truly_equal_lines_of_a_file_are_two_payments():
    numbered = numbered_by_occurrence(parse(write([account(paid(), paid(), paid("1.00"))])).lines)
    assert [occurrence for _line, occurrence in numbered] == [1, 2, 1]
    assert numbered[0][0].identity == numbered[1][0].identity != numbered[2][0].identity


thai_names = st.text(alphabet="กขคงจชซญดตถทธนบปพฟมยรลวสหอฮะาิีุูเแโใไ่้ ", max_size=50).map(
    lambda name: " ".join(name.split())
)
payments = st.builds(
    Paid,
    value_on=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    time=st.times().map(lambda at: at.replace(microsecond=0)),
    name=thai_names,
    ref1=st.text(alphabet="0123456789ABC", max_size=20),
    ref2=st.text(alphabet="0123456789", max_size=20),
    amount=st.integers(1, 10**13 - 1).map(lambda satang: Decimal(satang).scaleb(-2)),
    kind=st.sampled_from("CD"),
)
small_payments = payments.filter(lambda one: one.amount < 10**9)
accounts = st.builds(
    Account,
    number=st.text(alphabet="0123456789", min_size=10, max_size=10),
    company=thai_names.map(lambda name: name[:40].strip()),
    paid=st.lists(small_payments, max_size=6).map(tuple),
    effective_on=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)


@given(st.lists(accounts, min_size=1, max_size=3), st.booleans(), st.sampled_from([b"\n", b"\r\n"]))
def test_whatever_is_written_is_read_back_the_same(given_accounts, counts_on, newline):
    found = parse(write(given_accounts, newline=newline, counts_on=counts_on))
    assert [block.account for block in found.blocks] == [one.number for one in given_accounts]
    for block, one in zip(found.blocks, given_accounts, strict=True):
        assert [
            Paid(line.value_on, line.time, line.customer_name, line.ref1, line.ref2, line.amount, line.kind)
            for line in block.lines
        ] == list(one.paid)
