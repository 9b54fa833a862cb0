"""The commands of this room."""

from .pipeline import advance, advance_many, cancel_for_change, lapse_overdue, record_notice, reopen

__all__ = ["advance", "advance_many", "cancel_for_change", "lapse_overdue", "record_notice", "reopen"]
