"""The commands of this room."""

from .acknowledgements import (
    cancel_acknowledgement,
    draft_acknowledgement,
    prepare_acknowledgement,
    register_signatures,
)
from .arrears import follow_courses, mark_stale, refresh_arrears
from .confirmations import AllConfirmed, BeforeService, NotThatDay, NotYet, start_confirmations
from .fraud import FraudRefused, OwnFraudFile, add_fraud_paper, decide_fraud, open_fraud, settle_fraud
from .legal import close_file, open_file, record_day, reopen_file
from .legal_papers import add_addressee, add_note, add_paper, end_addressee, issue_letter
from .limits import NothingMoved, announce_limits, note_move
from .plans import follow_plan, reinstate_acknowledgement, replace_acknowledgements
from .voids import ask_void, confirm_void, refuse_void, withdraw_void
from .waivers import approve_waiver, ask_waiver, ask_withdrawal, keep_waiver, refuse_waiver, withdraw_waiver

__all__ = [
    "FraudRefused",
    "OwnFraudFile",
    "add_fraud_paper",
    "decide_fraud",
    "open_fraud",
    "settle_fraud",
    "AllConfirmed",
    "BeforeService",
    "NotThatDay",
    "NotYet",
    "NothingMoved",
    "add_addressee",
    "add_note",
    "add_paper",
    "announce_limits",
    "approve_waiver",
    "ask_void",
    "ask_waiver",
    "ask_withdrawal",
    "cancel_acknowledgement",
    "close_file",
    "confirm_void",
    "draft_acknowledgement",
    "end_addressee",
    "follow_courses",
    "follow_plan",
    "issue_letter",
    "keep_waiver",
    "mark_stale",
    "note_move",
    "open_file",
    "prepare_acknowledgement",
    "record_day",
    "refresh_arrears",
    "refuse_void",
    "refuse_waiver",
    "register_signatures",
    "reinstate_acknowledgement",
    "reopen_file",
    "replace_acknowledgements",
    "start_confirmations",
    "withdraw_void",
    "withdraw_waiver",
]
