"""Every page and every issued paper has its picture in docs/pictures; `make pictures` makes them anew."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, get_resolver

from documents.models import Document

from .sources import ROOMS, ROOT

FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 130_000
_ROW = re.compile(r"^\| \[([\w-]+\.png)\]\(\1\) \| ((?:`[^`]+` ?)+)\| (.+) \| (.+) \|$", re.MULTILINE)

COMMAND = "a command: it answers a POST and goes on to a page"
FRAGMENT = "a part of a page that has its picture"
FILE = "gives a file; the paper itself has its picture"
NOT_SHOWN = {
    "health": "answers machines",
    "log_out": COMMAND,
    "set_language": COMMAND,
    "set_business_date": COMMAND,
    "members:by_key": "goes on to the member's page",
    "members:cancel_import": COMMAND,
    "members:confirm_import": COMMAND,
    "members:export": FILE,
    "members:import_progress": FRAGMENT,
    "members:stop_import": COMMAND,
    "members:import_refused": FILE,
    "members:import_template": FILE,
    "members:reveal": "the member's page with the whole number, which no picture keeps",
    "projects:remove_item": COMMAND,
    "projects:recuse": COMMAND,
    "projects:withdraw_recusal": COMMAND,
    "projects:outcomes": COMMAND,
    "projects:close_meeting": COMMAND,
    "projects:send": COMMAND,
    "projects:notice": COMMAND,
    "projects:reopen": COMMAND,
    "projects:start": COMMAND,
    "projects:cancel": COMMAND,
    "projects:sara": COMMAND,
    "projects:forward_reports": COMMAND,
    "projects:remove_report_photo": COMMAND,
    "projects:report_photo": FILE,
    "projects:report_photo_thumbnail": FILE,
    "projects:reports_late": FILE,
    "projects:summary_draft": FILE,
    "projects:send_summary": COMMAND,
    "projects:check_summary": COMMAND,
    "projects:drop_visit": COMMAND,
    "projects:visits_file": FILE,
    "projects:add_note": COMMAND,
    "projects:attachment": FILE,
    "projects:attachment_download": FILE,
    "projects:attachment_thumbnail": FILE,
    "projects:decide_plan_change": COMMAND,
    "projects:end_signatory": COMMAND,
    "projects:end_term": COMMAND,
    "projects:file_paper": COMMAND,
    "projects:list_xlsx": FILE,
    "projects:meeting_file": FILE,
    "projects:notice_in_bangkok": COMMAND,
    "projects:remove_attachment": COMMAND,
    "projects:reopen_in_bangkok": COMMAND,
    "projects:return_in_bangkok": COMMAND,
    "projects:revision_letter": COMMAND,
    "projects:roster_order": COMMAND,
    "projects:table_xlsx": FILE,
    "loans:preview": FRAGMENT,
    "loans:make_transfer": COMMAND,
    "loans:receive_papers": COMMAND,
    "loans:approve": COMMAND,
    "loans:refuse": COMMAND,
    "loans:receive": COMMAND,
    "loans:cancel": COMMAND,
    "loans:withdraw": COMMAND,
    "loans:annul_signing": COMMAND,
    "loans:recall": COMMAND,
    "loans:reject_line": COMMAND,
    "loans:rejection_file": FILE,
    "loans:confirm_rejection": COMMAND,
    "loans:refuse_rejection": COMMAND,
    "loans:withdraw_rejection": COMMAND,
    "loans:ask_undo_rejection": COMMAND,
    "loans:undo_rejection": COMMAND,
    "loans:keep_rejection": COMMAND,
    "loans:file_papers": COMMAND,
    "loans:add_file": COMMAND,
    "loans:sara": COMMAND,
    "loans:announce": COMMAND,
    "loans:take_back_announcement": COMMAND,
    "loans:receive_back": COMMAND,
    "loans:record_use": COMMAND,
    "loans:withdraw_use": COMMAND,
    "loans:grant_back": COMMAND,
    "loans:close_grant": COMMAND,
    "loans:cancel_grant": COMMAND,
    "loans:add_grant_file": COMMAND,
    "loans:approve_return": COMMAND,
    "loans:refuse_return": COMMAND,
    "loans:ask_undo_return": COMMAND,
    "loans:undo_return": COMMAND,
    "loans:keep_return": COMMAND,
    "loans:return_file": FILE,
    "loans:file": FILE,
    "loans:grant_attached": FILE,
    "loans:grant_file": FILE,
    "loans:grant_voucher": FILE,
    "loans:papers_pdf": FILE,
    "loans:register_pdf": FILE,
    "loans:register_xlsx": FILE,
    "loans:transfer_pdf": FILE,
    "loans:transfer_text": FILE,
    "loans:transfer_xlsx": FILE,
    "debt_followup:sums": FRAGMENT,
    "debt_followup:acknowledge_preview": FRAGMENT,
    "debt_followup:cancel_acknowledgement": COMMAND,
    "debt_followup:reinstate_acknowledgement": COMMAND,
    "debt_followup:signed_paper": FILE,
    "debt_followup:approve_waiver": COMMAND,
    "debt_followup:refuse_waiver": COMMAND,
    "debt_followup:withdraw_waiver": COMMAND,
    "debt_followup:keep_waiver": COMMAND,
    "debt_followup:waiver_file": FILE,
    "debt_followup:confirm_void": COMMAND,
    "debt_followup:refuse_void": COMMAND,
    "debt_followup:withdraw_void": COMMAND,
    "debt_followup:deny_death": COMMAND,
    "debt_followup:add_legal_note": COMMAND,
    "debt_followup:close_legal_file": COMMAND,
    "debt_followup:reopen_legal_file": COMMAND,
    "debt_followup:end_legal_addressee": COMMAND,
    "debt_followup:legal_paper_file": FILE,
    "debt_followup:start_notices": COMMAND,
    "debt_followup:delivery_step": COMMAND,
    "debt_followup:send_notice_again": COMMAND,
    "debt_followup:notice_batch_progress": FRAGMENT,
    "debt_followup:notice_sheets": FILE,
    "debt_followup:note_move": COMMAND,
    "debt_followup:add_fraud_paper": COMMAND,
    "debt_followup:fraud_paper": FILE,
    "debt_followup:overdue_file": FILE,
    "debt_followup:moved_file": FILE,
    "debt_followup:notices_file": FILE,
    "debt_followup:notice_batch_file": FILE,
    "debt_followup:acknowledgements_file": FILE,
    "debt_followup:waivers_file": FILE,
    "debt_followup:restructurings_file": FILE,
    "debt_followup:legal_files_file": FILE,
    "debt_followup:fraud_cases_file": FILE,
    "debt_followup:reported_deaths_file": FILE,
    "debt_followup:denied_deaths_file": FILE,
    "debt_followup:confirmation_letters_file": FILE,
    "debt_followup:unanswered_letters_file": FILE,
    "debt_followup:confirmation_differences_file": FILE,
    "debt_followup:expiring_file": FILE,
    "debt_followup:register_file": FILE,
    "debt_followup:preview_restructuring": FRAGMENT,
    "debt_followup:prepare_restructuring": COMMAND,
    "debt_followup:sign_restructuring": COMMAND,
    "debt_followup:tell_restructuring": COMMAND,
    "debt_followup:drop_signers": COMMAND,
    "debt_followup:withdraw_restructuring": COMMAND,
    "debt_followup:cases_file": FILE,
    "debt_followup:check_case": COMMAND,
    "debt_followup:drop_planned_visit": COMMAND,
    "debt_followup:plan_paper": FILE,
    "debt_followup:set_up_teams": COMMAND,
    "debt_followup:visit_photo": FILE,
    "debt_followup:visits_file": FILE,
    "debt_followup:weeks_file": FILE,
    "debt_followup:old_register_template": FILE,
    "debt_followup:link_old_debtors": COMMAND,
    "debt_followup:confirm_old_register": COMMAND,
    "debt_followup:cancel_old_register": COMMAND,
    "debt_followup:stop_old_register": COMMAND,
    "debt_followup:old_register_progress": FRAGMENT,
    "debt_followup:old_register_refused": FILE,
    "debt_followup:sign_old_agreement": COMMAND,
    "repayments:match": COMMAND,
    "repayments:receipt_in_sara": COMMAND,
    "repayments:hold": COMMAND,
    "repayments:net_off": COMMAND,
    "repayments:decide_repeat": COMMAND,
    "repayments:ask_undo": COMMAND,
    "repayments:approve_undo": COMMAND,
    "repayments:refuse_undo": COMMAND,
    "repayments:withdraw_undo": COMMAND,
    "repayments:issue": COMMAND,
    "repayments:undo": COMMAND,
    "repayments:confirm_upload": COMMAND,
    "repayments:drop_upload": COMMAND,
    "repayments:approve_refund": COMMAND,
    "repayments:refuse_refund": COMMAND,
    "repayments:withdraw_refund": COMMAND,
    "repayments:refund_evidence": FILE,
    "repayments:approve_bounce": COMMAND,
    "repayments:refuse_bounce": COMMAND,
    "repayments:bounce_paper": FILE,
    "repayments:refuse_notice": COMMAND,
    "repayments:set_notice_aside": COMMAND,
    "repayments:notice_evidence": FILE,
    "repayments:bills": COMMAND,
    "repayments:card": COMMAND,
    "repayments:withdraw_change": COMMAND,
    "repayments:ledger_file": FILE,
    "repayments:ledgers_file": FILE,
    "repayments:approve_reversal": COMMAND,
    "repayments:refuse_reversal": COMMAND,
    "repayments:withdraw_reversal": COMMAND,
    "repayments:ask_payer": COMMAND,
    "repayments:approve_payer": COMMAND,
    "repayments:refuse_payer": COMMAND,
    "repayments:withdraw_payer": COMMAND,
    "repayments:make_bundle": COMMAND,
    "repayments:hand_out": COMMAND,
    "repayments:bundle_progress": FRAGMENT,
    "repayments:print_bills": COMMAND,
    "repayments:print_cards": COMMAND,
    "repayments:print_progress": FRAGMENT,
    "treasury:close": COMMAND,
    "treasury:confirm": COMMAND,
    "treasury:reopen": COMMAND,
    "treasury:remit": COMMAND,
    "repayments:approve_write_off": COMMAND,
    "repayments:refuse_write_off": COMMAND,
    "repayments:ask_undo_write_off": COMMAND,
    "repayments:undo_write_off": COMMAND,
    "repayments:keep_write_off": COMMAND,
    "repayments:write_off_file": FILE,
    "treasury:rebook": COMMAND,
    "treasury:arrive": COMMAND,
    "treasury:reverse": COMMAND,
    "treasury:ask_drawing_undo": COMMAND,
    "treasury:undo_drawing": COMMAND,
    "treasury:keep_drawing": COMMAND,
    "treasury:explain": COMMAND,
    "treasury:statement_file": FILE,
    "treasury:post_opening": COMMAND,
    "treasury:refuse_opening": COMMAND,
    "treasury:ask_undo_opening": COMMAND,
    "treasury:undo_opening": COMMAND,
    "treasury:keep_opening": COMMAND,
    "treasury:close_year": COMMAND,
    "treasury:sign_year": COMMAND,
    "treasury:reopen_year": COMMAND,
    "treasury:book_allowance": COMMAND,
    "treasury:explain_gap": COMMAND,
    "debt_followup:start_confirmations": COMMAND,
    "debt_followup:record_reply": COMMAND,
    "debt_followup:remind_debtor": COMMAND,
    "debt_followup:end_confirmation_difference": COMMAND,
    "debt_followup:reply_file": FILE,
    "debt_followup:progress": FRAGMENT,
    "reports:make_pack": COMMAND,
    "reports:members_xlsx": FILE,
    "reports:report_file": FILE,
    "reports:workbook": FILE,
    "reports:progress": FRAGMENT,
    "documents:open": FILE,
    "documents:download": FILE,
    "documents:export_file": FILE,
    "documents:export_progress": FRAGMENT,
    "jobs:progress": FRAGMENT,
    "jobs:cancel": COMMAND,
    "jobs:resume": COMMAND,
    "jobs:failures": FILE,
}


def test_every_page_has_its_picture():
    names = set(_names(get_resolver().url_patterns))
    assert not (names - set(NOT_SHOWN) - _shown()), "no picture of these pages"
    assert not (set(NOT_SHOWN) - names), "these addresses are excused and do not exist"


def test_every_kind_of_paper_has_its_picture():
    assert not (set(Document.Kind.values) - _shown())


def test_every_template_of_a_paper_that_is_made_has_its_picture():
    made = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            made |= set(re.findall(r'"(papers/[\w/]+\.html)"', path.read_text(encoding="utf-8")))
    assert made
    assert not (made - _shown())


def test_the_index_and_the_folder_agree_and_the_pictures_are_small():
    listed = [row[0] for row in _rows()]
    files = {path.name: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert len(listed) == len(set(listed))
    assert set(listed) == set(files)
    assert not [name for name, size in files.items() if size > MOST_BYTES]


def test_every_picture_says_in_thai_and_english_what_it_shows():
    for file, _of, thai, english in _rows():
        assert re.search("[\u0e00-\u0e7f]", thai), file
        assert re.search("[A-Za-z]", english), file
        assert not re.search("[\u0e00-\u0e7f]", english), file


def _rows() -> list[tuple[str, str, str, str]]:
    return _ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))


def _shown() -> set[str]:
    return {name for _file, of, _thai, _english in _rows() for name in re.findall("`([^`]+)`", of)}


def _names(patterns: list, namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{namespace}{pattern.name}"
        elif pattern.namespace != "admin":
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, inner)
