"""The long work of this room."""

from . import confirmations
from .confirmations import NAME

__all__ = ["NAME", "confirmations"]
