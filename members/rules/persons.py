"""What a natural person must be to enter the register: a woman, of fifteen years, with dates that can be."""

from datetime import date

from thai.dates import add_years
from thai.refusals import Refusal
from thai.refusals import sentence as _

LEAST_AGE = 15
OLDEST = 120
# Titles that only men bear. The card prints no sex, but everybody's title tells it, except ranks and degrees, which
# both bear: those are taken, and the officer sees the card.
MENS_TITLES = frozenset(
    {"นาย", "เด็กชาย", "ด.ช.", "ดช.", "พระ", "พระภิกษุ", "สามเณร", "สมเด็จพระ", "Mr", "Mr."}  # stays Thai: part of a name
)
CHILDRENS_TITLES = frozenset({"เด็กหญิง", "ด.ญ.", "ดญ."})  # stays Thai: part of a name


class NotAWoman(Refusal):
    """The title is a man's; the members of the fund are women."""


class TooYoung(Refusal):
    """Under fifteen on the day of registration."""


class DateNotPossible(Refusal):
    """A date of the member cannot be."""


def age_on(birth_on: date, on: date) -> int:
    """Whole years of age on a day; somebody born on 29 February is a year older on 28 February of a common year."""
    years = on.year - birth_on.year
    return years if add_years(birth_on, years) <= on else years - 1


def check_title(*, title: str) -> None:
    """Refuse a title that only men bear.

    :raises NotAWoman: for those of ``MENS_TITLES``.
    Source: R-ACT-01; members of the fund are women.
    """
    if title.strip() in MENS_TITLES:
        raise NotAWoman(_("กองทุนรับสตรีเป็นสมาชิกเท่านั้น คำนำหน้า %(title)s เป็นของชาย กรุณาตรวจบัตร"), title=title.strip())


def check_age(*, birth_on: date, on: date) -> None:
    """Refuse somebody who is not yet fifteen on a day.

    :raises TooYoung: with the day on which she will be.
    Source: R-ACT-01; natural persons of fifteen or more.
    """
    of_age_on = add_years(birth_on, LEAST_AGE)
    if on < of_age_on:
        raise TooYoung(
            _("สมาชิกต้องมีอายุไม่น้อยกว่า %(least)s ปี ผู้สมัครจะครบในวันที่ %(of_age_on)s"), least=LEAST_AGE, of_age_on=of_age_on
        )


def check_dates(*, birth_on: date, residence_since_on: date, on: date) -> None:
    """Refuse dates that cannot be: born today or later, older than 120, living there before birth or after today.

    :raises DateNotPossible: with the date that is wrong.
    """
    if birth_on >= on:
        raise DateNotPossible(_("วันเกิดต้องอยู่ก่อนวันที่ %(on)s"), on=on)
    if add_years(birth_on, OLDEST) < on:
        raise DateNotPossible(_("วันเกิด %(birth_on)s เกิน %(most)s ปีแล้ว กรุณาตรวจปีเกิด"), birth_on=birth_on, most=OLDEST)
    if residence_since_on < birth_on:
        raise DateNotPossible(_("วันที่เริ่มอยู่ในพื้นที่ต้องไม่ก่อนวันเกิด"))
    if residence_since_on > on:
        raise DateNotPossible(_("วันที่เริ่มอยู่ในพื้นที่ต้องไม่หลังวันที่ %(on)s"), on=on)
