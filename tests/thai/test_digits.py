import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai.digits import NotExact, to_arabic, to_thai


def test_a_contract_number_in_thai_digits():
    assert to_thai("ชร 0012/2561") == "ชร ๐๐๑๒/๒๕๖๑"
    assert to_arabic("ที่ ๔๕๙๓/๒๕๕๙") == "ที่ 4593/2559"
    assert to_thai(2561) == "๒๕๖๑"


@given(st.text(st.characters(exclude_characters="๐๑๒๓๔๕๖๗๘๙")))
def test_a_text_goes_to_thai_digits_and_back_unchanged(text):
    assert to_arabic(to_thai(text)) == text


@given(st.text())
def test_no_arabic_digit_is_left_and_nothing_else_changes(text):
    written = to_thai(text)
    assert not set(written) & set("0123456789")
    assert len(written) == len(text)
    assert to_thai(written) == written


@pytest.mark.parametrize("number", [0.1 + 0.2, 1.0])
def test_a_float_is_refused_because_its_digits_are_not_those_that_were_meant(number):
    with pytest.raises(NotExact, match="ไม่ใช่ float"):
        to_thai(number)
