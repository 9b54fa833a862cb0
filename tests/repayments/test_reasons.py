"""Why a line is where it is: kept once, read in the reader's language."""

import re
from datetime import date, time
from string import Formatter

import pytest
from django.urls import reverse
from django.utils import translation

from repayments import reasons, services
from repayments.models import BankLine
from repayments.reasons import in_words, said
from tests.repayments.factories import contracts_in_force, imported, paid
from tests.scenario import kept_for_module
from thai import refusals

contracts = kept_for_module(lambda: _play())


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def reader(monkeypatch):
    """Let every sentence be told as its translation would be: with its places, without its words."""

    def translated(text):
        return "told " + " ".join(re.findall(r"%\(\w+\)s", text))

    monkeypatch.setattr(refusals, "_in_the_readers_language", translated)


def test_a_reason_says_what_it_was_kept_with():
    kept = said("BOTH", contract="12/2561", number=3, planned="52,515.07")
    assert in_words(kept) == "เลขอ้างอิงตรงกับสัญญา 12/2561 งวดที่ 3 (ยอดตามงวด 52,515.07 บาท จึงตัดชำระตามลำดับ)"


def test_reasons_joined_are_one_and_each_is_worded_by_itself(reader):
    kept = said("REF1_WRONG", ref1="57") + said("SEVERAL", contracts="1/2561, 3/2561")
    assert in_words(kept) == "told 57 told 1/2561, 3/2561"


def test_a_day_is_told_by_the_readers_calendar():
    kept = said("UNDONE", undone_on=date(2018, 7, 5))
    assert "5 ก.ค. 2561" in in_words(kept)
    with translation.override("en"):
        assert "5 Jul 2561" in in_words(kept)


@pytest.mark.parametrize("typed", ["ก=ข", "100 %", "%(reason)s", "a\x1eb\x1fc=d", "", "สองบรรทัด\nครับ", "\\N\tx"])
def test_whatever_a_person_types_stays_and_breaks_nothing(typed):
    shown = in_words(said("MATCHED_BY_PERSON", contract="1/2561", reason=typed))
    assert shown == "เจ้าหน้าที่จับคู่กับสัญญา 1/2561: " + typed.replace("\x1e", "").replace("\x1f", "")


def test_a_sentence_from_before_is_read_as_it_is():
    assert in_words("พักไว้: รอหลักฐาน") == "พักไว้: รอหลักฐาน"
    assert in_words("") == ""


def test_a_reason_that_nobody_worded_is_no_reason():
    with pytest.raises(KeyError):
        said("NO_SUCH")


def test_every_sentence_has_named_places_alone():
    for code, text in reasons.SENTENCES.items():
        assert not [name for _t, name, _s, _c in Formatter().parse(text) if name is not None], code
        assert re.sub(r"%\(\w+\)s", "", text).count("%") == 0, code


@pytest.mark.usefixtures("blank_papers")
def test_the_queue_the_file_and_the_line_are_read_in_the_readers_language(people, contracts, log_in, reader):
    line, *_rest = imported(
        people, paid(contracts[0], ref1="12345", name="ใครก็ไม่รู้จัก"), paid(contracts[1], at=time(9, 0)), name="x.txt"
    )
    page = log_in("accountant")
    pages = [
        reverse("repayments:queue"),
        reverse("repayments:bank_file", args=[line.file_id]),
        reverse("repayments:line", args=[line.pk]),
    ]
    for url in pages:
        assert "told 12345" in page.get(url).content.decode()
    services.hold_line(line=line, reason="รอหลักฐาน", by=people.users["accountant"])
    assert "told รอหลักฐาน" in page.get(pages[2]).content.decode()
    BankLine.objects.filter(pk=line.pk).update(reason="คำไทยจากก่อนหน้า")
    assert "คำไทยจากก่อนหน้า" in page.get(pages[2]).content.decode()


def test_a_reason_is_told_by_its_code_and_a_sentence_from_before_by_its_beginning():
    kept = said("RECEIPT_LEFT", receipts="1/2561") + said("NETTED_BY_PERSON", reason="สลิป: ยอดตรงกัน")
    old = "เจ้าหน้าที่หักกลบกับเงินที่ยังไม่ได้ออกใบเสร็จ: สลิป: ยอดตรงกัน"
    for reason in (kept, old):
        assert reasons.is_said(reason, "NETTED_BY_PERSON")
        assert reasons.value_in(reason, "reason") == "สลิป: ยอดตรงกัน"
        assert not reasons.is_said(reason, "NETTED")
    assert reasons.value_in(kept, "nothing") == ""
