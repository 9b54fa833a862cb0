"""The registration number of a legal person and its check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai import juristic_number, national_id

VALID = "0107544000108"


@pytest.mark.parametrize("typed", [VALID, "0-1075-44000-10-8", "๐๑๐๗๕๔๔๐๐๐๑๐๘", f" {VALID} "])
def test_a_number_with_its_check_digit_is_taken_however_it_is_typed(typed):
    assert juristic_number.require_valid(typed) == VALID
    assert juristic_number.is_valid(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "13 หลัก"),
        ("010754400010", "13 หลัก"),
        ("ABC7544000108", "13 หลัก"),
        ("0107544000109", "เลขตรวจสอบ"),
        (national_id.generate(1), "ขึ้นต้นด้วย 0"),
    ],
)
def test_another_number_is_refused_with_what_is_wrong(typed, said):
    with pytest.raises(juristic_number.NotAJuristicNumber) as refused:
        juristic_number.require_valid(typed)
    assert said in str(refused.value)
    assert not juristic_number.is_valid(typed)


@given(st.integers(0, 10**11 - 1), st.integers(0, 9))
def test_one_check_digit_fits_every_number(number, last):
    first_twelve = f"0{number:011d}"
    assert juristic_number.is_valid(first_twelve + str(last)) is (national_id.check_digit(first_twelve) == str(last))
