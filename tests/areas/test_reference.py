"""Territory, holidays and policies of a new database, and reading them."""

import time
from datetime import date
from decimal import Decimal

import pytest

from areas import reference, rules, selectors
from areas.models import Amphoe, Holiday, Office, Policy, Province, Signatory, Tambon
from areas.reference import typed_value

pytestmark = pytest.mark.django_db


def test_the_whole_territory_is_there_with_official_codes():
    assert (Province.objects.count(), Amphoe.objects.count(), Tambon.objects.count()) == (77, 928, 7436)
    tambon = Tambon.objects.select_related("amphoe", "province").get(pk="571403")
    assert (tambon.label, tambon.amphoe.label, tambon.province.label) == ("ตำบลยางฮอม", "อำเภอขุนตาล", "จังหวัดเชียงราย")
    assert (tambon.postcode, tambon.name_en) == ("57340", "Yang Hom")
    assert not Tambon.objects.exclude(pk__startswith="57").filter(province="57").exists()


@pytest.mark.requirement("R-ACT-07")
def test_in_bangkok_the_amphoe_are_khet_and_the_tambon_khwaeng():
    place = Tambon.objects.select_related("amphoe", "province").get(pk="100201")
    assert (place.label, place.amphoe.label, place.province.label) == ("แขวงดุสิต", "เขตดุสิต", "กรุงเทพมหานคร")


def test_loading_again_changes_nothing_and_is_quick():
    before = [model.objects.count() for model in (Province, Amphoe, Tambon, Holiday, Policy)]
    began = time.perf_counter()
    reference.load_all()
    assert time.perf_counter() - began < 10
    assert [model.objects.count() for model in (Province, Amphoe, Tambon, Holiday, Policy)] == before


def test_an_administrators_holidays_and_policies_survive_another_load():
    Holiday.objects.filter(on=date(2018, 7, 27)).delete()
    Policy.objects.filter(key="loan_max_baht").update(value={"number": "300000"})
    reference.load_all()
    assert not Holiday.objects.filter(on=date(2018, 7, 27)).exists()
    assert selectors.number_policy(key="loan_max_baht", province="57", on=date(2018, 1, 10)) == Decimal(300_000)


@pytest.mark.parametrize(
    ("day", "office", "business"),
    [
        (date(2018, 1, 2), False, False),  # in lieu of New Year's Eve
        (date(2018, 5, 1), True, False),  # Labour Day closes banks only
        (date(2018, 5, 14), False, False),  # Royal Ploughing closes offices only
        (date(2018, 7, 5), True, True),
        (date(2018, 7, 7), False, False),  # a Saturday
        (date(2018, 1, 13), False, False),  # Children's Day is a Saturday, not a holiday
        (date(2019, 1, 5), False, False),  # W-09: the fifth on a Saturday
        (date(2019, 1, 7), True, True),
    ],
)
def test_a_day_of_the_office_and_a_day_of_the_banks_differ(day, office, business):
    assert selectors.office_calendar(province="57")(day) is office
    assert selectors.business_calendar(province="57")(day) is business


def test_childrens_day_is_no_holiday_and_every_holiday_names_its_source():
    assert not Holiday.objects.filter(name_th__contains="วันเด็ก").exists()
    assert not Holiday.objects.filter(source="").exists()
    labour = Holiday.objects.filter(name_th="วันแรงงานแห่งชาติ")
    assert labour.count() == len(reference.HOLIDAY_YEARS)
    assert not labour.filter(closes_government=True).exists()


def test_a_holiday_of_one_province_closes_that_province_only(django_assert_num_queries):
    Holiday.objects.create(on=date(2018, 2, 8), name_th="งานประจำจังหวัด", province_id="57", source="ประกาศจังหวัด")
    with django_assert_num_queries(1):
        here = selectors.business_calendar(province="57")
    assert not here(date(2018, 2, 8))
    assert selectors.business_calendar(province="50")(date(2018, 2, 8))
    assert selectors.holidays_of(province="57", year_from=2018, year_to=2018).filter(province="57").count() == 1


@pytest.mark.requirement("R-APPR-09")
def test_fifteen_business_days_after_the_tenth_of_january_end_on_the_thirty_first():
    rule = selectors.policy(key="notify_result_days", province="57", on=date(2018, 1, 10))
    last = rules.deadline(
        rule=rule, start=date(2018, 1, 10), is_business_day=selectors.office_calendar(province="57")
    ).last_on
    assert last == date(2018, 1, 31)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.075", {"number": "0.075"}),
        ("15 business", {"days": 15, "unit": "business"}),
        ("30 calendar", {"days": 30, "unit": "calendar"}),
        ("5th of next month", {"rule": "day_of_next_month", "day": 5}),
        ("same month", {"rule": "same_month"}),
        ("10/16/25", {"calendar": [10, 16, 25]}),
        ("none", {"calendar": []}),
        ("INSTALMENT", {"text": "INSTALMENT"}),
        ("1 per 2000, cap 10000", {"per": "2000", "cap": "10000"}),
    ],
)
def test_policy_values_are_typed(text, value):
    assert typed_value(text) == value


@pytest.mark.parametrize("text", ["", "15 fortnights", "five", "1 per x"])
def test_a_policy_value_that_cannot_be_typed_is_refused(text):
    with pytest.raises(ValueError, match="polic|unit"):
        typed_value(text)


def test_policies_are_read_province_before_nation_the_newest_not_later_than_the_day():
    key = "notify_result_days"
    assert selectors.policy(key=key, province="11", on=date(2019, 10, 1)) == {"days": 3, "unit": "business"}
    assert selectors.policy(key=key, province="11", on=date(2019, 9, 30)) == {"days": 15, "unit": "business"}
    rates = selectors.policies(
        keys=["default_rate", "default_day_basis", "default_base"], province="57", on=date(2021, 4, 11)
    )
    assert rates["default_base"] == {"text": "INSTALMENT"}


def test_no_policy_in_force_is_told_in_a_sentence():
    with pytest.raises(selectors.NoPolicy) as refused:
        selectors.policy(key="loan_max_baht", province="57", on=date(2010, 1, 1))
    assert "ยังไม่มีนโยบาย" in str(refused.value)
    assert "1 ม.ค. 2553" in str(refused.value)


def test_every_policy_reads_as_words_and_has_its_source():
    for row in selectors.policy_rows():
        assert row.label != row.key
        assert "{" not in row.value_text
        assert row.source


def test_an_office_that_nobody_entered_is_told_in_a_sentence():
    assert selectors.office_of(province="57").amphoe is None
    assert selectors.office_of(province="57", amphoe="5705").amphoe_id == "5705"
    with pytest.raises(selectors.OfficeMissing) as refused:
        selectors.office_of(province="50")
    assert "ยังไม่มีข้อมูลสำนักงาน" in str(refused.value)


@pytest.mark.requirement("R-ACT-16", "R-ACT-18")
def test_the_governor_signs_result_letters_and_the_chief_signs_as_lender():
    office = selectors.office_of(province="57")
    letter = selectors.signature_context(office=office, purpose="RESULT_LETTER", on=date(2018, 1, 31))
    lender = selectors.signature_context(office=office, purpose="CONTRACT", on=date(2018, 2, 1))
    assert letter["position"] == "ผู้ว่าราชการจังหวัดเชียงราย"
    assert lender["position"] == "พัฒนาการจังหวัดเชียงราย"
    assert "acting" not in lender


def test_an_acting_officer_signs_in_her_time_only_and_says_in_whose_stead():
    office = selectors.office_of(province="57")
    Signatory.objects.create(
        office=office,
        purpose="CONTRACT",
        kind="ACTING",
        name="นางสาวผู้รักษา ราชการแทน",
        position="นักวิชาการพัฒนาชุมชน",
        for_position="พัฒนาการจังหวัดเชียงราย",
        order_number="12/2561",
        valid_from=date(2018, 2, 1),
        valid_to=date(2018, 2, 5),
    )
    acting = selectors.signature_context(office=office, purpose="CONTRACT", on=date(2018, 2, 5))
    assert (acting["acting"], acting["acting_for"]) == ("รักษาราชการแทน", "พัฒนาการจังหวัดเชียงราย")
    after = selectors.signature_context(office=office, purpose="CONTRACT", on=date(2018, 2, 6))
    assert "acting" not in after
    delegate = selectors.signature_context(office=office, purpose="CONFIRMATION", on=date(2018, 9, 30))
    assert delegate["acting"] == "ปฏิบัติราชการแทน"


def test_a_purpose_without_a_signatory_is_told_in_a_sentence():
    office = Office.objects.get(province="57", amphoe="5705")
    with pytest.raises(selectors.SignatoryMissing) as refused:
        selectors.signature_context(office=office, purpose="CONTRACT", on=date(2018, 2, 1))
    assert "ยังไม่ได้กำหนดผู้ลงนาม “ผู้ให้กู้ในสัญญา”" in str(refused.value)
