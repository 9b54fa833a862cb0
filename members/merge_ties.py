"""What the rooms above know against the merging of two records, asked through a hook that they fill when ready.

This room stands below them and may not import them, yet two borrowers of one group are two persons.
"""

from collections.abc import Callable, Iterable, Sequence

from thai.refusals import Refusal

Provider = Callable[..., Iterable[Refusal]]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register a function ``(*, ones, others) -> refusals``: member ids of the one record and of the other."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def ties_between(*, ones: Sequence[int], others: Sequence[int]) -> list[Refusal]:
    """Return every reason of the rooms above for which two records are not one and the same."""
    return [refusal for provider in _providers for refusal in provider(ones=ones, others=others)]
