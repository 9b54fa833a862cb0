"""When claims expire: the calendar, the lists of a fiscal year, the alerts, and days that a late entry moved."""

from datetime import date, time
from io import BytesIO
from zipfile import ZipFile

import pgtrigger
import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from debt_followup import selectors, services, tables
from debt_followup.models import AnnouncedLimit, LimitMove
from loans.models import Contract, Party
from repayments.services import refresh_courses
from reports.selectors.tasks import tasks
from tests.repayments import factories

ON = date(2018, 9, 30)
NEAR = date(2022, 9, 30)  # the claims of July 2018 expire on 5 July 2023


@pytest.fixture
def kept(loans):
    refresh_courses(on=ON)
    services.refresh_arrears()
    return loans


def notice_of(contract):
    found = selectors.move_of(contract)
    return tables.move_words(found) if found else ""


# -- announcing, and what moves ----------------------------------------------------------------------------------------
def test_what_expires_within_a_year_is_announced_once(kept):
    assert services.announce_limits(on=ON) == 0
    assert services.announce_limits(on=NEAR) == 2
    assert services.announce_limits(on=NEAR) == 0
    announced = set(AnnouncedLimit.objects.values_list("last_day_on", flat=True))
    assert announced == {selectors.arrears(as_of=NEAR)[one.pk].earliest_until for one in kept[1:]}


def test_a_payment_dated_back_says_from_when_to_when_and_why(kept, people, users, quick_papers):
    contract = kept[2]
    Party.objects.filter(contract=contract, role=Party.Role.CO_BORROWER).delete()
    services.mark_stale([contract.pk])
    services.refresh_arrears()
    services.announce_limits(on=NEAR)
    assert selectors.move_of(contract) is None
    factories.receipted(people, factories.paid(contract, "5000.00", on=date(2018, 9, 3), at=time(9, 0)), on=NEAR)
    said = notice_of(contract)
    assert "เลื่อนจาก 5 ก.ค. 2566 เป็น 3 ก.ย. 2566" in said
    assert "ชำระหนี้บางส่วนเมื่อ 3 ก.ย. 2561" in said
    assert "เพิ่งบันทึกหลังวันที่แจ้งไว้" in said
    services.announce_limits(on=date(2022, 10, 1))
    assert notice_of(contract) == said  # it stands until somebody takes note
    services.note_move(contract=contract, because="ตรวจแล้ว", by=users["debt"], on=date(2022, 10, 2))
    assert selectors.move_of(contract) is None
    kept_move = LimitMove.objects.get()
    assert (kept_move.moved_from, kept_move.moved_to) == (date(2023, 7, 5), date(2023, 9, 3))
    with pytest.raises(services.NothingMoved):
        services.note_move(contract=contract, because="อีกครั้ง", by=users["debt"], on=date(2022, 10, 2))


def test_a_payment_of_today_moves_the_day_without_an_alert(kept, people, quick_papers):
    contract = kept[2]
    Party.objects.filter(contract=contract, role=Party.Role.CO_BORROWER).delete()
    services.mark_stale([contract.pk])
    services.refresh_arrears()
    services.announce_limits(on=NEAR)
    later = date(2022, 10, 3)
    factories.receipted(people, factories.paid(contract, "5000.00", on=later, at=time(9, 0)), on=later)
    assert selectors.arrears(as_of=later)[contract.pk].earliest_until == date(2027, 10, 3)
    assert selectors.move_of(contract) is None


def test_a_reversed_receipt_brings_the_day_forward_and_says_so(kept, people, users, quick_papers):
    from repayments.models import Receipt
    from repayments.services import approve_reversal, ask_reversal

    contract = kept[1]
    Party.objects.filter(contract=contract, role=Party.Role.CO_BORROWER).delete()
    services.mark_stale([contract.pk])
    services.refresh_arrears()
    services.announce_limits(on=NEAR)
    receipt = Receipt.objects.get(contract=contract)
    asked = ask_reversal(receipt=receipt, reason="จับคู่ผิดสัญญา", by=users["accountant"], on=NEAR)
    approve_reversal(reversal=asked, by=users["chief"], on=NEAR)
    said = notice_of(contract)
    assert "เลื่อนจาก 20 ก.ค. 2566 เป็น 5 ก.ค. 2566" in said
    assert "รายการเมื่อ 20 ก.ค. 2561" in said
    assert "ถูกยกเลิก" in said


def test_a_move_is_never_rewritten(kept, users):
    move = LimitMove.objects.create(
        contract=kept[0],
        announced_on=NEAR,
        moved_from=date(2023, 7, 5),
        moved_to=date(2023, 9, 3),
        because="เหตุ",
        seen_by=users["debt"],
        seen_on=NEAR,
    )
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        LimitMove.objects.filter(pk=move.pk).update(because="อื่น")


# -- alerts ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2022, 7, 5), "181-365"),
        (date(2023, 1, 6), "91-180"),
        (date(2023, 4, 6), "31-90"),
        (date(2023, 6, 5), "8-30"),
        (date(2023, 7, 5), "0-7"),
    ],
    ids=["365", "180", "90", "30", "7"],
)
def test_the_days_work_names_what_expires_at_each_step(kept, users, on, said):
    found = {task.title: task for task in tasks(user=users["debt"], on=on)}
    task = found[f"สัญญาที่จะขาดอายุความใน {said} วัน"]
    assert task.due_on == min(
        row.earliest_until for row in selectors.arrears(as_of=on).values() if row.earliest_until >= on
    )
    assert "within=" in task.url


def test_somebody_of_another_area_is_not_alerted(kept, users, people):
    from areas.models import RoleAssignment, User
    from areas.roles import Role

    stranger = User.objects.create_user(username="elsewhere")
    RoleAssignment.objects.create(user=stranger, role=Role.DEBT_TEAM, province_id="10", valid_from=date(2016, 10, 1))
    assert not [task for task in tasks(user=stranger, on=date(2023, 7, 5)) if "ขาดอายุความ" in task.title]


# -- the pages ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def on_the_day(business_date):
    business_date(NEAR)


def test_the_calendar_counts_the_claims_of_each_month_and_day(kept, on_the_day, log_in):
    page = log_in("debt").get(reverse("debt_followup:calendar"), {"month": "2023-07"})
    assert page.status_code == 200
    counts = {month["label"]: month["count"] for month in page.context["months"]}
    july = [row for row in selectors.arrears(as_of=NEAR).values() if row.earliest_until.month == 7]
    assert counts["กรกฎาคม 2566"] == len([row for row in july if row.earliest_until.year == 2023])
    days = {cell["day"]: cell["count"] for week in page.context["weeks"] for cell in week if not cell["is_other"]}
    assert days[5] == len([row for row in july if row.earliest_until == date(2023, 7, 5)]) >= 1
    one_day = log_in("debt").get(reverse("debt_followup:calendar"), {"month": "2023-07", "day": "2023-07-05"})
    assert kept[2].label in one_day.content.decode()


@pytest.mark.parametrize("typed", ["", "2023-13", "nonsense", "9999-12"])
def test_a_month_that_is_none_shows_the_running_one(kept, on_the_day, log_in, typed):
    assert log_in("debt").get(reverse("debt_followup:calendar"), {"month": typed}).status_code == 200


@pytest.mark.requirement("R-LIM-07")
def test_what_expires_in_a_fiscal_year_is_listed_by_amphoe_on_screen_paper_and_in_a_workbook(
    kept, on_the_day, log_in, quick_papers
):
    client = log_in("debt")
    asked = {"year": "2566"}
    page = client.get(reverse("debt_followup:expiring"), asked)
    said = page.content.decode()
    for contract in kept[1:]:
        assert contract.label in said
        assert contract.amphoe.name_th in said
    book = client.get(reverse("debt_followup:expiring_file", args=["xlsx"]), asked)
    sheets = [name for name in ZipFile(BytesIO(book.content)).namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len({table["title"] for table in page.context["tables"]})
    paper = client.get(reverse("debt_followup:expiring_file", args=["pdf"]), asked)
    assert paper["Content-Type"] == "application/pdf"
    nothing = client.get(reverse("debt_followup:expiring"), {"year": "2565"}).content.decode()
    assert kept[2].label not in nothing


def test_an_officer_sees_the_claims_of_her_amphoe_only(kept, on_the_day, log_in):
    officers = {"5714": "khuntan", "5711": "wiangpapao", "5705": "phan"}
    own, other = kept[1], kept[2]
    said = log_in(officers[own.amphoe_id]).get(reverse("debt_followup:expiring"), {"year": "2566"}).content.decode()
    assert own.label in said
    assert f">{other.label}<" not in said


def test_the_page_of_a_debtor_says_the_move_and_takes_note_of_it(kept, people, users, log_in, on_the_day, quick_papers):
    contract = kept[2]
    Party.objects.filter(contract=contract, role=Party.Role.CO_BORROWER).delete()
    services.mark_stale([contract.pk])
    services.refresh_arrears()
    services.announce_limits(on=NEAR)
    factories.receipted(people, factories.paid(contract, "5000.00", on=date(2018, 9, 3), at=time(9, 0)), on=NEAR)
    client = log_in("debt")
    first = client.get(reverse("debt_followup:debtor", args=[contract.pk])).content.decode()
    assert "วันขาดอายุความที่แจ้งไว้เลื่อน" in first
    said = client.get(reverse("debt_followup:limits", args=[contract.pk])).content.decode()
    assert "เลื่อนจาก 5 ก.ค. 2566 เป็น 3 ก.ย. 2566" in said
    listed = client.get(reverse("debt_followup:moved")).content.decode()
    assert contract.label in listed
    assert any("เลื่อน" in task.title for task in tasks(user=users["debt"], on=NEAR))
    assert client.post(reverse("debt_followup:note_move", args=[contract.pk])).status_code == 302
    assert contract.label not in client.get(reverse("debt_followup:moved")).content.decode()
    assert (
        "รับทราบว่าวันสุดท้ายที่ฟ้องได้เลื่อนจาก"
        in client.get(reverse("debt_followup:limits", args=[contract.pk])).content.decode()
    )


def test_the_page_of_a_debtor_has_a_row_for_every_party_and_a_picture(kept, on_the_day, log_in):
    page = log_in("debt").get(reverse("debt_followup:limits", args=[kept[1].pk]))
    said = page.content.decode()
    parties = list(kept[1].parties.all())
    assert len(page.context["limits_table"]["rows"]) == len(parties) > 1
    assert all(party.name in said for party in parties)
    assert 'class="limits"' in said
    picture = page.context["limits_picture"]
    assert len(picture["lanes"]) == 2  # who paid, and all the others
    assert [event["label"] for lane in picture["lanes"] for event in lane["events"]] == ["20 ก.ค. 2561"]
    assert "1 รายการชำระที่ไม่ทราบว่าลูกหนี้คนใดเป็นผู้ชำระ" in said
    assert "ยังรับชำระได้ตามปกติ" in said


def test_where_the_clause_is_unknown_the_page_shows_both_readings(loans, on_the_day, log_in):
    contract = loans[2]
    with pgtrigger.ignore("loans.Contract:terms_frozen"):
        Contract.objects.filter(pk=contract.pk).update(terms={**contract.terms, "acceleration_clause": None})
    page = log_in("debt").get(reverse("debt_followup:limits", args=[contract.pk]))
    labels = [column["label"] for column in page.context["limits_table"]["columns"]]
    assert "ถ้าผิดนัดทั้งหมด" in labels
    assert "ถ้านับรายงวด (งวดสุดท้าย)" in labels
    assert "คำนวณไว้ทั้งสองทาง" in page.content.decode()


def test_a_payment_is_accepted_after_the_claim_is_barred(kept, people, quick_papers, log_in, business_date):
    late = date(2024, 3, 1)
    business_date(late)
    contract = kept[2]
    said = log_in("debt").get(reverse("debt_followup:debtor", args=[contract.pk])).content.decode()
    assert "ขาดอายุความ" in said
    before = selectors.debtor(Contract.objects.get(pk=contract.pk), as_of=late)
    factories.receipted(people, factories.paid(contract, "1000.00", on=late, at=time(9, 0)), on=late)
    after = selectors.debtor(Contract.objects.get(pk=contract.pk), as_of=late)
    assert after.standing.received == before.standing.received + 1000
    # an instalment that was barred stays so; others that were not begin anew for who paid
    assert after.limits.earliest_on == before.limits.earliest_on


def test_the_page_of_a_debtor_takes_the_periods_as_a_part_of_itself(kept, on_the_day, log_in):
    client, url = log_in("debt"), reverse("debt_followup:limits", args=[kept[1].pk])
    assert f'hx-get="{url}"' in client.get(reverse("debt_followup:debtor", args=[kept[1].pk])).content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert 'class="limits"' in part
    assert "<html" not in part
