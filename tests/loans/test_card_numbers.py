"""Whole card numbers on papers, scans and pages: for whom, and with which reason."""

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from areas.models import PersonalDataAccess, RoleAssignment, User
from areas.roles import ROLES, Role
from documents.models import Document
from documents.uploads import keep_file
from loans import services
from loans.models import Contract
from members import identity
from projects.models import Attachment
from reports.demo import papers
from tests.documents.test_uploads import handed, photo
from tests.loans import factories as make
from tests.papers import blank_pdf
from tests.projects import entries
from tests.scenario import kept_for_module

contract_in_force = kept_for_module(lambda: _play())
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-MEM-08")]
REASON = "พิมพ์ให้สมาชิกลงนาม"
REVEALS = "members.reveal_id"
ROOT = Path(django_settings.BASE_DIR)

PAPERS = ("contract", "contract_download", "draft", "copies", "voucher")
SCANS = ("signed", "signed_voucher", "card_copy", "card_copy_download")
WITHOUT = ("guide", "papers_list", "contract_page", "papers_page", "member", "members")


def a_paper_of(context):
    """Give a PDF that says in its data what was printed."""
    writer, out = PdfWriter(clone_from=BytesIO(blank_pdf())), BytesIO()
    writer.add_metadata({"/Keywords": json.dumps(context, ensure_ascii=False, default=str)})
    writer.write(out)
    return out.getvalue()


def telling_papers(patch):
    """Let a paper say what is printed, and joined ones what is printed on all."""
    said = []

    def render(*, template, context):
        said.append(context)
        return a_paper_of(context)

    patch.setattr("documents.rendering.render_pdf", render)
    patch.setattr("documents.rendering.join_pdfs", lambda parts: a_paper_of([text_of(part) for part in parts]))


def text_of(pdf):
    return PdfReader(BytesIO(pdf)).metadata["/Keywords"]


def _play():
    from reports.demo import people

    with pytest.MonkeyPatch.context() as patch:
        telling_papers(patch)
        made = make.a_contract_in_force(people.read())
        papers.draw()
    return made


@pytest.fixture
def thing(contract_in_force, people, settings, tmp_path, monkeypatch, business_date):
    """Give the address of each thing by its name, and the whole numbers of the signers."""
    telling_papers(monkeypatch)
    settings.MEDIA_ROOT = tmp_path
    business_date(make.TRANSFER_ON)
    contract = Contract.objects.get(pk=contract_in_force.pk)
    given = {"by": people.users["khuntan"], "on": make.TRANSFER_ON}
    signed = services.attach_file(of=contract, code="SIGNED", upload=handed(photo(), "สัญญา.jpg"), **given)
    voucher = services.attach_file(of=contract, code="VOUCHER", upload=handed(photo(), "ใบสำคัญ.jpg"), **given)
    card = Attachment.objects.create(
        proposal=contract.proposal,
        file=keep_file(upload=handed(photo(colour="blue"), "บัตร.jpg"), by=given["by"]),
        code="ID_COPIES",
        added_by=given["by"],
        added_on=make.TRANSFER_ON,
    )
    about = Document.objects.about(f"contract:{contract.pk}")
    paper, draft = (about.filter(kind=kind).first().pk for kind in ("CONTRACT", "CONTRACT_DRAFT"))
    reference, signer = contract.proposal.reference, contract.parties.first().member
    return {
        "contract": reverse("documents:open", args=[paper]),
        "contract_download": reverse("documents:download", args=[paper]),
        "draft": reverse("documents:open", args=[draft]),
        "copies": reverse("loans:copies", args=[contract.pk]),
        "voucher": reverse("loans:voucher", args=[contract.pk]),
        "signed": reverse("loans:file", args=[signed.pk]),
        "signed_voucher": reverse("loans:file", args=[voucher.pk]),
        "card_copy": reverse("projects:attachment", args=[reference, card.pk]),
        "card_copy_download": reverse("projects:attachment_download", args=[reference, card.pk]),
        "guide": reverse("loans:guide", args=[contract.pk]),
        "papers_list": reverse("loans:papers_pdf", args=[contract.pk]),
        "contract_page": reverse("loans:contract", args=[contract.pk]),
        "papers_page": reverse("loans:papers", args=[contract.pk]),
        "member": reverse("members:detail", args=[signer.member_number]),
        "members": reverse("members:list"),
    }


@pytest.fixture
def numbers(contract_in_force):
    rows = contract_in_force.parties.select_related("member").order_by("position")
    return [identity.decrypt(row.member.national_id_encrypted) for row in rows]


@pytest.fixture
def as_role(client):
    """Log somebody in who has one role in the province."""

    def log_in(role):
        user = User.objects.create(username=f"one-{role}".lower(), display_name="ผู้ทดสอบ")
        RoleAssignment.objects.create(user=user, role=role, province_id="57", valid_from=date(2016, 10, 1))
        client.force_login(user)
        return client

    return log_in


def shown(answer):
    """Give what an answer shows, digits only, and whether it is a scan."""
    kind = answer.get("Content-Type", "")
    if kind == "application/pdf":
        return re.sub(r"[^0-9]", "", re.sub(r"[ -]", "", text_of(answer.content))), False
    if kind.startswith("image/"):
        return "", True
    return re.sub(r"[^0-9]", "", answer.content.decode()), False


def shows(answer, numbers):
    text, is_scan = shown(answer)
    return is_scan or any(number in text for number in numbers)


def revealed():
    return PersonalDataAccess.objects.filter(action="REVEAL")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", [*PAPERS, *SCANS])
def test_whole_numbers_only_for_those_entitled_who_say_why(thing, numbers, as_role, role, name):
    browser, is_entitled = as_role(role), REVEALS in ROLES[role].may
    answer = browser.get(thing[name])
    assert not shows(answer, numbers)
    assert not revealed().exists()
    assert not shows(browser.post(thing[name], {"reason": " "}), numbers)
    assert not revealed().exists()
    answer = browser.post(thing[name], {"reason": REASON})
    is_whole = is_entitled and answer.status_code == 200
    assert shows(answer, numbers) is is_whole
    assert is_whole or answer.status_code == 403
    subjects = set(revealed().filter(reason__startswith=REASON).values_list("subject", flat=True))
    contract = Contract.objects.get()
    signers = {f"member:{one.member_id}" for one in contract.parties.all()}
    assert subjects == (signers if is_whole else set())


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", PAPERS)
def test_who_may_not_see_them_reads_the_paper_masked(thing, numbers, as_role, role, name):
    permission = "documents.view" if thing[name].startswith(reverse("documents:list")) else "loans.view"
    answer = as_role(role).get(f"{thing[name]}?masked=1")
    if permission not in ROLES[role].may:
        assert answer.status_code == 403
        return
    assert answer["Content-Type"] == "application/pdf"
    assert not shows(answer, numbers)
    assert "ฉบับปิดเลขประจำตัวประชาชน" in text_of(answer.content)
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", WITHOUT)
def test_no_other_page_or_paper_shows_one(thing, numbers, as_role, role, name):
    assert not shows(as_role(role).get(thing[name]), numbers)


def test_the_form_of_a_proposal_has_masked_numbers_only(people, in_2017, log_in, monkeypatch):
    telling_papers(monkeypatch)
    proposal = entries.draft(people)
    rows = proposal.borrowers.select_related("member")
    cards = [identity.decrypt(row.member.national_id_encrypted) for row in rows]
    answer = log_in("khuntan").get(reverse("projects:proposal_form", args=[proposal.reference]))
    assert answer["Content-Type"] == "application/pdf"
    assert cards
    assert not shows(answer, cards)


def test_a_masked_paper_has_the_code_of_the_whole_one(thing, log_in):
    from documents.rendering import content_code

    paper = Document.objects.get(kind="CONTRACT")
    answer = log_in("auditor").get(thing["contract"])
    assert content_code(template=paper.template, context=paper.context) in text_of(answer.content)


def test_who_may_not_open_a_scan_has_no_link_to_it(thing, log_in):
    assert thing["signed"] not in log_in("accountant").get(thing["papers_page"]).content.decode()
    assert thing["signed"] in log_in("secretary").get(thing["papers_page"]).content.decode()


def test_whoever_decrypts_a_card_number_or_prints_one_is_known_here():
    """A new paper with whole numbers must come into the list of this file."""
    rooms = [path for path in ROOT.glob("*/**/*.py") if path.parts[-len(path.relative_to(ROOT).parts)] in ROOMS]
    decrypts = {str(path.relative_to(ROOT)) for path in rooms if "identity.decrypt(" in path.read_text()}
    assert decrypts == {"loans/letters.py", "loans/services/papers.py", "members/services/persons.py"}
    templates = (ROOT / "templates/papers").rglob("*.html")
    printing = {path.name for path in templates if "national_id|card_number" in path.read_text()}
    assert printing == {"_voucher.html", "contract.html"}


ROOMS = ("areas", "debt_followup", "documents", "loans", "members", "projects", "repayments", "reports", "treasury")
