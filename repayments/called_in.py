"""Who hears of a call for the whole debt, in the transaction of the call: the room above sends its letters.

This room stands below and may not import it; it fills the hook when the app is ready.
"""

from collections.abc import Callable

Follower = Callable[..., None]
_followers: list[Follower] = []


def provide(follower: Follower) -> Follower:
    """Register a function ``(*, contract, papers, standing, reason, by, on)``; papers: pairs of signer and letter."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def tell(**what: object) -> None:
    """Tell everybody who wants to hear of a call."""
    for follower in _followers:
        follower(**what)
