"""Proposals with their groups, plans and papers, the committees with their meetings and decisions, and the reports."""

from .attachments import Attachment, PaperRequest
from .meetings import (
    AgendaItem,
    Attendance,
    CommitteeMember,
    Meeting,
    MeetingFile,
    MeetingNote,
    Recusal,
    Score,
    Vote,
)
from .plans import BudgetLine, PlanChange, PlanStep
from .progress import AmphoeSummary, FollowUpVisit, ProgressPhoto, ProgressReport
from .proposals import Borrower, Decision, Paper, Proposal, ProposalVersion, StateChange

__all__ = [
    "AgendaItem",
    "AmphoeSummary",
    "Attachment",
    "Attendance",
    "Borrower",
    "BudgetLine",
    "CommitteeMember",
    "Decision",
    "FollowUpVisit",
    "Meeting",
    "MeetingFile",
    "MeetingNote",
    "Paper",
    "PaperRequest",
    "PlanChange",
    "PlanStep",
    "ProgressPhoto",
    "ProgressReport",
    "Proposal",
    "ProposalVersion",
    "Recusal",
    "Score",
    "StateChange",
    "Vote",
]
