"""What a recorded signature counts for after requests to take it back."""

from datetime import date
from typing import Any

from debt_followup.rules.voids import VoidState


class Signature:
    """A signer's line with her ``signed_on``; ``voids`` are the requests to take the signature back.

    A list reads them with ``prefetch_related("voids")``.
    """

    signed_on: Any
    voids: Any

    @property
    def last_void(self) -> Any:
        """The newest request that was confirmed; None where there is none."""
        rows = [row for row in self.voids.all() if row.state == VoidState.CONFIRMED]
        return max(rows, key=lambda row: row.pk, default=None)

    @property
    def counts_on(self) -> date | None:
        """The day that counts: as recorded, as it was put right, or None where the signature is none."""
        if self.signed_on is None:
            return None
        last = self.last_void
        return self.signed_on if last is None else last.right_on

    @property
    def is_voided(self) -> bool:
        """Whether it was recorded and taken back, so that it counts for nothing."""
        return self.signed_on is not None and self.counts_on is None
