"""The text file of a bank's direct credit: its width, its sums, its letters."""

from datetime import date
from decimal import Decimal

import pytest

from loans.transfer_file import CannotWrite, Payment, Sender, require_line, write

SENDER = Sender(bank_code="006", account_number="5390012345", name="สำนักงานพัฒนาชุมชนจังหวัดเชียงราย")
PAYMENTS = [
    Payment("ธนาคารกรุงไทย", "5390000017", "นางหนึ่ง และ นางสอง", Decimal("200000.00"), "1/2561"),
    Payment("ธนาคารออมสิน", "020123456789"[:11], "กลุ่มสตรี", Decimal("0.29"), "อน. 1/2561"),
]


def the_file(**changed):
    given = {"sender": SENDER, "transfer_on": date(2018, 2, 2), "number": 7, "payments": PAYMENTS} | changed
    return write(**given)


def test_every_line_has_498_bytes_and_the_header_says_how_many_and_how_much():
    lines = the_file().split(b"\r\n")
    assert lines.pop() == b""
    assert [len(line) for line in lines] == [498] * 3
    header, first, second = lines
    assert header[:19] == b"1010000070060000002"
    assert header[19:38] == b"0000000000020000029"
    assert header[38:46] == b"02022018"
    assert (first[:3], first[9:12], second[9:12]) == (b"102", b"006", b"030")
    assert first[12:23] == b"05390000017"


def test_names_are_tis_620_and_satang_are_exact():
    _header, first, second, _end = the_file().split(b"\r\n")
    assert "นางหนึ่ง และ นางสอง".encode("cp874") in first
    assert first[49:66] == b"00000000020000000"
    assert second[49:66] == b"00000000000000029"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"payments": []}, "ไม่มีรายการโอน"),
        ({"sender": Sender("", "", "")}, "ยังไม่มีบัญชีออมทรัพย์"),
        ({"payments": [Payment("ธนาคารอื่น", "1", "ก", Decimal(1), "1")]}, "ไม่รู้จักรหัสธนาคาร"),
        ({"payments": [Payment("ธนาคารออมสิน", "1", "名", Decimal(1), "1")]}, "มีอักขระที่ไฟล์ธนาคารรับไม่ได้"),
        ({"payments": [Payment("ธนาคารออมสิน", "123456789012", "ก", Decimal(1), "1")]}, "ยาวเกิน 11 หลัก"),
    ],
)
def test_what_cannot_be_written_gets_a_sentence(changed, sentence):
    with pytest.raises(CannotWrite, match=sentence):
        the_file(**changed)


def test_what_has_no_line_in_the_file_is_told_apart_before_it_is_written():
    long = Payment("ธนาคารออมสิน", "012345678901", "กลุ่มสตรี", Decimal("100.00"), "2/2561")
    with pytest.raises(CannotWrite, match="“012345678901” ยาวเกิน 11 หลัก"):
        require_line(long)
    for payment in PAYMENTS:
        require_line(payment)
