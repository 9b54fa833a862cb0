"""What begins a limitation period anew or ends it early: the event, whose period it was, how long the new one runs."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from thai.refusals import sentence as _


class Cause(StrEnum):
    """Why a period was interrupted (CCC 193/14), or ends by a day of another law."""

    PAYMENT = "PAYMENT"  # part payment, of interest too
    ACKNOWLEDGED = "ACKNOWLEDGED"  # a written acknowledgement, of who signed it (R-ACK-03)
    RESTRUCTURED = "RESTRUCTURED"  # the memorandum of a restructuring, of who signed it
    FILED = "FILED"  # a suit, or a claim in a bankruptcy: while it is pending no period runs (193/15)
    ACCEPTED = "ACCEPTED"  # liability accepted by who signed, after her claim was barred: two years (193/28, 193/35)
    JUDGED = "JUDGED"  # a judgment or a compromise: ten years (193/32)
    DIED = "DIED"  # the fund learned of the death: a year to claim against the estate (1754)
    BANKRUPT = "BANKRUPT"  # the receivership was advertised: two months to claim (Bankruptcy Act, section 91)


CAUSES: dict[Cause, str] = {
    Cause.PAYMENT: _("ชำระหนี้บางส่วน"),
    Cause.ACKNOWLEDGED: _("รับสภาพหนี้เป็นหนังสือ"),
    Cause.RESTRUCTURED: _("ลงนามปรับโครงสร้างหนี้"),
    Cause.ACCEPTED: _("รับสภาพความรับผิดเป็นหนังสือ"),
    Cause.FILED: _("ฟ้องคดีหรือยื่นคำขอรับชำระหนี้"),
    Cause.JUDGED: _("ศาลมีคำพิพากษา"),
    Cause.DIED: _("ทราบว่าลูกหนี้เสียชีวิต"),
    Cause.BANKRUPT: _("โฆษณาคำสั่งพิทักษ์ทรัพย์"),
}
# After one of these the debt is one, and the earliest last day holds for all of it.
MAKES_ONE = frozenset({Cause.ACKNOWLEDGED, Cause.RESTRUCTURED, Cause.JUDGED})


@dataclass(frozen=True, slots=True)
class Interruption:
    """One event on a contract that begins the period of one debtor anew, or ends it by a day of another law.

    :param party_id: whose period; None where nobody knows who paid, which counts for the representative only (A-12).
    :param is_pending: nothing runs from ``on`` until ``ended_on``, or for as long as that is not known.
    :param ended_on: with ``ends_by``, when the claim was brought in time: from then on that day ends nothing, not even
        the period of an instalment that falls due later.
    :param years: of the new period where it is another than before, such as ten after a judgment.
    :param in_parts: the debt was promised in several instalments, which have five years by one reading (CCC 193/33).
    :param is_doubtful: nobody knows whether it interrupted anything: by one reading it did not.
    :param ends_by: the last day to bring the claim whatever the period says; then the event begins nothing anew.
    :param recorded_at: when the fund learned of it.
    :param named_at: when it became known whose period it was, or that nobody knows; None where it was never said.
    :param reference: the paper that proves it, such as a receipt's number; a text to be shown.
    """

    contract_id: int
    on: date
    cause: Cause
    party_id: int | None = None
    is_pending: bool = False
    ended_on: date | None = None
    years: int | None = None
    in_parts: bool = False
    is_doubtful: bool = False
    ends_by: date | None = None
    recorded_at: datetime | None = None
    named_at: datetime | None = None
    reference: str = ""
