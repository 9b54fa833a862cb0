"""Every list of the room as a spreadsheet and as a paper: what the screen has, for whoever may see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas.models import PersonalDataAccess, RoleAssignment, User
from debt_followup.exports import LISTS, Listed
from debt_followup.exports.lists import asked_of
from debt_followup.models import DebtContact
from debt_followup.services.deaths import deny_death
from documents.exports import start_export
from documents.models import Export
from jobs.models import JobRun
from jobs.services import work
from tests.debt_followup.taken_away import HEAD, sheet_of, taken_away
from tests.documents.reading import numbers_over_others
from tests.reports.many_rows import ON, Province
from tests.reports.test_query_counts import standing_on
from tests.scenario import kept_for_module
from thai.dates import format_short

ROWS = 10


def play() -> Province:
    """Play a province with some rows of every kind, one report of a death found untrue."""
    with standing_on(ON):
        province = Province()
        province.grow(ROWS)
        said = DebtContact.objects.filter(outcome="DEAD", deceased=None).order_by("pk").first().contract
        deny_death(contract=said, party=None, reason="พบตัวที่บ้าน", by=province.users["secretary"], on=ON)
    return province


province = kept_for_module(play)


# -- the lists, each with its page -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Shown:
    """A page, the address of its files, what both are asked; ``filters`` is the same as the source takes it."""

    page: str
    file: str
    query: dict[str, str] = field(default_factory=dict)
    filters: dict[str, Any] = field(default_factory=dict)
    of: Any = None

    def at(self, province: Province) -> dict[str, int]:
        """What the address names beside the kind of file."""
        return {"pk": self.of(province).pk} if self.of else {}


PAGES = {
    "overdue": Shown("list", "overdue_file"),
    "moved": Shown("moved", "moved_file"),
    "cases": Shown("cases", "cases_file"),
    "contacts": Shown("visits", "visits_file"),
    "notices": Shown("notices", "notices_file"),
    "batch": Shown("notice_batch", "notice_batch_file", of=lambda p: p.notices.batch),
    "acknowledgements": Shown("acknowledgements", "acknowledgements_file"),
    "waivers": Shown("waivers", "waivers_file"),
    "restructurings": Shown("restructurings", "restructurings_file", {"state": "all"}, {"state": "all"}),
    "legal_files": Shown("legal_files", "legal_files_file", {"state": "ALL"}, {"state": "ALL"}),
    "fraud": Shown("fraud_cases", "fraud_cases_file"),
    "reported_deaths": Shown("reported_deaths", "reported_deaths_file"),
    "denied_deaths": Shown("reported_deaths", "denied_deaths_file"),
    "letters": Shown("confirmation_run", "confirmation_letters_file", of=lambda p: p.run),
    "unanswered": Shown("unanswered_letters", "unanswered_letters_file"),
    "undelivered": Shown(
        "unanswered_letters", "unanswered_letters_file", {"chase": "UNDELIVERED"}, {"chase": "UNDELIVERED"}
    ),
    "differences": Shown("confirmation_differences", "confirmation_differences_file"),
    "ended": Shown("confirmation_differences", "confirmation_differences_file", {"ended": "1"}, {"ended": "1"}),
}
SOURCES = {listed.name.partition(".")[2]: listed for listed in LISTS} | {
    "batch": next(one for one in LISTS if one.name == "debt_followup.notices"),
    "ended": next(one for one in LISTS if one.name == "debt_followup.differences"),
    "undelivered": next(one for one in LISTS if one.name == "debt_followup.unanswered"),
}
every_list = pytest.mark.parametrize("which", PAGES)


@pytest.fixture(autouse=True)
def on_the_day(db, business_date):
    business_date(ON)


@pytest.fixture
def secretary(province, client):
    client.force_login(province.users["secretary"])
    return client


@pytest.fixture
def stranger(province):
    """Give a user with the same role in another province."""
    user = User.objects.create(username="elsewhere")
    [role] = RoleAssignment.objects.filter(user=province.users["secretary"])
    RoleAssignment.objects.create(user=user, role=role.role, province_id="11", valid_from=role.valid_from)
    return user


def asked(which: str, province: Province) -> tuple[Listed, dict[str, Any]]:
    """Give the source of a list, and what the secretary's page asks of it."""
    at = PAGES[which].at(province)
    more = {"letters": {"run": at.get("pk")}, "batch": {"batch": at.get("pk")}}.get(which, {})
    return SOURCES[which], asked_of({**PAGES[which].filters, **more}, on=ON)


def page_of(client, which: str, province: Province, kind: str = ""):
    """Open a list's page, or one of its files."""
    shown = PAGES[which]
    name, named = (shown.file, {"kind": kind}) if kind else (shown.page, {})
    return client.get(reverse(f"debt_followup:{name}", kwargs={**shown.at(province), **named}), shown.query)


def on_screen(which: str, context: Any) -> list[list[Any]]:
    """Give what each row of a page says, cell by cell."""
    if which == "reported_deaths":
        return [
            [one["name"], one["role"], one["contract"].label, *(fact["value"] for fact in one["facts"])]
            + [event[what] for event in one["events"] for what in ("what", "who", "why")]
            for one in context["said"]
        ]
    if which == "denied_deaths":
        return [[event[what] for what in ("on", "what", "who", "why")] for event in context["denied"]]
    assert not context["table"].get("next_url")
    rows = [row["cells"] if isinstance(row, dict) else row for row in context["table"]["rows"]]
    return [[cell["value"] if isinstance(cell, dict) else cell for cell in row] for row in rows]


def missing(said: list[Any], line: list[Any]) -> Iterator[Any]:
    """Give what a row of a page says and a line of a file does not."""
    days = [format_short(cell, english=False) for cell in line if isinstance(cell, date)]
    words = " ".join([*(str(cell) for cell in line), *days])
    amounts = {round(Decimal(str(cell)), 2) for cell in line if isinstance(cell, int | float)}
    for value in said:
        if isinstance(value, Decimal | int):
            found = value in amounts
        elif isinstance(value, date):
            found = value in line
        else:
            found = all(word in words for word in str(value or "").split() if word != "·")
        if value is not None and not found:
            yield value


# -- the file has what the screen has ----------------------------------------------------------------------------------
def test_every_list_of_the_room_is_looked_at():
    assert set(SOURCES) == set(PAGES)
    assert {listed.name for listed in SOURCES.values()} == {listed.name for listed in LISTS}


@every_list
def test_the_spreadsheet_has_what_the_screen_has(which, province, secretary):
    page = page_of(secretary, which, province)
    rows = on_screen(which, page.context)
    answer = page_of(secretary, which, province, "xlsx")
    listed, given = asked(which, province)
    lines = taken_away(answer)
    if any(column.is_sum for column in listed.sheet):
        sums = lines.pop()
        assert sums[0] == f"รวม {len(rows):,} รายการ"
    assert len(lines) == len(rows) == listed.count(user=province.users["secretary"], asked=given)
    assert rows or which == "ended"
    if which in ("differences", "ended"):  # the file begins with the oldest
        rows = rows if which == "differences" else rows[::-1]
    assert [list(missing(row, line)) for row, line in zip(rows, lines, strict=True)] == [[]] * len(rows)
    for kind in ("xlsx", "pdf") if rows else ():
        link = reverse(f"debt_followup:{PAGES[which].file}", kwargs={**PAGES[which].at(province), "kind": kind})
        assert link in page.content.decode()
    taken = PersonalDataAccess.objects.filter(action="EXPORT", user=province.users["secretary"])
    assert taken.filter(subject=f"list:{listed.called}").exists()


@every_list
def test_the_head_says_what_it_is_and_what_was_asked_for(which, province, secretary):
    listed, given = asked(which, province)
    head = sheet_of(page_of(secretary, which, province, "xlsx").content)[: HEAD + 1]
    assert [line[0] for line in head[:HEAD]] == [listed.title(given), listed.words(given)]
    assert head[0][0]
    assert "ณ วันที่ 30 ก.ย. 2561" in head[1][0]
    assert head[HEAD] == [str(column.label) for column in listed.sheet]


@every_list
def test_the_paper_has_every_row_and_no_other(which, province, secretary):
    listed, given = asked(which, province)
    table = listed.table(user=province.users["secretary"], asked=given)
    assert len(table["rows"]) == listed.count(user=province.users["secretary"], asked=given)
    answer = page_of(secretary, which, province, "pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert numbers_over_others(answer.content) == []
    assert page_of(secretary, which, province, "doc").status_code == 404


def test_filters_are_those_of_the_screen(province, secretary):
    def taken(file, **query):
        return taken_away(secretary.get(reverse(f"debt_followup:{file}", args=["xlsx"]), query))

    assert len(taken("waivers_file")) > len(taken("waivers_file", state="ASKED")) == 1
    assert len(taken("legal_files_file", state="ALL")) > len(taken("legal_files_file")) == 2
    assert len(taken("restructurings_file")) == 1
    assert taken("notices_file", state="WITH_AMPHOE")
    assert not taken("overdue_file", age="1-30")
    assert not taken("fraud_cases_file", state="SETTLED")
    assert {line[6] for line in taken("fraud_cases_file", state="OPENED")} == {"อยู่ระหว่างตรวจสอบข้อเท็จจริง"}


def test_words_tell_every_filter(province, secretary):
    query = {"q": "นาง", "age": "31-90", "fraud": "no", "term": "SHORT", "as_of": "29/9/2561"}
    answer = secretary.get(reverse("debt_followup:overdue_file", args=["xlsx"]), query)
    said = sheet_of(answer.content)[1][0]
    assert said.startswith("ณ วันที่ 29 ก.ย. 2561 · ชื่อหรือเลขที่สัญญา: นาง · ค้างชำระ: ")
    assert said.endswith("ประเภทหนี้: หนี้ตามสัญญา")
    cases = sheet_of(secretary.get(reverse("debt_followup:cases_file", args=["xlsx"])).content)
    assert "สถานะ: ทุกเรื่องที่ยังไม่ปิด" in cases[1][0]


def test_a_filter_that_is_wrong_leads_back_to_the_page_that_says_so(province, secretary):
    answer = secretary.get(reverse("debt_followup:overdue_file", args=["xlsx"]), {"as_of": "1/1/2600"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("debt_followup:list") + "?as_of=")


def test_what_is_too_long_for_paper_is_refused_with_a_sentence(province, secretary, monkeypatch):
    monkeypatch.setattr("documents.registers.MOST", 3)
    answer = secretary.get(reverse("debt_followup:waivers_file", args=["pdf"]), follow=True)
    assert "ให้ส่งออกเป็น XLSX" in answer.content.decode()
    assert answer.redirect_chain[0][0].startswith(reverse("debt_followup:waivers"))


# -- whoever may see it ------------------------------------------------------------------------------------------------
@every_list
def test_the_same_role_in_another_province_takes_nothing_away(which, province, stranger, client):
    listed, given = asked(which, province)
    assert listed.count(user=stranger, asked=given) == 0
    assert not listed.piece(user=stranger, asked=given, cursor={}, most=100).rows
    assert not listed.table(user=stranger, asked=given)["rows"]
    client.force_login(stranger)
    answer = page_of(client, which, province, "xlsx")
    if PAGES[which].of:
        assert answer.status_code == 404
    else:
        assert taken_away(answer) == []


def test_reports_of_a_death_are_for_who_keeps_the_files(province, client):
    client.force_login(province.users["debt"])
    for name in ("reported_deaths_file", "denied_deaths_file"):
        assert client.get(reverse(f"debt_followup:{name}", args=["xlsx"])).status_code == 403


@pytest.mark.usefixtures("no_broker")
def test_a_long_list_is_written_by_a_run_that_asks_again_who_may_see_it(
    province, secretary, monkeypatch, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("documents.exports.services.AT_ONCE", 3)
    monkeypatch.setattr("documents.exports.services.CHUNK", 4)
    answer = secretary.get(reverse("debt_followup:overdue_file", args=["xlsx"]), {"as_of": "29/9/2561"})
    export = Export.objects.latest("pk")
    assert answer["Location"] == reverse("documents:export", args=[export.pk])
    assert (export.words, export.province_id) == ("ณ วันที่ 29 ก.ย. 2561", None)
    work(run_id=export.run_id)
    file = secretary.get(reverse("documents:export_file", args=[export.pk]))
    lines = sheet_of(b"".join(file.streaming_content))[HEAD + 1 :]
    assert len(lines) == Export.objects.get(pk=export.pk).row_count + 1 > 5
    assert len({line[0] for line in lines}) == len(lines)
    ending = start_export(
        source="debt_followup.waivers",
        asked=asked_of({}, on=ON),
        form="xlsx",
        by=province.users["secretary"],
        on=ON,
    )
    RoleAssignment.objects.filter(user=province.users["secretary"]).update(valid_to=date(2018, 9, 29))
    work(run_id=ending.run_id)
    assert JobRun.objects.get(pk=ending.run_id).state == JobRun.State.FAILED


# -- every row, and no query a row -------------------------------------------------------------------------------------
@every_list
def test_pieces_come_to_the_whole_in_as_many_queries_a_piece(which, province):
    listed, given = asked(which, province)
    user = province.users["secretary"]

    def piece(cursor, most):
        with CaptureQueriesContext(connection) as taken:
            found = listed.piece(user=user, asked=given, cursor=cursor, most=most)
        return found, len(taken)

    whole, queries = piece({}, 1000)
    lines: list[Any] = []
    cursor: dict[str, Any] = {}
    while (found := piece(cursor, 3)[0]).rows:
        lines += found.rows
        cursor = found.cursor
    assert lines == list(whole.rows)
    assert listed.totals(given, cursor) == listed.totals(given, whole.cursor)
    if len(whole.rows) > 1:
        assert piece({}, 2)[1] == queries


def test_everybody_who_is_said_to_have_died_is_on_some_page(province, secretary, monkeypatch):
    url = reverse("debt_followup:reported_deaths")
    whole = [one["contract"].pk for one in secretary.get(url).context["said"]]
    monkeypatch.setattr("debt_followup.selectors.deaths.PAGE", 3)
    found, place = [], "?"
    while place:
        page = secretary.get(url + place)
        found += [one["contract"].pk for one in page.context["said"]]
        place = page.context["next_url"]
    assert found == whole
    assert len(found) > 6
