import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai import national_id
from thai.digits import to_thai

seeds = st.integers(0, 8 * 10**11 - 1)


def test_the_check_digit_is_the_last_of_thirteen():
    assert national_id.check_digit("123456789012") == "1"
    assert national_id.is_valid("1234567890121")
    assert not national_id.is_valid("1234567890123")


@pytest.mark.parametrize(
    "written",
    [
        "1-2345-67890-12-1",
        "1 2345 67890 12 1",
        " 1234567890121 ",
        "๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑",
        "1\u20132345\u201367890\u201312\u20131",
    ],
)
def test_dashes_spaces_and_thai_digits_do_not_matter(written):
    assert national_id.is_valid(written)
    assert national_id.require_valid(written) == "1234567890121"


@pytest.mark.parametrize(
    "written", ["", "123456789012", "12345678901211", "123456789012a", "x234567890121", "١٢٣٤٥٦٧٨٩٠١٢١"]
)
def test_anything_but_thirteen_digits_is_no_national_id(written):
    assert not national_id.is_valid(written)
    with pytest.raises(national_id.NotANationalId, match="เลขประจำตัวประชาชนไม่ถูกต้อง"):
        national_id.require_valid(written)


def test_a_wrong_check_digit_is_refused_without_repeating_the_number():
    with pytest.raises(national_id.NotANationalId, match="เลขตรวจสอบ") as refused:
        national_id.require_valid("1234567890123")
    assert "1234567890123" not in str(refused.value)
    assert "1234567890123" not in repr(refused.value)


def test_the_check_digit_needs_twelve_digits():
    with pytest.raises(national_id.NotANationalId):
        national_id.check_digit("12345")


@given(seeds)
def test_an_invented_number_is_valid_and_a_thai_nationals(seed):
    invented = national_id.generate(seed)
    assert national_id.is_valid(invented)
    assert invented[0] in "12345678"
    assert national_id.generate(seed) == invented


@given(seeds, seeds)
def test_two_seeds_never_give_the_same_number(one, other):
    assert (national_id.generate(one) == national_id.generate(other)) == (one == other)


@given(seeds, st.integers(1, 9))
def test_a_slip_in_the_check_digit_is_always_seen(seed, slip):
    number = national_id.generate(seed)
    assert not national_id.is_valid(number[:12] + str((int(number[12]) + slip) % 10))


@given(seeds, st.sampled_from([0, 1, *range(3, 12)]), st.integers(1, 9))
def test_a_slip_elsewhere_is_seen_except_in_the_third_digit_and_where_two_remainders_share_the_digit_one(
    seed, place, slip
):
    number = national_id.generate(seed)
    slipped = number[:place] + str((int(number[place]) + slip) % 10) + number[place + 1 :]
    assert not national_id.is_valid(slipped) or number[12] == "1"


@given(seeds)
def test_a_number_in_its_groups_is_the_same_number(seed):
    number = national_id.generate(seed)
    assert national_id.normalise(national_id.format_dashed(number)) == number
    assert national_id.normalise(to_thai(national_id.format_dashed(number))) == number


def test_a_masked_number_shows_its_first_and_last_two_digits_only():
    assert national_id.format_dashed("1234567890121") == "1-2345-67890-12-1"
    assert national_id.mask("1234567890121") == "1-xxxx-xxxxx-x2-1"


@pytest.mark.parametrize("written", ["", "12345", "สมหญิง", "12345678901234"])
def test_what_is_no_number_is_masked_whole(written):
    assert national_id.mask(written) == "x-xxxx-xxxxx-xx-x"
    assert national_id.format_dashed(written) == written
