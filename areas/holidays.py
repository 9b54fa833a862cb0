"""Telling the rooms above that the table of holidays changed.

Nobody depends on being told: the daily jobs find by the table itself what has to follow. Who is told begins at once.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

_followers: list[Callable[..., Any]] = []


def register_follower(follower: Callable[..., Any]) -> None:
    """Have a function ``(*, by, on)`` called whenever somebody changed the table, in the same transaction."""
    if follower not in _followers:
        _followers.append(follower)


def changed(*, by: Any, on: date) -> None:
    """Tell all followers."""
    for follower in _followers:
        follower(by=by, on=on)
