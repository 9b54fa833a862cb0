"""The commands of this room: keyword-only, one transaction each."""

from .attachments import (
    answer_request,
    ask_for_papers,
    attach,
    attach_signed_opinion,
    log_attachment,
    remove_attachment,
)
from .closing import close_meeting
from .drafts import create_draft, update_draft
from .meetings import (
    InterestMissing,
    NotOnRoster,
    add_to_agenda,
    call_meeting,
    declare_recusal,
    record_attendance,
    record_outcome,
    record_outcomes,
    record_scores,
    record_votes,
    remove_from_agenda,
    withdraw_recusal,
)
from .notes import FiledAlready, NotClosedYet, NoteEmpty, add_note, file_paper
from .opinions import give_tambon_opinion, record_at_province
from .pipeline import (
    NoticeDayWrong,
    advance,
    advance_many,
    cancel_for_change,
    lapse_overdue,
    record_notice,
    reopen,
    return_in_bangkok,
)
from .plan_changes import ask_plan_change, decide_plan_change
from .progress import record_start
from .results import AlreadyTold, NoResults, issue_results, issue_revision_letter, issue_revision_letters
from .rosters import appoint_member, correct_member, end_term, set_order
from .sara import record_sara_number, record_sara_numbers
from .sending import AlreadySent, send

__all__ = [
    "ask_plan_change",
    "decide_plan_change",
    "AlreadySent",
    "AlreadyTold",
    "FiledAlready",
    "InterestMissing",
    "NoResults",
    "NotClosedYet",
    "NotOnRoster",
    "NoteEmpty",
    "NoticeDayWrong",
    "add_note",
    "add_to_agenda",
    "advance",
    "answer_request",
    "ask_for_papers",
    "attach",
    "attach_signed_opinion",
    "log_attachment",
    "remove_attachment",
    "advance_many",
    "appoint_member",
    "call_meeting",
    "cancel_for_change",
    "close_meeting",
    "correct_member",
    "create_draft",
    "declare_recusal",
    "end_term",
    "file_paper",
    "give_tambon_opinion",
    "issue_results",
    "issue_revision_letter",
    "issue_revision_letters",
    "lapse_overdue",
    "record_at_province",
    "record_attendance",
    "record_notice",
    "record_outcome",
    "record_outcomes",
    "record_sara_number",
    "record_sara_numbers",
    "record_scores",
    "record_votes",
    "remove_from_agenda",
    "record_start",
    "reopen",
    "return_in_bangkok",
    "send",
    "set_order",
    "update_draft",
    "withdraw_recusal",
]
