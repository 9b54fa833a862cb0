"""The rosters of the committees, as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from areas.models import Amphoe, Province, User
from areas.selectors import amphoe_within, provinces_within
from projects.models import CommitteeMember
from projects.models.meetings import CommitteeMemberQuerySet, Organ
from projects.rules import BANGKOK, ORGANS, organ_name
from thai.refusals import Refusal

NEEDED = "projects.roster"


@dataclass(frozen=True, slots=True)
class Committee:
    """A committee of an area with how many sit on it on a day, and when the next term ends."""

    organ: str
    province: Province
    amphoe: Amphoe | None
    sitting: int = 0
    ends_on: date | None = None

    @property
    def area(self) -> str:
        """The code of its area."""
        return self.amphoe.pk if self.amphoe else self.province.pk

    @property
    def name(self) -> Refusal:
        """What it is called in its province, in the reader's language."""
        return Refusal(organ_name(organ=self.organ, province=self.province.pk))

    @property
    def place(self) -> str:
        """Its area's name."""
        return str(self.amphoe or self.province)


def committees(*, user: User, on: date) -> list[Committee]:
    """Return the committees whose rosters the user keeps, those of the province first. Four queries."""
    found: list[Committee] = []
    for province in Province.objects.filter(pk__in=provinces_within(user=user, permission=NEEDED)):
        found += [Committee(organ, province, None) for organ in (Organ.SUBCOMMITTEE, Organ.WORKING_GROUP)]
    amphoe = amphoe_within(user=user, permission=NEEDED).exclude(province=BANGKOK).select_related("province")
    found += [Committee(Organ.AMPHOE, row.province, row) for row in amphoe]
    rows = CommitteeMember.objects.visible_to(user, NEEDED).in_term(on).order_by()
    sums = {
        (row["organ"], row["amphoe_id"] or row["province_id"]): row
        for row in rows.values("organ", "province_id", "amphoe_id").annotate(number=Count("pk"), ends=Max("term_to"))
    }
    nothing = {"number": 0, "ends": None}
    return [
        Committee(one.organ, one.province, one.amphoe, counted["number"], counted["ends"])
        for one in found
        for counted in [sums.get((one.organ, one.area), nothing)]
    ]


def committee(*, user: User, organ: str, area: str) -> Committee | None:
    """Return one committee whose roster the user keeps, None for any other."""
    if organ not in ORGANS:
        return None
    if organ == Organ.AMPHOE:
        rows = amphoe_within(user=user, permission=NEEDED).exclude(province=BANGKOK).select_related("province")
        amphoe = rows.filter(pk=area).first()
        return Committee(organ, amphoe.province, amphoe) if amphoe else None
    province = Province.objects.filter(pk=area, pk__in=provinces_within(user=user, permission=NEEDED)).first()
    return Committee(organ, province, None) if province else None


def members_of(committee: Committee) -> CommitteeMemberQuerySet:
    """Return everybody who ever sat on a committee, with the number of meetings she was recorded at."""
    return (
        CommitteeMember.objects.filter(organ=committee.organ, province=committee.province, amphoe=committee.amphoe)
        .annotate(met=Count("attendance"), last_met_on=Max("attendance__meeting__held_on"))
        .order_by("order", "pk")
    )


def parted(rows: Sequence[CommitteeMember], *, on: date) -> tuple[list[CommitteeMember], list[CommitteeMember]]:
    """Return those who sit or will sit, and those whose term is over, the latest first."""
    sitting = [row for row in rows if row.term_to is None or row.term_to >= on]
    gone = sorted((row for row in rows if row.term_to and row.term_to < on), key=lambda row: row.term_to, reverse=True)
    return sitting, gone
