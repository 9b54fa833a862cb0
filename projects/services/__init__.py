"""The commands of this room: keyword-only, one transaction each."""

from .closing import close_meeting
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
    remove_from_agenda,
    withdraw_recusal,
)
from .pipeline import (
    NoticeDayWrong,
    advance,
    advance_many,
    cancel_for_change,
    lapse_overdue,
    record_notice,
    reopen,
)
from .proposals import AlreadySent, create_draft, give_tambon_opinion, record_at_province, send, update_draft
from .results import AlreadyTold, NoResults, issue_results

__all__ = [
    "AlreadySent",
    "AlreadyTold",
    "InterestMissing",
    "NoResults",
    "NotOnRoster",
    "NoticeDayWrong",
    "add_to_agenda",
    "advance",
    "advance_many",
    "call_meeting",
    "cancel_for_change",
    "close_meeting",
    "create_draft",
    "declare_recusal",
    "give_tambon_opinion",
    "issue_results",
    "lapse_overdue",
    "record_at_province",
    "record_attendance",
    "record_notice",
    "record_outcome",
    "record_outcomes",
    "record_scores",
    "remove_from_agenda",
    "reopen",
    "send",
    "update_draft",
    "withdraw_recusal",
]
