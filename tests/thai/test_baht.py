from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai import baht
from thai.digits import to_thai

amounts = st.decimals(min_value=0, max_value=10**15, places=2)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("1", "หนึ่งบาทถ้วน"),
        ("10", "สิบบาทถ้วน"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("20", "ยี่สิบบาทถ้วน"),
        ("21", "ยี่สิบเอ็ดบาทถ้วน"),
        ("100", "หนึ่งร้อยบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("111", "หนึ่งร้อยสิบเอ็ดบาทถ้วน"),
        ("200000", "สองแสนบาทถ้วน"),
        ("1000000", "หนึ่งล้านบาทถ้วน"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("2170000", "สองล้านหนึ่งแสนเจ็ดหมื่นบาทถ้วน"),
        ("10056518", "สิบล้านห้าหมื่นหกพันห้าร้อยสิบแปดบาทถ้วน"),
        ("11000000", "สิบเอ็ดล้านบาทถ้วน"),
        ("101000000", "หนึ่งร้อยเอ็ดล้านบาทถ้วน"),
        ("1000000000000", "หนึ่งล้านล้านบาทถ้วน"),
        ("1000001000000", "หนึ่งล้านเอ็ดล้านบาทถ้วน"),
        ("0.01", "หนึ่งสตางค์"),
        ("0.11", "สิบเอ็ดสตางค์"),
        ("0.50", "ห้าสิบสตางค์"),
        ("1.50", "หนึ่งบาทห้าสิบสตางค์"),
        ("1.01", "หนึ่งบาทหนึ่งสตางค์"),
        ("3649.22", "สามพันหกร้อยสี่สิบเก้าบาทยี่สิบสองสตางค์"),
        ("-0.00", "ศูนย์บาทถ้วน"),
        ("-5", "ลบห้าบาทถ้วน"),
    ],
)
def test_an_amount_is_spelled_as_a_contract_spells_it(amount, words):
    assert baht.in_words(Decimal(amount)) == words


@pytest.mark.requirement("R-MEET-02")
def test_the_total_of_a_meeting_is_written_in_figures_and_in_words():
    total = Decimal(2_170_000)
    assert (baht.with_commas(total), baht.in_words(total)) == ("2,170,000.00", "สองล้านหนึ่งแสนเจ็ดหมื่นบาทถ้วน")


@given(amounts)
def test_every_amount_has_words_that_end_as_money_ends(amount):
    words = baht.in_words(amount)
    assert words.endswith("สตางค์" if amount % 1 else "บาทถ้วน")
    assert not any(character.isdigit() for character in words)


@given(amounts, amounts)
def test_two_amounts_share_their_words_only_when_they_are_equal(one, other):
    assert (baht.in_words(one) == baht.in_words(other)) == (one == other)


@pytest.mark.parametrize(
    "not_money", [1.5, 0.0, True, False, "100", None, float("nan"), Decimal("NaN"), Decimal("Inf")]
)
@pytest.mark.parametrize("function", [baht.in_words, baht.require_money, baht.with_commas, baht.half_up])
def test_what_is_no_exact_number_is_never_taken_for_money(function, not_money):
    with pytest.raises(baht.NotMoney):
        function(not_money)


@pytest.mark.parametrize("function", [baht.in_words, baht.require_money, baht.with_commas])
def test_parts_of_a_satang_are_refused_where_nothing_was_rounded_yet(function):
    with pytest.raises(baht.NotMoney, match="1.005"):
        function(Decimal("1.005"))
    function(Decimal("1.500"))


def test_an_impossible_amount_is_refused():
    with pytest.raises(baht.NotMoney):
        baht.in_words(Decimal("1e1000000"))


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.015", "0.02"),
        ("1.005", "1.01"),
        ("2.0833333", "2.08"),
        ("-0.005", "-0.01"),
        ("-0.001", "0.00"),
    ],
)
def test_a_tie_of_half_a_satang_goes_away_from_zero(exact, rounded):
    assert str(baht.half_up(Decimal(exact))) == rounded


@given(st.integers(-(10**12), 10**12))
def test_half_a_satang_always_makes_a_satang_more(satang):
    tie = (Decimal(satang).copy_abs() + Decimal("0.5")).scaleb(-2).copy_sign(Decimal(satang))
    assert abs(baht.half_up(tie)) == Decimal(abs(satang) + 1).scaleb(-2)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=9))
def test_rounding_moves_an_amount_by_half_a_satang_at_most(amount):
    rounded = baht.half_up(amount)
    assert abs(rounded - amount) <= Decimal("0.005")
    assert baht.half_up(rounded) == rounded


def test_rounding_to_other_places():
    assert baht.half_up(Decimal("0.07545"), places=4) == Decimal("0.0755")
    assert baht.half_up(Decimal("2.5"), places=0) == 3


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,234.50", "1234.50"),
        ("1234.5", "1234.50"),
        ("๑,๒๓๔.๕๐", "1234.50"),
        (" 200,000 บาท ", "200000.00"),
        ("฿150000", "150000.00"),
        (".50", "0.50"),
        ("-12.00", "-12.00"),
        ("-0", "0.00"),
        ("10,141,759", "10141759.00"),
    ],
)
def test_a_typed_amount_is_read(typed, amount):
    assert str(baht.parse(typed)) == amount


@pytest.mark.parametrize(
    "typed",
    ["", "บาท", ".", ",", "1,23", "1234,50", "1,2345", "12,34,567", "1.2.3", "1e5", "สองแสน", "NaN", "--1", "9" * 40],
)
def test_an_amount_that_could_be_read_wrongly_is_refused_with_what_was_typed(typed):
    with pytest.raises(baht.UnreadableAmount) as refused:
        baht.parse(typed)
    assert typed[:20] in str(refused.value)


def test_a_third_decimal_is_refused_instead_of_rounded():
    with pytest.raises(baht.UnreadableAmount, match="ทศนิยมเกินสองตำแหน่ง"):
        baht.parse("1.005")


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=2))
def test_what_is_printed_reads_back_as_the_same_amount(amount):
    assert baht.parse(baht.with_commas(amount)) == amount
    assert baht.parse(to_thai(baht.with_commas(amount))) == amount
