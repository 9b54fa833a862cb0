from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from thai.form_renderer import Renderer
from thai.forms import BahtField, NationalIdField, ThaiDateField


class Entry(forms.Form):
    paid_on = ThaiDateField(label="วันที่จ่าย")
    amount = BahtField(label="จำนวนเงิน", max_value=Decimal(200_000))
    card = NationalIdField(label="เลขประจำตัวประชาชน")
    note_on = ThaiDateField(required=False)
    extra = BahtField(required=False)
    other = NationalIdField(required=False)


def entry(**typed):
    return Entry({"paid_on": "5/7/2561", "amount": "1,234.50", "card": "1-2345-67890-12-1", **typed})


def test_what_thai_users_type_becomes_dates_amounts_and_numbers():
    form = entry()
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "paid_on": date(2018, 7, 5),
        "amount": Decimal("1234.50"),
        "card": "1234567890121",
        "note_on": None,
        "extra": None,
        "other": "",
    }


@pytest.mark.parametrize("typed", ["5/7/2018", "๕ กรกฎาคม ๒๕๖๑", "5 ก.ค. 2561"])
def test_a_date_is_read_in_either_era(typed):
    form = entry(paid_on=typed)
    assert form.is_valid()
    assert form.cleaned_data["paid_on"] == date(2018, 7, 5)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("paid_on", "เมื่อวาน", "อ่านวันที่ “เมื่อวาน” ไม่ได้"),
        ("paid_on", "5/7/61", "ปี 61 อยู่นอกช่วง"),
        ("paid_on", "29/2/2561", "ไม่มีวันที่ “29/2/2561” ในปฏิทิน"),
        ("amount", "สองแสน", "อ่านจำนวนเงิน “สองแสน” ไม่ได้"),
        ("amount", "1.005", "ทศนิยมเกินสองตำแหน่ง"),
        ("amount", "-1", "จำนวนเงินต้องไม่น้อยกว่า 0 บาท"),
        ("amount", "200,000.01", "จำนวนเงินต้องไม่เกิน 200000 บาท"),
        ("card", "1234567890123", "เลขประจำตัวประชาชนไม่ถูกต้อง"),
        ("card", "123", "แต่กรอก 3 หลัก"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(field, typed, sentence):
    form = entry(**{field: typed})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]
    assert f'value="{typed}"' in str(form[field])


def test_the_boxes_show_buddhist_dates_and_commas():
    form = Entry(initial={"paid_on": date(2018, 7, 5), "amount": Decimal("1234.5")})
    date_box, amount_box = str(form["paid_on"]), str(form["amount"])
    for part in ('value="5/7/2561"', "data-thai-date", 'class="form-control"', "(พ.ศ.)", 'type="text"'):
        assert part in date_box
    for part in ('value="1,234.50"', 'inputmode="decimal"', 'type="text"'):
        assert part in amount_box


def test_a_form_sent_back_as_it_was_shown_has_not_changed():
    form = Entry(
        {"paid_on": "5/7/2561", "amount": "1,234.50", "card": "1234567890121"},
        initial={"paid_on": date(2018, 7, 5), "amount": Decimal("1234.50"), "card": "1234567890121"},
    )
    assert not form.has_changed()


def test_a_correction_may_be_negative_where_the_field_says_so():
    assert BahtField(min_value=None).clean("-12.50") == Decimal("-12.50")


def test_values_that_are_dates_and_amounts_already_are_taken():
    assert ThaiDateField().clean(date(2018, 7, 5)) == date(2018, 7, 5)
    assert BahtField().clean(Decimal("5")) == Decimal("5.00")
    with pytest.raises(forms.ValidationError):
        BahtField().clean(Decimal("5.005"))


def test_a_list_to_choose_from_is_drawn_as_django_draws_it():
    choices = [("", "ทั้งหมด"), ("1", "<b>หนึ่ง</b>"), ("กลุ่ม", [("2", "สอง"), (3, 'สาม "ก"')])]
    field = forms.ChoiceField(choices=choices, required=False)
    drawn = [
        field.widget.render(
            "kind", chosen, attrs={"id": "id_kind", "required": True, "hidden": False}, renderer=renderer
        )
        for chosen in (None, "1", 3)
        for renderer in (Renderer(), DjangoTemplates())
    ]
    for ours, django in zip(drawn[::2], drawn[1::2], strict=True):
        assert parse_html(ours) == parse_html(django)
    assert "&lt;b&gt;" in drawn[0]
