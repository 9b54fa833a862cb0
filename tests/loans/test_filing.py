"""Where the papers of a contract lie (T-10), its files, its number in SARA, and the registers as of any day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from areas.models import Policy
from areas.selectors import business_calendar
from documents.models import StoredFile
from documents.spreadsheets import read_sheet
from loans import filing, selectors, services
from loans.models import AttachedFile, Contract, FiledPaper
from loans.selectors import lists
from members import services as members
from reports.demo.progress import photograph
from tests.loans import factories as make
from tests.projects.houses import house_draft
from tests.repayments.factories import contracts_in_force

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]


def lying(contract, on=make.TRANSFER_ON):
    return set(selectors.whereabouts([contract.pk], as_of=on).get(contract.pk, {}))


# -- the list ----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REG-08", "R-REG-09", "R-REG-10")
def test_the_province_keeps_five_papers_the_amphoe_four_the_member_five():
    counts = [len(filing.at(place)) for place in (filing.Place.PROVINCE, filing.Place.AMPHOE, filing.Place.MEMBER)]
    assert counts == [5, 4, 5]


@pytest.mark.requirement("R-CONT-14", "R-STMP-03")
def test_the_stamped_original_and_the_passbook_copy_lie_at_the_province_once_they_were_received(people):
    contract = make.a_signed_contract(people)
    assert lying(contract) == set()
    services.receive_papers(contracts=[contract], by=people.users["secretary"], on=make.TRANSFER_ON)
    assert lying(contract) == {"ORIGINAL", "PASSBOOK"}


@pytest.mark.requirement("R-CONT-14", "R-CONT-15", "R-CONT-17")
def test_a_paper_goes_to_its_place_and_may_leave_it_and_the_day_is_kept(people):
    contract, by = make.a_complete_contract(people), people.users["khuntan"]
    member = {item.code for item in filing.at(filing.Place.MEMBER)}
    amphoe = {"COPY_AMPHOE", "PROPOSAL_AMPHOE"}
    file = services.file_papers
    assert file(contract=contract, there=member | amphoe, of=member | amphoe, by=by, on=date(2018, 2, 5)) == 7
    assert file(contract=contract, there=member | amphoe, of=member | amphoe, by=by, on=date(2018, 2, 6)) == 0
    assert lying(contract) == {"ORIGINAL", "PASSBOOK"}  # as of the day before
    assert lying(contract, date(2018, 2, 5)) == {"ORIGINAL", "PASSBOOK"} | member | amphoe
    assert file(contract=contract, there=set(), of={"COPY_AMPHOE"}, by=by, on=date(2018, 2, 7)) == 1
    assert "COPY_AMPHOE" not in lying(contract, date(2018, 2, 7))
    assert "COPY_AMPHOE" in lying(contract, date(2018, 2, 6))
    missing = {item.code for item in filing.missing(there=lying(contract, date(2018, 2, 7)))}
    assert missing == {"COPY_AMPHOE", "VOUCHERS_BACK", "VOUCHER_PROVINCE"}


@pytest.mark.requirement("R-DISB-04", "R-DISB-07")
def test_the_vouchers_come_to_the_amphoe_and_one_of_them_goes_on_to_the_province(people):
    contract, by = make.a_contract_in_force(people), people.users["khuntan"]
    codes = {item.code for item in filing.at(filing.Place.VOUCHERS)}
    services.file_papers(contract=contract, there=codes, of=codes, by=by, on=date(2018, 2, 8))
    assert codes == {"VOUCHERS_BACK", "VOUCHER_PROVINCE"} <= lying(contract, date(2018, 2, 8))


@pytest.mark.requirement("R-DISB-04")
def test_the_task_of_the_vouchers_leads_to_exactly_what_it_counts(people, log_in, business_date):
    first, second = contracts_in_force(people)
    codes = {item.code for item in filing.at(filing.Place.VOUCHERS)}
    by = people.users["khuntan"]
    services.file_papers(contract=first, there=codes, of=codes, by=by, on=date(2018, 2, 8))
    last = second.contract_on + timedelta(days=lists.VOUCHER_DAYS - 1)
    url = f"{reverse('loans:register', args=['papers'])}?waits=1"
    for day, waiting in ((last, [second]), (last + timedelta(days=1), [])):
        business_date(day)
        counted = lists.awaiting_vouchers(Contract.objects.visible_to(people.users["secretary"], "loans.sign"), on=day)
        assert list(counted) == waiting
        page = log_in("secretary").get(url).content.decode()
        assert (f">{second.label}<" in page, f">{first.label}<" in page) == (bool(waiting), False)
        found = lists.papers_as_of(user=people.users["secretary"], as_of=day, waits=True)
        assert list(found) == waiting
    assert log_in("secretary").get(url.removesuffix("?waits=1")).content.decode().count(second.label)


def test_before_the_signing_there_is_nothing_to_hand_out(people):
    contract = make.a_prepared_contract(people)
    with pytest.raises(services.NotReady, match="ยังไม่ได้ลงนาม"):
        services.file_papers(
            contract=contract, there={"GUIDE"}, of={"GUIDE"}, by=people.users["khuntan"], on=make.SIGNED_ON
        )
    assert not FiledPaper.objects.exists()


# -- files and SARA ----------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-10")
def test_the_passbook_copy_is_handed_in_as_a_file_on_the_day_of_signing(
    people, log_in, business_date, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    business_date(make.SIGNED_ON)
    contract = make.a_prepared_contract(people)
    given = make.signing(contract)
    typed = {
        "signed_on": "1/2/2561",
        "present": given["present_member_ids"],
        "witnesses": ["1", "2"],
        "checks": given["checks"],
        "note": given["note"],
        "passbook": photograph(number=3),
    }
    assert log_in("khuntan").post(reverse("loans:sign", args=[contract.pk]), typed).status_code == 302
    row = AttachedFile.objects.get(contract=contract)
    assert (row.code, row.file.kind, row.added_by.username) == ("PASSBOOK", "JPEG", "khuntan")
    page = log_in("secretary").get(reverse("loans:papers", args=[contract.pk])).content.decode()
    assert reverse("loans:file", args=[row.pk]) in page
    assert log_in("phan").get(reverse("loans:file", args=[row.pk])).status_code == 404  # another amphoe's officer


def test_a_file_of_a_contract_is_added_later_too(people, log_in, business_date, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    business_date(make.TRANSFER_ON)
    contract = make.a_signed_contract(people)
    typed = {"code": "SIGNED", "file": photograph(number=4)}
    log_in("secretary").post(reverse("loans:add_file", args=[contract.pk]), typed)
    assert AttachedFile.objects.get().code == "SIGNED"
    log_in("secretary").post(reverse("loans:add_file", args=[contract.pk]), {"code": "SIGNED"})
    assert StoredFile.objects.count() == 1


@pytest.mark.requirement("R-CONT-07")
def test_the_number_in_sara_is_recorded_at_any_time_shown_and_unique_in_the_province(people, log_in, business_date):
    business_date(make.TRANSFER_ON)
    contract, other = make.a_contract_in_force(people), make.a_prepared_contract(people, group=2)
    client = log_in("secretary")
    client.post(reverse("loans:sara", args=[contract.pk]), {"sara_number": " S-57/001 "})
    contract.refresh_from_db()
    assert contract.sara_number == "S-57/001"
    assert "S-57/001" in client.get(reverse("loans:contract", args=[contract.pk])).content.decode()
    said = client.post(reverse("loans:sara", args=[other.pk]), {"sara_number": "S-57/001"}, follow=True)
    assert f"เป็นของสัญญา {contract.label} แล้ว" in said.content.decode()
    assert "S-57/001" in client.get(reverse("loans:register", args=["contracts"])).content.decode()


# -- the pages ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-14", "R-CONT-15")
def test_the_page_of_the_papers_takes_ticks_and_prints_the_list_and_the_guide(
    people, log_in, business_date, quick_papers
):
    business_date(date(2018, 2, 5))
    contract = make.a_contract_in_force(people)
    client = log_in("khuntan")
    typed = {"place": "MEMBER", "there": ["GUIDE", "BILLS", "ORIGINAL"]}
    client.post(reverse("loans:file_papers", args=[contract.pk]), typed)
    assert lying(contract, date(2018, 2, 5)) == {"ORIGINAL", "PASSBOOK", "GUIDE", "BILLS"}
    page = client.get(reverse("loans:papers", args=[contract.pk])).content.decode()
    assert page.count('name="place"') == 4
    assert reverse("projects:proposal_form", args=[contract.proposal.reference]) in page
    assert client.get(reverse("loans:papers_pdf", args=[contract.pk]))["Content-Type"] == "application/pdf"
    template, listed = quick_papers[-1]
    assert template == "papers/register.html"
    assert [len(group["rows"]) for group in listed["groups"]] == [5, 4, 5, 2]
    assert client.get(reverse("loans:guide", args=[contract.pk])).status_code == 200
    template, guide = quick_papers[-1]
    assert (template, guide["ref1"]) == ("papers/repayment_guide.html", contract.ref1)
    assert [line["total"] for line in guide["instalments"]] == ["52515.07", "52268.49", "51487.67", "50756.16"]


@pytest.mark.requirement("R-REG-01", "R-REG-02")
def test_a_register_stands_as_of_any_day_on_screen_on_paper_and_as_a_file(people, log_in, business_date, quick_papers):
    business_date(date(2018, 3, 1))
    contract = make.a_contract_in_force(people)
    waiting = make.a_prepared_contract(people, group=2)
    client = log_in("secretary")
    for which in ("contracts", "accounts", "papers", "tambons"):
        url = reverse("loans:register", args=[which])
        assert client.get(url).status_code == 200
        assert "ไม่มีรายการ ณ วันที่นี้" in client.get(url, {"as_of": "1/1/2561"}).content.decode()
        book = client.get(reverse("loans:register_xlsx", args=[which]), {"as_of": "28/2/2561"})
        rows = list(read_sheet(name="list.xlsx", content=book.content).rows)
        assert len(rows) == {"accounts": 3}.get(which, 2)  # the last is that of the sums
        assert rows[-1].cells[0] == f"รวม {len(rows) - 1} รายการ"
        paper = client.get(reverse("loans:register_pdf", args=[which]), {"as_of": "28/2/2561"})
        assert paper["Content-Type"] == "application/pdf"
        assert (quick_papers[-1][1]["as_of"], quick_papers[-1][1]["known_at"]) == ("2018-02-28", "2018-03-01")
    page = client.get(reverse("loans:register", args=["accounts"])).content.decode()
    assert contract.account_number in page
    assert waiting.account_number in page
    assert waiting.label not in client.get(reverse("loans:register", args=["contracts"])).content.decode()


def test_a_contract_closed_later_was_in_force_before(people, log_in, business_date):
    business_date(date(2018, 3, 1))
    contract = make.a_contract_in_force(people)
    make.money_back(people, contract=contract, reason="ย้าย", on=date(2018, 2, 8))
    client, url = log_in("secretary"), reverse("loans:register", args=["contracts"])
    assert "ชำระครบ ปิดสัญญา" in client.get(url).content.decode()
    assert "มีผลบังคับ" in client.get(url, {"as_of": "7/2/2561"}).content.decode()


def test_an_unknown_register_does_not_exist(log_in, business_date):
    business_date(date(2018, 3, 1))
    assert log_in("secretary").get(reverse("loans:register", args=["nothing"])).status_code == 404


# -- an organisation borrows -------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-05")
def test_an_organisation_uses_the_account_that_it_has_and_uses_it_again(people, log_in, business_date):
    from projects.rules import Step
    from projects.services import advance
    from tests.projects.test_organisations import send

    house = members.register_organisation(
        name="กลุ่มสตรีทอผ้า",
        is_legal_person=False,
        tambon="571403",
        address="1 หมู่ 1",
        residence_since_on=date(2015, 1, 1),
        president=people.groups[6][0],
        by=people.users["khuntan"],
        on=date(2017, 12, 1),
    )
    made = []
    business_date(make.NOTIFIED_ON)
    client = log_in("secretary")
    for title in ("ทอผ้า", "ย้อมผ้า"):
        proposal = house_draft(people, house, people.groups[6][0], title=title, amount=Decimal("100000.00"))
        send(people, proposal)
        for step in ("GIVE_TAMBON_OPINION", "PUT_ON_AMPHOE_AGENDA", "AGREE", "RECORD", "SCREEN", "APPROVE", "NOTIFY"):
            advance(proposal=proposal, step=Step(step), by=people.users["secretary"], on=make.NOTIFIED_ON)
        url = reverse("loans:prepare", args=[proposal.pk])
        page = client.get(url).content.decode()
        assert "ชื่อบัญชีขององค์กร" in page
        assert 'name="holder_ids"' not in page
        typed = {
            "instalment_count": 4,
            "months_between": 6,
            "planned_transfer_on": "2/2/2561",
            "account_bank": "ธนาคารออมสิน",
            "account_kind": "CURRENT",
            "account_number": "020-1-2345678",
            "account_name": "กลุ่มสตรีทอผ้า",
            "withdrawal_persons": 2,
            "witness_1": make.WITNESSES[0],
            "witness_2": make.WITNESSES[1],
            "appointment_on": "1/2/2561",
        }
        answer = client.post(url, typed)
        assert answer.status_code == 302, answer.content.decode()
        made.append(proposal.contract)
    assert {(one.account_name, one.account_kind, one.is_own_account) for one in made} == {
        ("กลุ่มสตรีทอผ้า", "CURRENT", True)
    }


@pytest.mark.requirement("R-CONT-05")
def test_a_fixed_deposit_of_an_organisation_is_refused():
    from loans import account

    given = {"name": "กลุ่มสตรี", "withdrawal_persons": 2}
    assert account.check_own_account(kind="SAVINGS", **given) == "กลุ่มสตรี"
    with pytest.raises(account.NotSavings):
        account.check_own_account(kind="FIXED", **given)
    with pytest.raises(account.WrongHolders):
        account.check_own_account(kind="SAVINGS", name=" ", withdrawal_persons=2)
    with pytest.raises(account.TooFewWithdrawers):
        account.check_own_account(kind="SAVINGS", name="ก", withdrawal_persons=0)


# -- the guideline -----------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-18")
def test_a_contract_says_by_which_rule_of_the_guideline_it_was_made_and_paid(people, log_in, business_date):
    business_date(make.TRANSFER_ON)
    contract = make.a_contract_in_force(people)
    rules = {policy["key"]: policy for policy in contract.terms["policies"]}
    assert {"contract_interest_rate", "term_max_months", "due_day_of_month", "transfer_limit", "stamp_duty"} <= set(
        rules
    )
    assert all(policy["source"] and policy["effective_from"] <= "2018-02-02" for policy in rules.values())
    page = log_in("secretary").get(reverse("loans:contract", args=[contract.pk])).content.decode()
    assert all(policy["no"] in page for policy in rules.values())


@pytest.mark.requirement("R-DISB-10")
def test_an_instruction_sets_the_end_of_the_fiscal_year_as_the_last_day_of_transfer(people):
    Policy.objects.create(
        policy_no="P-14",
        key="transfer_limit",
        value={"rule": "fiscal_year_end"},
        effective_from=date(2017, 6, 12),
        source="ประชุมทางไกล 12 มิถุนายน 2560",
    )
    is_open = business_calendar(province="57")
    terms = selectors.terms_in_force(province="57", on=date(2017, 8, 28))
    limit = selectors.last_day_of_transfer(date(2017, 8, 28), terms.transfer_limit, is_open)
    assert (limit.nominal_on, limit.last_on) == (date(2017, 9, 30), date(2017, 9, 29))  # the 30th is a Saturday
    next_year = selectors.last_day_of_transfer(date(2017, 10, 2), terms.transfer_limit, is_open)
    assert next_year.nominal_on == date(2018, 9, 30)
