import pickle
import subprocess
import sys
from datetime import date
from decimal import Decimal

from django.utils import translation

from thai.refusals import Refusal, sentence


class GroupTooSmall(Refusal):
    """A group with fewer persons than the policy asks."""


class Recorded(Refusal):
    """A refusal whose maker takes other arguments."""

    def __init__(self, number):
        super().__init__("บันทึกเลขที่ %(number)s แล้ว", number=number)


def test_a_refusal_is_a_whole_sentence():
    refusal = GroupTooSmall(sentence("กลุ่มต้องมีอย่างน้อย %(least)s คน"), least=5)
    assert str(refusal) == "กลุ่มต้องมีอย่างน้อย 5 คน"
    assert refusal.sentence == "กลุ่มต้องมีอย่างน้อย %(least)s คน"
    assert refusal.values == {"least": 5}


def test_a_sentence_without_values_may_hold_a_percent_sign():
    assert str(Refusal("ดอกเบี้ยเกิน 15% ต่อปี")) == "ดอกเบี้ยเกิน 15% ต่อปี"
    assert str(Refusal("")) == ""


def test_dates_and_amounts_are_shown_as_people_read_them():
    refusal = Refusal("เกิน %(ceiling)s บาท ณ %(on)s", ceiling=Decimal("200000.00"), on=date(2018, 7, 5))
    assert str(refusal) == "เกิน 200,000.00 บาท ณ 5 ก.ค. 2561"
    with translation.override("en"):
        assert str(refusal) == "เกิน 200,000.00 บาท ณ 5 Jul 2561"
    assert str(Refusal("%(amount)d และ %(amount).1f", amount=Decimal("1234.50"))) == "1234 และ 1234.5"


def test_the_sentence_is_read_in_the_language_of_the_moment(monkeypatch):
    english = {"มี %(count)s คน": "There are %(count)s persons"}
    monkeypatch.setattr("django.utils.translation.gettext", lambda text: english[text])
    assert str(Refusal("มี %(count)s คน", count=3)) == "There are 3 persons"


def test_a_refusal_travels_between_processes():
    for refusal in (GroupTooSmall("มี %(count)s คน", count=3), Recorded("12/2561")):
        arrived = pickle.loads(pickle.dumps(refusal))
        assert type(arrived) is type(refusal)
        assert (str(arrived), arrived.values) == (str(refusal), refusal.values)


def test_a_value_may_be_called_anything():
    assert str(Refusal("%(self)s %(said)s %(sentence)s", self=1, said=2, sentence=3)) == "1 2 3"


def test_the_pure_modules_and_their_sentences_need_no_django():
    without_django = (
        "import sys; sys.modules['django'] = None\n"
        "import thai.baht, thai.dates, thai.digits, thai.national_id, thai.sorting\n"
        "from thai.refusals import Refusal\n"
        "from datetime import date\n"
        "print(ascii(str(Refusal('%(n)s %(on)s', n=1, on=date(2018, 7, 5)))))\n"
    )
    printed = subprocess.run([sys.executable, "-c", without_django], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == ascii("1 5 ก.ค. 2561")
