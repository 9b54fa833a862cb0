"""Votes on an agenda item: counted and shown, never binding; the resolution is the committee's own (A-40). Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from projects.rules.scores import HasInterest, WasAbsent
from thai.refusals import Refusal
from thai.refusals import sentence as _


class Choice(StrEnum):
    FOR = "FOR"
    AGAINST = "AGAINST"
    ABSTAINED = "ABSTAINED"


class NotAVote(Refusal):
    """A vote that is neither for, against nor abstained."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many voted for, against, and abstained."""

    in_favour: int
    against: int
    abstained: int

    @property
    def total(self) -> int:
        """All who voted, those who abstained among them."""
        return self.in_favour + self.against + self.abstained

    @property
    def is_tie(self) -> bool:
        """Whether as many were for as against, and somebody was either."""
        return self.in_favour == self.against > 0

    @property
    def passes(self) -> bool | None:
        """Whether more were for than against; None where the votes do not say."""
        return None if self.in_favour == self.against else self.in_favour > self.against


def require_choice(choice: object) -> Choice:
    """The vote itself.

    :raises NotAVote: for anything but for, against, abstained.
    """
    try:
        return Choice(str(choice))
    except ValueError:
        raise NotAVote(_("การออกเสียงต้องเป็นเห็นด้วย ไม่เห็นด้วย หรืองดออกเสียง")) from None


def tally(*, choices: Iterable[str]) -> Tally:
    """Count the votes.

    :raises NotAVote: when one is no vote.
    Source: A-40.
    """
    cast = [require_choice(choice) for choice in choices]
    return Tally(
        in_favour=cast.count(Choice.FOR), against=cast.count(Choice.AGAINST), abstained=cast.count(Choice.ABSTAINED)
    )


def check_voter(*, member: int, name: str, present: Collection[int], recused: Collection[int]) -> None:
    """Refuse the vote of a member who has an interest in the project or was not at the meeting.

    :raises HasInterest: she is recused from this item.
    :raises WasAbsent: she was not present.
    Source: R-APPR-13, A-40.
    """
    if member in recused:
        raise HasInterest(_("%(name)s มีส่วนได้เสียในโครงการนี้ จึงออกเสียงหรือร่วมพิจารณาไม่ได้"), name=name)
    if member not in present:
        raise WasAbsent(_("%(name)s ไม่ได้มาประชุม จึงออกเสียงไม่ได้"), name=name)


def vote_warning(*, votes: Tally, outcome: str) -> Refusal | None:
    """What to tell the secretary where the resolution does not follow from the votes; never a block.

    :param outcome: PASSED, NOT_PASSED, or nothing yet.
    Source: A-40.
    """
    if not outcome or not votes.total:
        return None
    if votes.is_tie:
        return Refusal(_("คะแนนเสียงเท่ากัน %(count)s ต่อ %(count)s ตรวจสอบว่ามติตรงกับที่ประธานชี้ขาด"), count=votes.in_favour)
    if votes.passes is not None and votes.passes is not (outcome == "PASSED"):
        return Refusal(
            _("มติไม่ตรงกับเสียงข้างมาก เห็นด้วย %(in_favour)s ไม่เห็นด้วย %(against)s โปรดตรวจสอบ"),
            in_favour=votes.in_favour,
            against=votes.against,
        )
    return None
