"""Whether two lines of the bank that came by files of different kinds are one payment. Pure.

References tell: the same amount on the same day with the same references is the same payment. Where one of the two
has none, name and minute are all there is, and banks cut names and leave out times: what these do not settle, a person
does.
"""

from datetime import time
from enum import IntEnum
from typing import Protocol

from repayments.matching import is_same_name, plain_name

NO_TIME = time(0, 0)  # a file without times


class Written(Protocol):
    """A line as far as this asks; account, day, kind and amount are the same already."""

    time: time
    customer_name: str
    ref1: str


class Likeness(IntEnum):
    """How alike two lines are; the surer, the higher."""

    OTHER = 0
    PERHAPS = 1
    PERHAPS_BY_NAME = 2
    PERHAPS_BY_TIME = 3
    SAME = 4


def likeness(one: Written, other: Written) -> Likeness:
    """How alike two lines are of which one at least has no reference.

    The same: both without reference, the name is the same, and so is the minute where both tell it. Different: neither
    name nor minute, which both tell, are the same. Anything else may be either.
    """
    named, timed = _same_name(one, other), _same_minute(one, other)
    if named and timed is not False:
        return Likeness.PERHAPS_BY_NAME if one.ref1 or other.ref1 else Likeness.SAME
    if named is False and timed is False:
        return Likeness.OTHER
    return Likeness.PERHAPS_BY_TIME if timed else Likeness.PERHAPS_BY_NAME if named else Likeness.PERHAPS


def _same_name(one: Written, other: Written) -> bool | None:
    first, second = plain_name(one.customer_name), plain_name(other.customer_name)
    if not first or not second:
        return None
    return first == second or is_same_name(first, second)


def _same_minute(one: Written, other: Written) -> bool | None:
    if NO_TIME in (one.time, other.time):
        return None
    return (one.time.hour, one.time.minute) == (other.time.hour, other.time.minute)
