"""Scores of a meeting: 0 to 10, at most two decimals, their mean truncated (A-20, R-APPR-13, R-MEET-06)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from thai.refusals import Refusal
from thai.refusals import sentence as _

LEAST, MOST = Decimal(0), Decimal(10)
_HUNDREDTH = Decimal("0.01")


class NotAScore(Refusal):
    """A score that is no number from 0 to 10 with at most two decimals."""


class NoScores(Refusal):
    """Nobody present and free of interest has scored the item."""


class HasInterest(Refusal):
    """A member with an interest in the project takes no part in its consideration."""


class WasAbsent(Refusal):
    """A member who was not at the meeting gives no score."""


class ScoreMissing(Refusal):
    """A member who was present and is not recused has not scored yet."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The score of an item: the mean, truncated to two decimals, of so many members."""

    score: Decimal
    scored_by: int


def require_score(score: object) -> Decimal:
    """The score itself, with two decimals.

    :raises NotAScore: for a float, a text, more than two decimals, or anything outside 0-10.
    """
    if isinstance(score, bool) or not isinstance(score, Decimal | int):
        raise NotAScore(_("คะแนนต้องเป็นตัวเลข ไม่ใช่ %(kind)s"), kind=type(score).__name__)
    exact = Decimal(score)
    if not exact.is_finite() or not LEAST <= exact <= MOST:
        raise NotAScore(_("คะแนน %(score)s อยู่นอกช่วง 0 ถึง 10"), score=str(exact)[:20])
    rounded = exact.quantize(_HUNDREDTH, rounding=ROUND_DOWN)
    if rounded != exact:
        raise NotAScore(_("คะแนน %(score)s มีทศนิยมเกินสองตำแหน่ง"), score=str(exact)[:20])
    return rounded


def mean_score(*, scores: Iterable[Decimal]) -> Mean:
    """The mean of the scores, truncated (not rounded) to two decimals, and how many there were.

    :raises NotAScore: when one is no score.
    :raises NoScores: when there is none.
    Source: A-20.
    """
    given = [require_score(score) for score in scores]
    if not given:
        raise NoScores(_("ไม่มีกรรมการให้คะแนนโครงการนี้"))
    satang = int(sum(given, Decimal(0)).scaleb(2))
    return Mean(score=Decimal(satang // len(given)).scaleb(-2), scored_by=len(given))


def check_scorer(*, member: int, name: str, present: Collection[int], recused: Collection[int]) -> None:
    """Refuse the score of a member who has an interest in the project or was not at the meeting.

    :raises HasInterest: she is recused from this item.
    :raises WasAbsent: she was not present.
    Source: R-APPR-13, A-40.
    """
    if member in recused:
        raise HasInterest(_("%(name)s มีส่วนได้เสียในโครงการนี้ จึงให้คะแนนหรือร่วมพิจารณาไม่ได้"), name=name)
    if member not in present:
        raise WasAbsent(_("%(name)s ไม่ได้มาประชุม จึงให้คะแนนไม่ได้"), name=name)


def check_complete(
    *, title: str, present: Collection[int], recused: Collection[int], scored: Collection[int], names: dict[int, str]
) -> None:
    """Refuse to close an item while somebody who was present and is not recused has not scored it.

    :raises ScoreMissing: naming the project and the first such member.
    :raises NoScores: when everybody present is recused.
    Source: A-20.
    """
    due = [member for member in present if member not in recused]
    if not due:
        raise NoScores(_("โครงการ “%(title)s” ไม่มีกรรมการที่ให้คะแนนได้ เพราะทุกคนที่มาประชุมมีส่วนได้เสีย"), title=title)
    waiting = [member for member in due if member not in scored]
    if waiting:
        raise ScoreMissing(
            _("โครงการ “%(title)s” ยังขาดคะแนนของ %(name)s และรวมทั้งหมด %(count)s คน"),
            title=title,
            name=names[waiting[0]],
            count=len(waiting),
        )
