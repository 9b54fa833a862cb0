"""Proposals with their groups and papers, the committees, their meetings and decisions."""

from .meetings import AgendaItem, Attendance, CommitteeMember, Meeting, Recusal, Score
from .proposals import Borrower, Decision, Paper, Proposal, ProposalVersion, StateChange

__all__ = [
    "AgendaItem",
    "Attendance",
    "Borrower",
    "CommitteeMember",
    "Decision",
    "Meeting",
    "Paper",
    "Proposal",
    "ProposalVersion",
    "Recusal",
    "Score",
    "StateChange",
]
