"""The frozen contexts of the papers of this room. Plain JSON; the papers themselves are Thai."""

from .pack import NUMBER_OF_A_DRAFT, monthly_pack, shared_of

__all__ = ["NUMBER_OF_A_DRAFT", "monthly_pack", "shared_of"]
