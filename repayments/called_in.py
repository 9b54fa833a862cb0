"""To whom the letters of a call for the whole debt go, and who hears of it in the transaction of the call.

This room stands below the one that knows of heirs and sends the letters, and may not import it; that one fills both
hooks when the app is ready.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from loans.models import Contract, Party

Follower = Callable[..., None]
_followers: list[Follower] = []
_addressed_by: list[Callable[..., list["CallTo"]]] = []


@dataclass(frozen=True, slots=True)
class CallTo:
    """Who gets one letter of a call: the signer whose debt it is, or who lawfully stands in her place.

    ``filed_as`` tells letters of one number apart; ``stands_for`` is the debtor's name where it goes to another,
    ``remark`` what the law lets that other be liable for; ``code`` is the one by which the letter is found again.
    """

    party: Party
    name: str
    note: str
    filed_as: str
    stands_for: str = ""
    remark: str = ""
    stand_in_id: int | None = None
    code: str = ""


def provide(follower: Follower) -> Follower:
    """Register ``(*, contract, papers, standing, reason, by, on)``; papers: pairs of ``CallTo`` and letter."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def addressed_by(find: Callable[..., list[CallTo]]) -> Callable[..., list[CallTo]]:
    """Let ``(*, contract, running, on)`` say to whom the letters of a call go; ``running`` is their number."""
    _addressed_by[:] = [find]
    return find


def addressees(*, contract: Contract, running: int, on: date) -> list[CallTo]:
    """Return to whom the letters of a call go: every signer, or who stands in her place."""
    for find in _addressed_by:
        return find(contract=contract, running=running, on=on)
    with override("th"):
        about = f"ตามสัญญาเลขที่ {contract.label}"  # stays Thai: printed on papers
        return [
            CallTo(party, party.name, f"{party.get_role_display()} {about}", party.name)
            for party in contract.parties.all()
        ]


def tell(**what: object) -> None:
    """Tell everybody who wants to hear of a call."""
    for follower in _followers:
        follower(**what)
