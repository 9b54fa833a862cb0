"""What is ticked and typed in the grids of a meeting and a roster."""

from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext_noop

from projects.models import Decision, Vote
from thai.digits import to_arabic
from thai.refusals import Refusal


class NotTyped(Refusal):
    """What stands in a cell of the grid is no number."""


def pks_in(data: QueryDict, name: str) -> list[int]:
    """Return the ticked primary keys of a field."""
    return [int(pk) for pk in data.getlist(name) if pk.isascii() and pk.isdigit() and len(pk) < 19]


def scores_in(
    data: QueryDict, *, items: list[int], members: list[int]
) -> tuple[dict[tuple[int, int], Decimal | None], dict[tuple[int, int], str]]:
    """Return the scores typed into the grid, by (item, member), and the cells that hold no number, as typed.

    A cell that the form does not carry is left alone; an empty one takes the score back.
    """
    scores: dict[tuple[int, int], Decimal | None] = {}
    unreadable: dict[tuple[int, int], str] = {}
    for item in items:
        for member in members:
            typed = data.get(f"s-{item}-{member}")
            if typed is None:
                continue
            text = to_arabic(typed.strip())
            try:
                scores[item, member] = Decimal(text) if text else None
            except InvalidOperation:
                unreadable[item, member] = typed
    return scores, unreadable


def refuse_unreadable(unreadable: dict[tuple[int, int], str]) -> None:
    """Refuse a grid with a cell that holds no number.

    :raises NotTyped: naming the first one.
    """
    for typed in unreadable.values():
        raise NotTyped(gettext_noop("อ่านคะแนน “%(typed)s” ไม่ได้ กรุณากรอกตัวเลข 0 ถึง 10"), typed=typed[:20])


def votes_in(data: QueryDict, *, items: list[int], members: list[int]) -> dict[tuple[int, int], str | None]:
    """Return the votes of the grid by (item, member). A cell that the form does not carry is left alone.

    The button for all gives every empty cell of the form a vote in favour.
    """
    votes: dict[tuple[int, int], str | None] = {}
    for item in items:
        for member in members:
            typed = data.get(f"v-{item}-{member}")
            if typed is not None:
                votes[item, member] = typed or (Vote.Choice.FOR.value if "all" in data else None)
    return votes


def outcomes_in(data: QueryDict, *, items: list[int]) -> dict[int, tuple[str, str]]:
    """Return the resolutions of the form by item; an unknown outcome counts as none."""
    outcomes = {}
    for item in items:
        if f"outcome-{item}" in data or f"reason-{item}" in data:
            typed = data.get(f"outcome-{item}", "")
            outcomes[item] = (typed if typed in Decision.Outcome.values else "", data.get(f"reason-{item}", ""))
    return outcomes


def reasons_in(data: QueryDict, *, members: list[int]) -> dict[int, str]:
    """Return why members stayed away, by member."""
    return {member: data.get(f"reason-{member}", "") for member in members}


def places_in(data: QueryDict, *, members: list[int]) -> dict[int, int]:
    """Return the places typed on a roster; what is no number is left out."""
    places = {}
    for member in members:
        typed = to_arabic(data.get(f"place-{member}", "").strip())
        if typed.isascii() and typed.isdigit() and len(typed) < 5:
            places[member] = int(typed)
    return places
