"""What this room keeps."""

from .confirmations import Confirmation

__all__ = ["Confirmation"]
