"""A page of the story asks at most 20 questions of the database, the shell's included, however many rows there are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, reset_queries
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas.models import RoleAssignment, User
from areas.roles import Role
from loans.tables.registers import REGISTERS
from members.imports import files
from members.models import MemberImport
from projects.rules import State
from reports.views.listings import REPORTS
from tests.areas.test_access_matrix import OURS
from tests.members.test_imports import csv, row
from tests.reports.many_rows import ON, Province
from tests.scenario import kept_for_module

MOST = 20
# Pages that read the whole law of one debt: its history, its last day for each debtor, who may still sign. Some work it
# out twice, before and in the draft: these numbers may only fall.
MOST_OF_ONE_DEBT = {
    "loans:contract": 21,
    "debt_followup:debtor": 21,
    "debt_followup:log_visit": 21,
    "debt_followup:acknowledge": 39,
    "debt_followup:acknowledge_preview": 22,
    "debt_followup:accept_liability": 39,
    "debt_followup:restructuring": 30,
    "debt_followup:simulate_restructuring": 32,
    "debt_followup:apply_restructuring": 27,
}
FEW, MANY = 10, 1000
# Address, who opens it, and what its arguments are in the province of the test.
PAGES = [
    ("my_work", "khuntan", lambda p: []),
    ("my_work", "secretary", lambda p: []),
    ("my_work", "accountant", lambda p: []),
    ("my_work", "chief", lambda p: []),
    ("my_work", "debt", lambda p: []),
    ("my_work", "national", lambda p: []),
    ("search", "secretary", lambda p: []),
    ("policies", "secretary", lambda p: []),
    ("audit", "auditor", lambda p: []),
    ("members:list", "khuntan", lambda p: []),
    ("members:list", "secretary", lambda p: []),
    ("members:register", "khuntan", lambda p: []),
    ("members:detail", "khuntan", lambda p: [p.people.groups[6][0].member_number]),
    ("members:edit", "khuntan", lambda p: [p.people.groups[6][0].member_number]),
    ("members:move", "khuntan", lambda p: [p.people.groups[6][0].member_number]),
    ("members:standing", "khuntan", lambda p: [p.people.groups[6][0].member_number]),
    ("members:merge", "secretary", lambda p: [p.people.groups[6][0].member_number]),
    ("members:seen", "secretary", lambda p: [p.people.groups[6][0].member_number]),
    ("members:register_organisation", "khuntan", lambda p: []),
    ("members:imports", "secretary", lambda p: []),
    ("members:import_file", "secretary", lambda p: [_checked_file(p).pk]),
    ("members:import_progress", "secretary", lambda p: [_confirmed_file(p).pk]),
    ("members:detail", "secretary", lambda p: [p.organisation.member.member_number]),
    ("members:edit", "khuntan", lambda p: [p.organisation.member.member_number]),
    ("members:appoint", "khuntan", lambda p: [p.organisation.member.member_number]),
    ("members:end_officer", "khuntan", lambda p: [p.organisation.member.member_number, p.officer.pk]),
    ("projects:board", "khuntan", lambda p: []),
    ("projects:board", "secretary", lambda p: []),
    ("projects:list", "secretary", lambda p: []),
    ("projects:rounds", "secretary", lambda p: []),
    ("hand_over", "chief", lambda p: []),
    ("hand_over_from", "chief", lambda p: [p.users["secretary"].pk]),
    ("hand_over_waiting", "chief", lambda p: [p.users["secretary"].pk]),
    ("projects:record", "secretary", lambda p: []),
    ("projects:new", "khuntan", lambda p: []),
    ("projects:proposal", "secretary", lambda p: [p.on_agenda.reference]),
    *(("projects:proposal", "khuntan", lambda p, state=state: [p.in_state[state].reference]) for state in State),
    ("projects:edit", "khuntan", lambda p: [p.in_state[State.DRAFT].reference]),
    ("projects:edit", "khuntan", lambda p: [p.house_draft.reference]),
    ("projects:proposal", "khuntan", lambda p: [p.house_draft.reference]),
    ("projects:versions", "khuntan", lambda p: [p.in_state[State.RETURNED_FOR_REVISION].reference]),
    ("projects:ask_plan_change", "khuntan", lambda p: [p.in_state[State.TRANSFERRED].reference]),
    ("projects:plan_change", "secretary", lambda p: [p.change.proposal.reference, p.change.number]),
    ("projects:opinion", "khuntan", lambda p: [p.in_state[State.SUBMITTED].reference]),
    ("projects:attach", "khuntan", lambda p: [p.in_state[State.DRAFT].reference]),
    ("projects:ask", "khuntan", lambda p: [p.asked.proposal.reference]),
    ("projects:answer", "khuntan", lambda p: [p.asked.proposal.reference, p.asked.pk]),
    ("projects:requests", "khuntan", lambda p: []),
    ("projects:meetings", "secretary", lambda p: []),
    ("projects:call_meeting", "secretary", lambda p: ["WORKING_GROUP"]),
    ("projects:meeting", "secretary", lambda p: [p.meeting.pk]),
    ("projects:agenda", "secretary", lambda p: [p.meeting.pk]),
    ("projects:attendance", "secretary", lambda p: [p.meeting.pk]),
    ("projects:scores", "secretary", lambda p: [p.meeting.pk]),
    ("projects:table", "secretary", lambda p: [p.meeting.pk]),
    ("projects:results", "secretary", lambda p: [p.decided.pk]),
    ("projects:votes", "secretary", lambda p: [p.meeting.pk]),
    ("projects:revisions", "khuntan", lambda p: [p.asking.pk]),
    ("projects:rosters", "secretary", lambda p: []),
    ("projects:roster", "secretary", lambda p: ["WORKING_GROUP", "57"]),
    ("projects:appoint_member", "khuntan", lambda p: ["AMPHOE", "5714"]),
    ("projects:correct_member", "khuntan", lambda p: [p.people.committees["5714"][0].pk]),
    ("projects:offices", "secretary", lambda p: []),
    ("projects:office", "secretary", lambda p: [p.people.offices[""].pk]),
    ("projects:appoint_signatory", "secretary", lambda p: [p.people.offices[""].pk]),
    ("projects:letter_setting", "secretary", lambda p: [p.people.offices[""].pk, "RESULT_LOAN"]),
    ("projects:reports", "secretary", lambda p: []),
    ("projects:reports", "yanghom", lambda p: []),
    ("projects:tambon_reports", "khuntan", lambda p: []),
    ("projects:enter_report", "khuntan", lambda p: [p.debtor.proposal.reference, "2018-09-30"]),
    ("projects:report", "khuntan", lambda p: [p.reports.first.pk]),
    ("projects:summaries", "secretary", lambda p: []),
    ("projects:summary", "secretary", lambda p: ["5714", "2018-03-31"]),
    ("projects:summary", "khuntan", lambda p: ["5714", "2018-09-30"]),
    ("projects:visits", "khuntan", lambda p: []),
    ("projects:plan_visit", "khuntan", lambda p: []),
    ("projects:visit_result", "khuntan", lambda p: [p.reports.visit.pk]),
    ("loans:list", "secretary", lambda p: []),
    ("loans:to_prepare", "secretary", lambda p: []),
    ("loans:prepare", "secretary", lambda p: [p.notified.pk]),
    ("loans:preview", "secretary", lambda p: [p.notified.pk]),
    ("loans:transfers", "secretary", lambda p: []),
    ("loans:transfer", "chief", lambda p: [p.batch.pk]),
    ("loans:contract", "secretary", lambda p: [p.payer.pk]),
    ("loans:contract", "secretary", lambda p: [p.prepared.pk]),
    ("loans:edit", "secretary", lambda p: [p.prepared.pk]),
    ("loans:sign", "khuntan", lambda p: [p.prepared.pk]),
    ("loans:contract", "secretary", lambda p: [p.loans.sent_back.pk]),
    ("loans:transfer", "secretary", lambda p: [p.loans.batch.pk]),
    ("loans:rejection", "chief", lambda p: [p.loans.declared.pk]),
    ("loans:rejection", "secretary", lambda p: [p.loans.declared.pk]),
    ("loans:account", "secretary", lambda p: [p.loans.sent_back.pk]),
    ("loans:due_dates", "secretary", lambda p: [p.loans.sent_back.pk]),
    ("loans:papers", "khuntan", lambda p: [p.debtor.pk]),
    ("loans:voucher", "secretary", lambda p: [p.debtor.pk]),
    ("loans:money_back", "accountant", lambda p: [p.debtor.pk]),
    ("loans:money_returns", "accountant", lambda p: []),
    ("loans:money_return", "chief", lambda p: [p.loans.money_return.pk]),
    *(("loans:register", "secretary", lambda p, which=which: [which]) for which in REGISTERS),
    ("loans:grants", "secretary", lambda p: []),
    ("loans:prepare_grant", "secretary", lambda p: [p.loans.waiting.pk]),
    ("loans:grant", "secretary", lambda p: [p.loans.grant.pk]),
    ("loans:grant", "accountant", lambda p: [p.loans.grant.pk]),
    ("loans:grant", "secretary", lambda p: [p.loans.sent_back_grant.pk]),
    ("loans:grant_account", "secretary", lambda p: [p.loans.sent_back_grant.pk]),
    ("repayments:bank_files", "accountant", lambda p: []),
    ("repayments:import", "accountant", lambda p: []),
    ("repayments:upload", "accountant", lambda p: [p.incoming.upload.pk]),
    ("repayments:columns", "accountant", lambda p: [p.incoming.table.pk]),
    ("repayments:bank_file", "accountant", lambda p: [p.unknown.file_id]),
    ("repayments:queue", "accountant", lambda p: []),
    ("repayments:line", "accountant", lambda p: [p.unknown.pk]),
    ("repayments:line", "accountant", lambda p: [p.incoming.split.pk]),
    ("repayments:line", "accountant", lambda p: [p.incoming.strange.pk]),
    ("repayments:line", "chief", lambda p: [p.incoming.undone.pk]),
    ("repayments:split", "accountant", lambda p: [p.unknown.pk]),
    ("repayments:refund_line", "accountant", lambda p: [p.unknown.pk]),
    ("repayments:refund_credit", "accountant", lambda p: [p.payer.pk]),
    ("repayments:refunds", "accountant", lambda p: []),
    ("repayments:refund", "chief", lambda p: [p.incoming.refund.pk]),
    ("repayments:refund", "accountant", lambda p: [p.incoming.paid_back.pk]),
    ("repayments:refund", "chief", lambda p: [p.incoming.paid_back.pk]),
    ("repayments:ask_bounce", "accountant", lambda p: [p.incoming.paid_back.pk]),
    ("repayments:notices", "khuntan", lambda p: []),
    ("repayments:find_contract", "khuntan", lambda p: []),
    ("repayments:new_notice", "khuntan", lambda p: [p.debtor.pk]),
    ("repayments:notice", "accountant", lambda p: [p.incoming.notice.pk]),
    ("repayments:receipts", "accountant", lambda p: []),
    ("repayments:receipt", "accountant", lambda p: [p.receipt.pk]),
    ("repayments:sara", "accountant", lambda p: []),
    ("repayments:contract", "accountant", lambda p: [p.payer.pk]),
    ("repayments:contract", "accountant", lambda p: [p.debtor.pk]),
    ("repayments:ledger", "accountant", lambda p: [p.payer.pk]),
    ("repayments:ledger", "khuntan", lambda p: [p.debtor.pk]),
    ("repayments:ledgers", "accountant", lambda p: []),
    ("repayments:settle", "accountant", lambda p: [p.payer.pk]),
    ("repayments:call_in", "accountant", lambda p: [p.debtor.pk]),
    ("repayments:ask_reversal", "accountant", lambda p: [p.receipt.pk]),
    ("repayments:reversals", "accountant", lambda p: []),
    ("repayments:reversal", "chief", lambda p: [p.reversal.pk]),
    ("repayments:bundles", "accountant", lambda p: []),
    ("repayments:bundle", "accountant", lambda p: [p.bundle.pk]),
    ("repayments:bundle_progress", "accountant", lambda p: [p.bundle.pk]),
    ("repayments:print_jobs", "accountant", lambda p: []),
    ("repayments:print_job", "accountant", lambda p: [p.printing.pk]),
    ("repayments:print_progress", "accountant", lambda p: [p.printing.pk]),
    ("treasury:books", "accountant", lambda p: []),
    ("treasury:register", "accountant", lambda p: ["1102"]),
    ("treasury:entry", "accountant", lambda p: [p.entry.pk]),
    ("treasury:entry", "chief", lambda p: [p.books.drawn.pk]),
    ("treasury:month", "accountant", lambda p: ["2018-09"]),
    ("treasury:allocate", "accountant", lambda p: []),
    ("treasury:draw", "accountant", lambda p: []),
    ("treasury:draw_for_refund", "accountant", lambda p: []),
    ("treasury:give_back_drawn", "accountant", lambda p: []),
    ("repayments:write_offs", "accountant", lambda p: []),
    ("repayments:ask_write_off", "accountant", lambda p: [p.debtor.pk]),
    ("repayments:write_off", "chief", lambda p: [p.books.write_off.pk]),
    ("treasury:journal", "accountant", lambda p: []),
    ("treasury:budget", "accountant", lambda p: []),
    ("treasury:budgets", "national", lambda p: []),
    ("treasury:spend", "accountant", lambda p: []),
    ("treasury:give_back", "accountant", lambda p: []),
    ("treasury:interest", "accountant", lambda p: []),
    ("treasury:fee", "accountant", lambda p: []),
    ("treasury:statements", "accountant", lambda p: []),
    ("treasury:new_statement", "accountant", lambda p: []),
    ("treasury:statement", "accountant", lambda p: [p.books.statement.pk]),
    ("treasury:openings", "accountant", lambda p: []),
    ("treasury:new_opening", "accountant", lambda p: []),
    ("treasury:opening", "chief", lambda p: [p.books.opening.pk]),
    ("treasury:years", "accountant", lambda p: []),
    ("treasury:year", "accountant", lambda p: [2561]),
    ("treasury:allowance", "accountant", lambda p: []),
    ("treasury:numbers", "auditor", lambda p: []),
    ("treasury:seals", "auditor", lambda p: []),
    ("debt_followup:list", "debt", lambda p: []),
    ("debt_followup:debtor", "debt", lambda p: [p.debtor.pk]),
    ("debt_followup:list", "national", lambda p: []),
    ("debt_followup:sums", "debt", lambda p: []),
    ("debt_followup:sums", "national", lambda p: []),
    ("debt_followup:limits", "debt", lambda p: [p.debtor.pk]),
    ("debt_followup:calendar", "debt", lambda p: []),
    ("debt_followup:expiring", "debt", lambda p: []),
    ("debt_followup:moved", "debt", lambda p: []),
    ("debt_followup:register", "debt", lambda p: []),
    ("debt_followup:fraud_cases", "secretary", lambda p: []),
    ("debt_followup:open_fraud", "secretary", lambda p: [p.debtor.pk]),
    ("debt_followup:fraud_case", "chief", lambda p: [p.limits.case.pk]),
    ("debt_followup:decide_fraud", "chief", lambda p: [p.limits.case.pk]),
    ("debt_followup:settle_fraud", "chief", lambda p: [p.limits.found.pk]),
    ("debt_followup:confirmations", "secretary", lambda p: []),
    ("debt_followup:confirmation_run", "secretary", lambda p: [p.run.pk]),
    ("debt_followup:progress", "secretary", lambda p: [p.run.pk]),
    ("debt_followup:confirmation_summary", "secretary", lambda p: [p.run.pk]),
    ("debt_followup:record_replies", "secretary", lambda p: []),
    ("debt_followup:unanswered_letters", "secretary", lambda p: []),
    ("debt_followup:confirmation_differences", "secretary", lambda p: []),
    ("debt_followup:confirmation_difference", "secretary", lambda p: [p.replies.difference.pk]),
    ("debt_followup:confirmation_letter", "secretary", lambda p: [p.replies.letter.pk]),
    ("debt_followup:notices", "secretary", lambda p: []),
    ("debt_followup:notices", "khuntan", lambda p: []),
    ("debt_followup:notices_due", "secretary", lambda p: []),
    ("debt_followup:notice_batch", "secretary", lambda p: [p.notices.batch.pk]),
    ("debt_followup:notice_batch_progress", "secretary", lambda p: [p.notices.batch.pk]),
    ("debt_followup:notice", "secretary", lambda p: [p.notices.bill.pk]),
    ("debt_followup:new_notice", "secretary", lambda p: [p.debtor.pk]),
    ("debt_followup:record_deliveries", "secretary", lambda p: []),
    ("debt_followup:acknowledgements", "debt", lambda p: []),
    ("debt_followup:acknowledge", "debt", lambda p: [p.payer.pk]),
    ("debt_followup:acknowledge", "debt", lambda p: [p.debtor.pk]),
    ("debt_followup:acknowledge_preview", "debt", lambda p: [p.debtor.pk]),
    ("debt_followup:accept_liability", "secretary", lambda p: [p.debtor.pk]),
    ("debt_followup:acknowledgement", "debt", lambda p: [p.acts.acknowledgement.pk]),
    ("debt_followup:register_signatures", "debt", lambda p: [p.acts.acknowledgement.pk]),
    ("debt_followup:waivers", "secretary", lambda p: []),
    ("debt_followup:ask_waiver", "secretary", lambda p: [p.payer.pk]),
    ("debt_followup:waiver", "chief", lambda p: [p.acts.waiver.pk]),
    ("debt_followup:waiver", "secretary", lambda p: [p.acts.waived.pk]),
    ("debt_followup:ask_waiver_withdrawal", "secretary", lambda p: [p.acts.waived.pk]),
    ("debt_followup:voids", "secretary", lambda p: []),
    ("debt_followup:void", "chief", lambda p: [p.acts.void.pk]),
    ("debt_followup:ask_void", "secretary", lambda p: ["signature", p.acts.void.acknowledgement_signer_id]),
    ("debt_followup:ask_void", "debt", lambda p: ["contact", p.cases.contact.pk]),
    ("debt_followup:legal_files", "debt", lambda p: []),
    ("debt_followup:reported_deaths", "secretary", lambda p: []),
    ("debt_followup:open_legal_file", "secretary", lambda p: [p.payer.pk, "litigation"]),
    ("debt_followup:open_legal_file", "secretary", lambda p: [p.payer.pk, "death"]),
    ("debt_followup:legal_file", "debt", lambda p: [p.acts.suit.pk]),
    ("debt_followup:legal_file", "secretary", lambda p: [p.acts.death.pk]),
    ("debt_followup:record_legal_day", "secretary", lambda p: [p.acts.suit.pk]),
    ("debt_followup:add_legal_paper", "secretary", lambda p: [p.acts.suit.pk]),
    ("debt_followup:add_legal_addressee", "secretary", lambda p: [p.acts.death.pk]),
    ("debt_followup:write_legal_letter", "secretary", lambda p: [p.acts.death.pk]),
    ("debt_followup:restructurings", "secretary", lambda p: []),
    ("debt_followup:restructuring", "secretary", lambda p: [p.restructurings.row.pk]),
    ("debt_followup:simulate_restructuring", "secretary", lambda p: [p.debtor.pk]),
    ("debt_followup:apply_restructuring", "secretary", lambda p: [p.debtor.pk]),
    ("debt_followup:assess_restructuring", "secretary", lambda p: [p.restructurings.row.pk]),
    ("debt_followup:propose_restructuring", "secretary", lambda p: [p.restructurings.row.pk]),
    ("debt_followup:opine_restructuring", "secretary", lambda p: [p.restructurings.row.pk]),
    ("debt_followup:decide_restructuring", "chief", lambda p: [p.restructurings.row.pk]),
    ("debt_followup:cases", "debt", lambda p: []),
    ("debt_followup:cases", "national", lambda p: []),
    ("debt_followup:case", "debt", lambda p: [p.cases.case.pk]),
    ("debt_followup:hand_over_case", "debt", lambda p: [p.cases.case.pk]),
    ("debt_followup:teams", "chief", lambda p: []),
    ("debt_followup:team", "chief", lambda p: [p.cases.team.pk]),
    ("debt_followup:add_team_member", "chief", lambda p: [p.cases.team.pk]),
    ("debt_followup:end_team_member", "chief", lambda p: [p.cases.helper.pk]),
    ("debt_followup:reword_team_duty", "chief", lambda p: [p.cases.team.pk]),
    ("debt_followup:plan_weeks", "chief", lambda p: []),
    ("debt_followup:plan_week", "debt", lambda p: [p.cases.amphoe, "2018-09-24"]),
    ("debt_followup:plan_visits", "debt", lambda p: [p.cases.amphoe, "2018-09-24"]),
    ("debt_followup:route", "debt", lambda p: []),
    ("debt_followup:contacts", "debt", lambda p: [p.debtor.pk]),
    ("debt_followup:log_visit", "debt", lambda p: [p.debtor.pk]),
    ("debt_followup:visits", "debt", lambda p: []),
    ("debt_followup:visits", "national", lambda p: []),
    ("debt_followup:visit", "debt", lambda p: [p.cases.contact.pk]),
    ("debt_followup:visit", "debt", lambda p: [p.cases.death.pk]),
    ("debt_followup:old_registers", "secretary", lambda p: []),
    ("debt_followup:new_old_register", "secretary", lambda p: []),
    ("debt_followup:old_register", "secretary", lambda p: [p.old.checked.pk]),
    ("debt_followup:old_register", "secretary", lambda p: [p.old.done.pk]),
    ("debt_followup:old_register_progress", "secretary", lambda p: [p.old.writing.pk]),
    ("debt_followup:old_agreement", "chief", lambda p: []),
    ("debt_followup:old_controls", "secretary", lambda p: []),
    ("loans:contract", "secretary", lambda p: [p.old.contract.pk]),
    ("reports:packs", "accountant", lambda p: []),
    ("reports:members", "secretary", lambda p: []),
    ("reports:index", "accountant", lambda p: []),
    ("reports:assurance", "auditor", lambda p: []),
    ("reports:mark_sent", "accountant", lambda p: [p.pack.pk]),
    *(("reports:report", "accountant", lambda p, name=name: [name]) for name in REPORTS),
    ("reports:report", "national", lambda p: ["provinces"]),
    ("reports:progress", "accountant", lambda p: [p.pack.run_id]),
    ("documents:list", "secretary", lambda p: []),
    ("documents:exports", "secretary", lambda p: []),
    ("documents:export", "secretary", lambda p: [p.export.pk]),
    ("documents:export_progress", "secretary", lambda p: [p.export.pk]),
    ("jobs:list", "secretary", lambda p: []),
    ("jobs:run", "secretary", lambda p: [p.failed.pk]),
    ("jobs:progress", "secretary", lambda p: [p.failed.pk]),
    ("jobs:failures", "secretary", lambda p: [p.failed.pk]),
]
KEYS = [f"{name}-{user}-{at}" for at, (name, user, _arguments) in enumerate(PAGES)]
# Papers, redirects and the forms of one's own log-in: nothing there grows with the rows.
NO_PAGES = {
    "debt_followup:cases_file", "debt_followup:visits_file", "debt_followup:visit_photo",
    "debt_followup:plan_paper", "debt_followup:route_paper", "debt_followup:weeks_file",
    "debt_followup:confirmation_summary_file", "debt_followup:payment_confirmation", "debt_followup:reply_file",
    "debt_followup:notice_sheets", "debt_followup:expiring_file", "debt_followup:register_file",
    "debt_followup:fraud_paper",
    "debt_followup:overdue_file", "debt_followup:moved_file", "debt_followup:notices_file",
    "debt_followup:notice_batch_file", "debt_followup:acknowledgements_file", "debt_followup:waivers_file",
    "debt_followup:restructurings_file", "debt_followup:legal_files_file", "debt_followup:fraud_cases_file",
    "debt_followup:reported_deaths_file", "debt_followup:denied_deaths_file", "debt_followup:confirmation_letters_file",
    "debt_followup:unanswered_letters_file", "debt_followup:confirmation_differences_file",
    "debt_followup:legal_paper_file", "debt_followup:signed_paper", "debt_followup:waiver_file",
    "repayments:ledger_file", "repayments:ledgers_file",
    "debt_followup:old_register_refused", "debt_followup:old_register_template",
    "members:export", "members:import_refused", "members:import_template",
    "reports:members_xlsx", "reports:report_file", "reports:workbook",
    "change_password", "health", "log_in", "password_changed", "second_factor", "set_up_second_factor",
    "documents:download", "documents:open", "loans:copies", "members:by_key",
    "loans:file", "loans:grant_attached", "loans:grant_file", "loans:grant_voucher", "loans:guide", "loans:papers_pdf",
    "loans:rejection_file",
    "loans:register_pdf", "loans:register_xlsx", "loans:transfer_pdf", "loans:transfer_text", "loans:transfer_xlsx",
    "projects:attachment", "projects:attachment_download", "projects:attachment_thumbnail",
    "projects:meeting_file", "projects:table_xlsx",
    "projects:attendance_sheet", "projects:cover_sheet", "projects:list_pdf", "projects:list_xlsx",
    "projects:proposal_form", "projects:version_form",
    "projects:report_paper", "projects:report_photo", "projects:report_photo_thumbnail", "projects:reports_late",
    "projects:summary_draft", "projects:visits_file", "projects:visits_paper",
    "documents:export_file", "treasury:statement_file",
    "repayments:notice_evidence", "repayments:refund_evidence", "repayments:bounce_paper", "loans:return_file",
    "repayments:write_off_file",
}  # fmt: skip
QUESTIONS = {
    "search": {"q": "วงเดือน"},
    "debt_followup:restructurings": {"state": "all"},
    "debt_followup:calendar": {"month": "2023-07"},
    "debt_followup:expiring": {"year": "2566"},
    "debt_followup:acknowledge_preview": {"count": "6", "first_due_on": "5/11/2561", "months_between": "1"},
    "debt_followup:legal_files": {"state": "ALL"},
    "debt_followup:old_agreement": {"province": "57", "base_on": "2016-04-30"},
    "repayments:find_contract": {"find": "นาง"},
    "treasury:register": {"month": "2018-09"},
    "treasury:books": {"month": "2018-09"},
    "treasury:journal": {"month": "2018-09"},
    "treasury:numbers": {"year": "2561", "province": "57"},
    "treasury:seals": {"province": "57"},
}


def _checked_file(p: Province) -> MemberImport:
    """A file of members that waits to be confirmed: one that nobody sent before, with rows that cannot be taken."""
    first = 40_000 + 10 * MemberImport.objects.count()
    rows = [row(first + at, address=f"{at} หมู่ 2") for at in range(4)]
    rows += [row(first + 4, title="นาย"), row(first + 5, tambon="579999"), rows[0]]
    return files.check(name="สมาชิกขุนตาล.csv", content=csv(*rows), by=p.users["secretary"], on=ON)


def _confirmed_file(p: Province) -> MemberImport:
    """A file of members that is being written."""
    run = _checked_file(p)
    files.confirm(run=run, by=p.users["secretary"], on=ON)
    return run


@contextmanager
def standing_on(day) -> Iterator[None]:
    with override_settings(BUSINESS_DATE=day.isoformat()):
        yield


class Opened:
    """Every page opened by its user, with the number of its queries."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self.clients = {user: Client() for _name, user, _arguments in PAGES}
        for user, client in self.clients.items():
            client.force_login(province.users[user])

    def count(self) -> dict[str, int]:
        """Open every page once, the audit with a look at something of every kind on its first page."""
        self.province.look_at_one_of_every_kind()
        return {key: self._queries(*page) for key, page in zip(KEYS, PAGES, strict=True)}

    def _queries(self, name: str, user: str, arguments: Callable) -> int:
        url = reverse(name, args=arguments(self.province))
        reset_queries()  # Django keeps the last 9,000 of a connection, and counts no more once they are full
        with CaptureQueriesContext(connection) as taken:
            answer = self.clients[user].get(url, QUESTIONS.get(name, {}))
        assert answer.status_code == 200, (name, answer.status_code)
        return len(taken)


def _measure() -> tuple[dict[str, int], dict[str, int]]:
    with standing_on(ON):
        province = Province()
        province.grow(FEW)
        pages = Opened(province)
        pages.count()  # what only a first opening asks
        few = pages.count()
        province.grow(MANY - FEW)
        return few, pages.count()


measured = kept_for_module(_measure)
pytestmark = pytest.mark.xdist_group("query counts")  # one process counts for all


@pytest.mark.parametrize("key", KEYS)
def test_a_page_asks_at_most_20_questions_and_as_many_for_1000_rows_as_for_10(measured, key):
    few, many = measured
    assert few[key] == many[key] <= MOST_OF_ONE_DEBT.get(key.rsplit("-", 2)[0], MOST)


def test_every_page_of_the_site_is_among_them(db, client, in_2017):
    user = User.objects.create(username="everybody")
    for role in Role:
        RoleAssignment.objects.create(user=user, role=role, province_id="57", valid_from=in_2017)
    client.force_login(user)
    pages = {name for name, path, _view in OURS if client.get(path).status_code != 405}
    assert pages - NO_PAGES - {name for name, _user, _arguments in PAGES} == set()
