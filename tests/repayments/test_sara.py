"""The numbers in SARA of projects, contracts and receipts: one by one, and typed down a column (A-22)."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from areas.models import Policy
from areas.services import sara as numbers
from documents.spreadsheets import read_sheet
from loans import services as loans
from loans.models import Contract
from projects import services as projects
from projects.models import Proposal
from projects.rules import State
from repayments import services
from repayments.models import Receipt
from repayments.selectors import sara as missing
from tests.loans import factories as make
from tests.projects.test_query_counts import fill
from tests.repayments.factories import RECEIPT_DAY, contracts_in_force, paid, receipted
from tests.reports.test_packs import sheets_of
from tests.scenario import kept_for_module

PAID_ON = (date(2018, 7, 4), date(2018, 7, 5), date(2018, 7, 6))


def _play():
    from reports.demo import people as demo

    people = demo.read()
    return contracts_in_force(people), fill(people, 2, start=7_000, state=State.RECORDED)


played = kept_for_module(_play)
pytestmark = pytest.mark.usefixtures("db", "blank_papers", "on_receipt_day")


@pytest.fixture
def on_receipt_day(business_date):
    business_date(RECEIPT_DAY)


@pytest.fixture
def contracts(played):
    return list(Contract.objects.filter(pk__in=[one.pk for one in played[0]]).order_by("pk"))


@pytest.fixture
def project(played):
    return Proposal.objects.get(pk=played[1][0].pk)


@pytest.fixture
def receipts(people, contracts):
    """Three receipts of one contract, the oldest first."""
    return receipted(people, *(paid(contracts[0], "100.00", on=day) for day in PAID_ON))


def sara_leads_from(day):
    setting = {"policy_no": "P-S", "key": "system_of_record", "value": {"text": "SARA"}, "source": "มติทดสอบ"}
    Policy.objects.create(province_id="57", effective_from=day, **setting)


def run(statement, values=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


# -- on the page of each -----------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-APPR-06", "R-SYS-01")
@pytest.mark.parametrize("keeper", ["secretary", "accountant"])
def test_the_number_of_a_project_is_recorded_and_corrected_on_its_page(log_in, users, project, keeper):
    client, page = log_in(keeper), reverse("projects:proposal", args=[project.reference])
    for typed, kept in ((" P 57/9 ", "P 57/9"), ("P 57/10", "P 57/10"), ("", "")):
        said = client.post(reverse("projects:sara", args=[project.reference]), {"sara_number": typed}, follow=True)
        assert "บันทึกเลขที่ในระบบ SARA แล้ว" in said.content.decode()
        project.refresh_from_db()
        assert project.sara_number == kept
        assert kept in client.get(page).content.decode()
    assert [event.sara_number for event in project.events.order_by("pgh_id")][-3:] == ["P 57/9", "P 57/10", ""]
    assert project.events.latest("pgh_id").pgh_context.metadata["user"] == users[keeper].pk


def test_a_number_in_sara_is_no_new_version_of_a_project_and_an_edit_keeps_it(people, project):
    before = (project.version, project.edit_number, project.state)
    projects.record_sara_number(proposal=project, number="P-1", by=people.users["secretary"], on=RECEIPT_DAY)
    project.refresh_from_db()
    assert (project.version, project.edit_number, project.state) == before


@pytest.mark.requirement("R-REPAY-08", "R-SYS-01")
@pytest.mark.parametrize("keeper", ["secretary", "accountant"])
def test_the_number_of_a_receipt_is_recorded_and_corrected_on_its_page(log_in, users, receipts, keeper):
    client, receipt = log_in(keeper), receipts[0]
    page, url = (reverse(f"repayments:{name}", args=[receipt.pk]) for name in ("receipt", "receipt_in_sara"))
    assert not receipt.events.exists()  # issuing writes no history
    for typed in ("R-1", "R-2"):
        client.post(url, {"sara_number": typed})
        receipt.refresh_from_db()
        assert receipt.sara_number == typed
        assert typed in client.get(page).content.decode()
    first, second = receipt.events.order_by("pgh_id")
    assert (first.sara_number, second.sara_number) == ("R-1", "R-2")
    assert second.pgh_context.metadata == {"user": users[keeper].pk, "url": url}
    listed = client.get(reverse("repayments:receipts"), {"number": "R-2"}).content.decode()
    assert reverse("repayments:receipt", args=[receipt.pk]) in listed
    assert reverse("repayments:receipt", args=[receipts[1].pk]) not in listed


@pytest.mark.parametrize("stranger", ["khuntan", "chief", "national", "auditor", "debt"])
def test_others_see_the_number_and_have_no_form_for_it(log_in, receipts, project, contracts, stranger):
    client = log_in(stranger)
    for page, form in (
        (("repayments:receipt", receipts[0].pk), ("repayments:receipt_in_sara", receipts[0].pk)),
        (("projects:proposal", project.reference), ("projects:sara", project.reference)),
        (("loans:papers", contracts[0].pk), ("loans:sara", contracts[0].pk)),
    ):
        url = reverse(form[0], args=form[1:])
        assert client.post(url, {"sara_number": "X"}).status_code == 403
        shown = client.get(reverse(page[0], args=page[1:]))
        assert shown.status_code in (200, 403)
        assert url not in shown.content.decode()
    assert client.get(reverse("repayments:sara")).status_code == 403


def test_the_pages_warn_where_sara_leads_and_a_draft_is_not_asked_about(log_in, people, receipts, project):
    sara_leads_from(date(2017, 10, 1))
    client = log_in("secretary")
    for page in (
        reverse("projects:proposal", args=[project.reference]),
        reverse("repayments:receipt", args=[receipts[0].pk]),
    ):
        assert "SARA เป็นระบบหลัก ข้อมูลในระบบนี้เป็นสำเนาใช้งาน" in client.get(page).content.decode()
    [draft] = fill(people, 1, start=7_100, state=State.DRAFT)
    assert "SARA" not in client.get(reverse("projects:proposal", args=[draft.reference])).content.decode()


# -- one number, one holder --------------------------------------------------------------------------------------------
def test_a_number_that_somebody_has_is_refused_with_the_name_of_the_one_who_has_it(log_in, played, receipts, contracts):
    client = log_in("secretary")
    one, other = played[1]
    for url, first, second, said in (
        ("projects:sara", one.reference, other.reference, f"เป็นของโครงการ {one.reference} แล้ว"),
        ("loans:sara", contracts[0].pk, contracts[1].pk, f"เป็นของสัญญา {contracts[0].label} แล้ว"),
        ("repayments:receipt_in_sara", receipts[0].pk, receipts[1].pk, f"เป็นของใบเสร็จ {receipts[0]} แล้ว"),
    ):
        client.post(reverse(url, args=[first]), {"sara_number": "S-1"})
        refused = client.post(reverse(url, args=[second]), {"sara_number": "S-1"}, follow=True)
        assert f"เลขที่ในระบบ SARA “S-1” {said}" in refused.content.decode()
    for model in (Proposal, Contract, Receipt):
        assert model.objects.filter(sara_number="S-1").count() == 1


def test_the_database_holds_that_a_number_is_given_once(receipts, contracts):
    pairs = (
        ("projects_proposal", [contract.proposal_id for contract in contracts], "proposal_in_sara_once"),
        ("loans_contract", [contract.pk for contract in contracts], "contract_in_sara_once"),
        ("repayments_receipt", [receipt.pk for receipt in receipts], "receipt_in_sara_once"),
    )
    for table, keys, name in pairs:
        with pytest.raises(IntegrityError, match=name):
            run(f"UPDATE {table} SET sara_number = 'S-1' WHERE id = ANY(%s)", [keys])


def test_a_cancelled_project_and_contract_give_their_numbers_up(people, log_in, contracts):
    waiting = make.a_prepared_contract(people, on=RECEIPT_DAY, group=3, **later())
    by, on = people.users["secretary"], RECEIPT_DAY
    loans.record_sara_number(contract=waiting, number="S-1", by=by, on=on)
    projects.record_sara_number(proposal=waiting.proposal, number="S-1", by=by, on=on)
    loans.cancel_contract(contract=waiting, reason="เปลี่ยนผู้กู้", by=by, on=on)
    assert loans.record_sara_number(contract=contracts[0], number="S-1", by=by, on=on)
    assert projects.record_sara_number(proposal=contracts[0].proposal, number="S-1", by=by, on=on)


def later():
    return {"planned_transfer_on": date(2018, 7, 31), "appointment_on": date(2018, 7, 30)}


def test_the_preparation_of_a_contract_takes_no_number_that_another_has(people, contracts):
    by = people.users["secretary"]
    loans.record_sara_number(contract=contracts[0], number="S-1", by=by, on=RECEIPT_DAY)
    with pytest.raises(numbers.NumberRefused, match=contracts[0].label):
        make.a_prepared_contract(people, on=RECEIPT_DAY, group=3, sara_number=" S-1", **later())


def test_two_who_record_one_number_at_the_same_moment_are_told_apart_by_the_database(people, receipts, monkeypatch):
    by, taken, seen = people.users["accountant"], numbers._taken, []

    def late(*asked):
        seen.append(asked)
        return {} if len(seen) == 1 else taken(*asked)  # the first look was before the other one wrote

    services.record_sara_number(receipt=receipts[0], number="R-1", by=by, on=RECEIPT_DAY)
    monkeypatch.setattr(numbers, "_taken", late)
    with pytest.raises(numbers.NumberRefused, match=str(receipts[0])):
        services.record_sara_number(receipt=receipts[1], number="R-1", by=by, on=RECEIPT_DAY)
    assert len(seen) == 2


# -- receipts stay as they were issued ---------------------------------------------------------------------------------
CHANGED = {
    "id": "id + 1000",
    "province_id": "'10'",
    "amphoe_id": "'5701'",
    "tambon_id": "'570101'",
    "number": "number + 100",
    "fiscal_year_be": "fiscal_year_be + 1",
    "contract_id": "contract_id + 1",
    "bank_line_id": "bank_line_id + 1",
    "share": "share + 1",
    "turn": "turn + 1",
    "amount": "amount + 1",
    "value_on": "value_on + 1",
    "posting_on": "posting_on + 1",
    "issued_by_id": "issued_by_id + 1",
    "issued_at": "issued_at + interval '1 day'",
}


@pytest.mark.requirement("R-REPAY-08")
def test_nothing_of_a_receipt_but_its_number_in_sara_can_be_changed(receipts):
    assert set(CHANGED) | {"sara_number"} == {field.column for field in Receipt._meta.concrete_fields}
    run("UPDATE repayments_receipt SET sara_number = 'R-1' WHERE id = %s", [receipts[0].pk])
    before = Receipt.objects.filter(pk=receipts[0].pk).values().get()
    assert before["sara_number"] == "R-1"
    for column, changed in CHANGED.items():
        for also in ("", ", sara_number = 'R-2'"):
            with pytest.raises(DatabaseError, match="Cannot update rows"):
                run(f"UPDATE repayments_receipt SET {column} = {changed}{also} WHERE id = %s", [receipts[0].pk])
    with pytest.raises(DatabaseError, match="Cannot delete rows"):
        run("DELETE FROM repayments_receipt WHERE id = %s", [receipts[0].pk])
    assert Receipt.objects.filter(pk=receipts[0].pk).values().get() == before


# -- what is still missing ---------------------------------------------------------------------------------------------
def page_of(client, **asked):
    answer = client.get(reverse("repayments:sara"), asked)
    assert answer.status_code == 200
    return answer


def keys_on(answer):
    return [line["pk"] for line in answer.context["lines"]]


@pytest.mark.requirement("R-SYS-01", "R-REPAY-08")
def test_what_is_missing_is_listed_newest_first_by_kind_and_typed_down_a_column(log_in, played, receipts, contracts):
    client = log_in("accountant")
    newest = [receipt.pk for receipt in reversed(receipts)]
    assert keys_on(page_of(client)) == newest
    assert set(keys_on(page_of(client, kind="contracts"))) == {contract.pk for contract in contracts}
    lent = {contract.proposal_id for contract in contracts}
    assert set(keys_on(page_of(client, kind="projects"))) == lent | {project.pk for project in played[1]}
    for kind, model, keys in (
        ("receipts", Receipt, newest[:2]),
        ("contracts", Contract, [contracts[0].pk]),
        ("projects", Proposal, [contracts[1].proposal_id]),
    ):
        url = f"{reverse('repayments:sara')}?kind={kind}"
        left = keys_on(page_of(client, kind=kind))
        typed = {f"n-{key}": f" S-{key} " if key in keys else "" for key in left}
        done = client.post(url, typed, follow=True)
        assert f"บันทึกเลขที่ในระบบ SARA แล้ว {len(keys)} เลขที่" in done.content.decode()
        found = dict(model.objects.filter(pk__in=left).values_list("pk", "sara_number"))
        assert found == {key: f"S-{key}" if key in keys else "" for key in left}
        assert keys_on(page_of(client, kind=kind)) == [key for key in left if key not in keys]
    again = client.post(f"{reverse('repayments:sara')}?kind=contracts", {f"n-{contracts[1].pk}": " "}, follow=True)
    assert "ไม่มีเลขที่ใหม่ให้บันทึก" in again.content.decode()


def test_numbers_are_recorded_all_or_none_with_each_fault_beside_its_line_and_nothing_typed_is_lost(
    log_in, people, contracts
):
    days = [date(2018, 7, day) for day in range(4, 10)]
    rows = receipted(people, *(paid(contracts[0], "100.00", on=day) for day in days))
    by = people.users["accountant"]
    services.record_sara_number(receipt=rows[0], number="R-1", by=by, on=RECEIPT_DAY)
    client = log_in("accountant")
    listed = keys_on(page_of(client))
    services.record_sara_number(receipt=rows[1], number="R-2", by=by, on=RECEIPT_DAY)  # meanwhile
    typed = ["", "R-7", "R-1", "R-5", "R-5", "R-6"]
    sent = {f"n-{row.pk}": text for row, text in zip(rows, typed, strict=True) if text}
    answer = client.post(reverse("repayments:sara"), sent)
    assert answer.status_code == 200
    lines = {line["pk"]: line for line in answer.context["lines"]}
    assert [key for key in listed if f"n-{key}" in sent] == list(lines)
    faults = {key: line["fault"] for key, line in lines.items() if line["fault"]}
    assert faults == {
        rows[1].pk: "มีผู้บันทึกเลขที่ “R-2” ไว้แล้ว ถ้าไม่ถูกต้องให้แก้ที่หน้าของรายการนี้",
        rows[2].pk: f"เลขที่ในระบบ SARA “R-1” เป็นของใบเสร็จ {rows[0]} แล้ว",
        rows[3].pk: "พิมพ์เลขที่ “R-5” ซ้ำกันในหน้านี้",
        rows[4].pk: "พิมพ์เลขที่ “R-5” ซ้ำกันในหน้านี้",
    }
    page = answer.content.decode()
    assert "ยังไม่ได้บันทึกเลขที่ใด มี 4 เลขที่ที่ต้องแก้ไขก่อน" in page
    assert page.count('aria-invalid="true"') == 4
    assert [lines[row.pk]["typed"] for row in rows[1:]] == typed[1:]
    assert set(Receipt.objects.exclude(sara_number="").values_list("sara_number", flat=True)) == {"R-1", "R-2"}


def test_a_number_of_more_than_forty_signs_is_refused_and_none_is_cut_off(people, receipts):
    by = people.users["accountant"]
    with pytest.raises(numbers.NumberRefused, match="40"):
        services.record_sara_number(receipt=receipts[0], number="1" * 41, by=by, on=RECEIPT_DAY)
    assert services.record_sara_number(receipt=receipts[0], number="1" * 40, by=by, on=RECEIPT_DAY)


def test_the_page_goes_on_by_key_and_leaves_out_what_needs_no_number(log_in, people, contracts, receipts):
    by = people.users
    asked = services.ask_reversal(receipt=receipts[1], reason="จับคู่ผิดสัญญา", by=by["accountant"], on=RECEIPT_DAY)
    services.approve_reversal(reversal=asked, by=by["chief"], on=RECEIPT_DAY)
    rows = missing.without_number(user=by["accountant"], province="57")
    first = missing.newest_numbers_first(rows, before="", size=1)
    second = missing.newest_numbers_first(rows, before=first.last, size=1)
    assert ([row.pk for row in first.rows], [row.pk for row in second.rows]) == ([receipts[2].pk], [receipts[0].pk])
    assert (first.last, second.last) == (f"{receipts[2].fiscal_year_be}-{receipts[2].number}", "")
    there = Proposal.objects.count()  # all of them recorded at the province, or further
    fill(people, 51, start=8_000, state=State.RECORDED)
    fill(people, 3, start=8_100, state=State.DRAFT)
    client = log_in("secretary")
    page = page_of(client, kind="projects")
    assert len(keys_on(page)) == 50
    rest = client.get(reverse("repayments:sara") + page.context["next_url"])
    assert set(keys_on(rest)).isdisjoint(keys_on(page))
    assert len(keys_on(rest)) == 51 + there - 50
    assert page.context["kinds"][2]["count"] == 51 + there
    assert client.get(reverse("repayments:sara"), {"kind": "nothing"}).status_code == 404
    assert client.get(reverse("repayments:sara"), {"province": "10"}).status_code == 404


def test_what_is_typed_for_another_province_is_not_recorded(log_in, people, receipts):
    sent = {f"n-{receipts[0].pk}": "R-1", "n-x": "R-2", f"n-{10**18}": "R-3", "n-": "R-4"}
    assert services.record_sara_numbers(province="10", numbers={receipts[0].pk: "R-1"}, by=None, on=RECEIPT_DAY) == 0
    log_in("accountant").post(reverse("repayments:sara"), sent)
    assert list(Receipt.objects.exclude(sara_number="").values_list("sara_number", flat=True)) == ["R-1"]


@pytest.mark.requirement("R-SYS-01")
def test_the_first_page_leads_to_what_is_missing_only_where_sara_leads(log_in, receipts):
    url, first = reverse("repayments:sara"), reverse("repayments:bank_files")
    client = log_in("accountant")
    assert url not in client.get(first).content.decode()
    assert url in client.get(reverse("repayments:receipt", args=[receipts[0].pk])).content.decode()
    assert "ระบบนี้เป็นระบบหลัก" in page_of(client).content.decode()
    sara_leads_from(RECEIPT_DAY)
    assert url in client.get(first).content.decode()
    assert "SARA เป็นระบบหลัก" in page_of(client).content.decode()
    assert url not in log_in("chief").get(first).content.decode()


# -- lists and files ---------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-SYS-01")
def test_lists_and_files_carry_the_numbers_and_are_searched_by_them(log_in, people, receipts, project, business_date):
    by = people.users["secretary"]
    services.record_sara_number(receipt=receipts[0], number="R-57/1", by=by, on=RECEIPT_DAY)
    projects.record_sara_number(proposal=project, number="P-57/1", by=by, on=RECEIPT_DAY)
    client = log_in("secretary")
    assert "R-57/1" in client.get(reverse("repayments:receipts")).content.decode()
    listed = client.get(reverse("projects:list"), {"q": "p-57/1"}).content.decode()
    assert ("SARA P-57/1" in listed, listed.count('data-url="')) == (True, 1)
    sheet = read_sheet(name="list.xlsx", content=client.get(reverse("projects:list_xlsx")).content)
    place = sheet.headings.index("เลขที่ SARA")
    assert [row.cells[place] for row in sheet.rows if row.cells[place]] == ["P-57/1"]
    business_date(date(2018, 8, 3))
    asked = {"from_on": "1/7/2561", "to_on": "31/7/2561"}
    assert "R-57/1" in client.get(reverse("reports:report", args=["receipts"]), asked).content.decode()
    book = client.get(reverse("reports:report_file", args=["receipts", "xlsx"]), asked)
    assert any("R-57/1" in sheet for sheet in sheets_of(book.content).values())
