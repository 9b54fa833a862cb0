"""The long work of this room: what is done every day, and what is printed in bulk."""

from . import daily, printing

__all__ = ["daily", "printing"]
