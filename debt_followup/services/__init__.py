"""The commands of this room."""

from .confirmations import AllConfirmed, BeforeService, NotThatDay, NotYet, start_confirmations

__all__ = ["AllConfirmed", "BeforeService", "NotThatDay", "NotYet", "start_confirmations"]
