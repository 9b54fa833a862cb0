"""Barcodes and QR codes: what is drawn can be read again."""

import re

import pytest
import segno
from barcode.charsets import code128 as tables
from hypothesis import given
from hypothesis import strategies as st

from documents.barcodes import QUIET, CannotEncode, code128_modules, code128_svg, qr_svg

PAYLOAD = "|099400016550100\r123456789012\r670429\r364922"
STOP = "1100011101011"
SWITCH = {"A": {100: "B", 99: "C"}, "B": {101: "A", 99: "C"}, "C": {101: "A", 100: "B"}}


def _read(modules: str) -> str:
    """Decode Code 128 by its standard: values of eleven modules, three code sets, a weighted check sum."""
    assert modules.endswith(STOP)
    symbols = re.findall(".{11}", modules.removesuffix(STOP))
    values = [tables.CODES.index(symbol) for symbol in symbols]
    start, *data, check = values
    assert check == (start + sum(at * value for at, value in enumerate(data, start=1))) % 103
    code_set, text = {103: "A", 104: "B", 105: "C"}[start], ""
    for value in data:
        if value in SWITCH[code_set]:
            code_set = SWITCH[code_set][value]
        elif code_set == "C":
            text += f"{value:02}"
        elif code_set == "A":
            text += chr(value + 32 if value < 64 else value - 64)
        else:
            text += chr(value + 32)
    return text


def test_the_carriage_returns_of_a_bill_payment_are_in_the_bars():
    assert _read(code128_modules(PAYLOAD)) == PAYLOAD


@pytest.mark.parametrize("payload", ["99", "9912", "1234567", "57610000120", "a\rb", "\r\r", "A\x00_`"])
def test_edges_of_the_code_sets(payload):
    assert _read(code128_modules(payload)) == payload


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ|\r", min_size=1, max_size=60))
def test_every_reference_comes_back_from_its_bars(payload):
    assert _read(code128_modules(payload)) == payload


def test_the_drawing_holds_the_bars_and_the_text_beneath():
    svg = code128_svg(PAYLOAD, width_mm=150, height_mm=15)
    bars = code128_modules(PAYLOAD)
    path = re.search(r'd="M(\d+) 7\.5([^"]*)"', svg)
    drawn, ink = "", int(path[1]) - QUIET
    assert ink == 0
    for kind, length in re.findall(r"(m|h)(\d+)", path[2]):
        drawn += ("1" if kind == "h" else "0") * int(length)
    assert drawn == bars
    assert ">|099400016550100 123456789012 670429 364922<" in svg
    assert 'width="150mm"' in svg


@pytest.mark.parametrize("payload", ["", "ชำระเงิน", "x" * 200])
def test_what_no_scanner_could_read_is_refused(payload):
    with pytest.raises(CannotEncode):
        code128_svg(payload)


def test_text_under_the_bars_is_no_markup():
    assert "<script" not in code128_svg("<script>", width_mm=80)


def test_the_qr_drawing_is_the_code_with_its_quiet_zone():
    text = "00020101021130550016A0000006770101120115099999999999990021211122233344453037645802TH63043EE7"
    code = segno.make(text, error="m", micro=False)
    rows = re.findall(r"M4 (\d+)\.5((?:[mh]\d+(?: 0)?)*)", qr_svg(text, size_mm=30))
    drawn = {}
    for y, steps in rows:
        line = ""
        for kind, length in re.findall(r"(m|h)(\d+)", steps):
            line += ("1" if kind == "h" else "0") * int(length)
        drawn[int(y) - 4] = line
    for y, row in enumerate(code.matrix):
        assert drawn[y] == "".join("1" if cell else "0" for cell in row).rstrip("0")


@pytest.mark.parametrize("payload", ["", "x" * 5000])
def test_an_impossible_qr_is_refused(payload):
    with pytest.raises(CannotEncode):
        qr_svg(payload)
