"""The list of the register as a file."""

import pytest

from areas.models import PersonalDataAccess
from documents.spreadsheets import CSV, XLSX, read_sheet
from members import exports, identity
from thai import national_id

pytestmark = pytest.mark.usefixtures("in_2017")


def test_the_export_holds_what_the_filter_shows_with_masked_cards_and_is_recorded(log_in, people):
    member = people.groups[6][0]
    client = log_in("khuntan")
    answer = client.get("/members/export/", {"q": member.first_name})
    assert answer["Content-Type"] == XLSX
    sheet = read_sheet(name="x.xlsx", content=answer.content)
    assert member.member_number in {row.cells[0] for row in sheet.rows}
    text = " ".join(cell for row in sheet.rows for cell in row.cells)
    assert member.national_id_masked in text
    assert identity.decrypt(member.national_id_encrypted) not in text
    access = PersonalDataAccess.objects.get()
    assert (access.action, access.subject) == ("EXPORT", "members")
    assert member.first_name in access.reason


def test_a_card_number_in_the_filter_is_masked_in_the_log(log_in, people):
    card = identity.decrypt(people.groups[6][0].national_id_encrypted)
    log_in("khuntan").get("/members/export/", {"q": card, "as": "csv"})
    reason = PersonalDataAccess.objects.get().reason
    assert card not in reason
    assert national_id.mask(card) in reason


def test_only_the_users_area_leaves_and_in_dictionary_order(log_in, people):
    answer = log_in("khuntan").get("/members/export/", {"as": "csv"})
    assert answer["Content-Type"] == CSV
    rows = read_sheet(name="x.csv", content=answer.content).rows
    assert {row.cells[5] for row in rows} == {"ขุนตาล"}
    assert people.groups[12][0].member_number not in {row.cells[0] for row in rows}


def test_many_rows_are_streamed_as_csv_and_too_many_are_refused(log_in, people, monkeypatch):
    monkeypatch.setattr(exports, "STREAMED_ABOVE", 3)
    client = log_in("khuntan")
    answer = client.get("/members/export/")
    assert answer.streaming
    assert answer["Content-Type"] == CSV
    assert len(read_sheet(name="x.csv", content=b"".join(answer.streaming_content)).rows) > 3
    monkeypatch.setitem(exports.MOST, "amphoe", 3)
    page = client.get("/members/export/", follow=True).content.decode()
    assert "กรุณาเลือกตำบลหรือค้นให้แคบลง" in page
    assert PersonalDataAccess.objects.filter(action="EXPORT").count() == 1


def test_without_the_permission_nothing_leaves(log_in):
    client = log_in("yanghom")
    assert client.get("/members/export/").status_code == 403
    assert "ส่งออก" not in client.get("/members/").content.decode()
