"""The long work of this room: what is done every day, and what is printed in bulk."""

from . import calendar, daily, printing

__all__ = ["calendar", "daily", "printing"]
