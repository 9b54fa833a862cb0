"""The frozen contexts of this room's papers: plain JSON."""

from .confirmations import confirmation

__all__ = ["confirmation"]
