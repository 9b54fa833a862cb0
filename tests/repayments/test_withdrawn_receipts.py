"""The paper of a receipt that was taken back says so wherever it is opened; what was issued stays byte for byte."""

import hashlib
import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents.models import Document
from documents.selectors import papers_list
from documents.withdrawn import files_as_they_stand, withdrawals
from jobs.models import JobRun
from jobs.services import work
from repayments import services
from tests.documents.given_out import assert_every_number_is_found
from tests.documents.reading import page_texts
from tests.repayments.factories import as_if_of, contracts_in_force, paid, receipted
from tests.repayments.test_reversals import AUGUST_20, asked, taken_back
from tests.scenario import kept_for_module

contracts = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers")


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def receipts(people, contracts):
    as_if_of(contracts[0].amphoe, contracts)
    return receipted(people, paid(contracts[0]), paid(contracts[1]))


def paper_of(receipt):
    return Document.objects.get(kind="RECEIPT", subject=f"receipt:{receipt.pk}")


def opened(people, paper, name="open"):
    client = Client()
    client.force_login(people.users["accountant"])
    return client.get(reverse(f"documents:{name}", args=[paper.pk]))


def marks(pdf):
    return ["ตามบันทึกเลขที่" in "".join(text.split()) for text in page_texts(pdf)]


@pytest.mark.parametrize("how", ["open", "download"])
def test_who_opens_the_paper_sees_that_it_fell_by_which_note_and_on_what_day(people, receipts, how):
    taken_back(people, receipts[0])
    answer = opened(people, paper_of(receipts[0]), how)
    assert marks(answer.content) == [True]
    text = "".join(page_texts(answer.content)[0].split())
    note = Document.objects.get(kind="RECEIPT_REVERSAL")
    assert "ยกเลิกแล้ว" in text
    assert "๑/๒๕๖๑ลงวันที่๒๐สิงหาคม๒๕๖๑" in text
    assert note.number == "1/2561"
    assert marks(opened(people, paper_of(receipts[1])).content) == [False]


def test_what_was_issued_is_kept_with_its_hash_below_the_mark(people, receipts):
    paper = paper_of(receipts[0])
    whole = bytes(paper.file.pdf)
    before = opened(people, paper)
    assert before.content == whole
    taken_back(people, receipts[0])
    paper = paper_of(receipts[0])
    assert bytes(paper.file.pdf) == whole
    assert paper.sha256 == hashlib.sha256(whole).hexdigest()
    assert opened(people, paper)["ETag"] != before["ETag"], "no browser shows the clean one again"


def test_a_request_that_nobody_approved_marks_nothing(people, receipts):
    asked(people, receipts[0])
    assert withdrawals([paper_of(receipts[0])]) == {}
    assert marks(opened(people, paper_of(receipts[0])).content) == [False]


def test_a_bundle_marks_the_pages_of_the_receipts_that_fell_since_and_no_others(people, contracts, receipts):
    by = people.users["accountant"]
    services.make_bundle(amphoe=contracts[0].amphoe, by=by, on=AUGUST_20)
    assert_every_number_is_found("receipt_bundle")
    work(run_id=JobRun.objects.get(job="repayments.print_bundle").pk)
    bundle = Document.objects.get(kind="RECEIPT_BUNDLE")
    assert marks(opened(people, bundle).content) == [False, False, False]
    second = Document.objects.get(pk=bundle.context["papers"][1])
    taken_back(people, next(receipt for receipt in receipts if paper_of(receipt) == second))
    assert marks(opened(people, bundle).content) == [False, False, True], "a list leads the receipts"


def test_papers_that_are_bundled_now_carry_their_mark(people, receipts):
    taken_back(people, receipts[0])
    files = list(files_as_they_stand([paper_of(receipt).pk for receipt in receipts]))
    assert [marks(pdf) for pdf in files] == [[True], [False]]
    assert [len(PdfReader(io.BytesIO(pdf)).pages) for pdf in files] == [1, 1]


def test_the_list_of_papers_says_so_as_well(people, receipts):
    taken_back(people, receipts[0])
    shown = {row["number"]: row["tone"] for row in papers_list(subject=f"receipt:{receipts[0].pk}")}
    assert shown[paper_of(receipts[0]).number] == "bad"
    client = Client()
    client.force_login(people.users["accountant"])
    assert "ยกเลิกแล้ว" in client.get(reverse("documents:list")).content.decode()
