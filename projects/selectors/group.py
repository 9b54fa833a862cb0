"""The proposer with the reasons against each member, the checklist, and the policies of the day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from areas.models import Policy, Tambon, User
from areas.rules import PolicyRow, policy_in_force
from areas.scope import assignments_with
from members import selectors as members
from members.models import Member
from members.rules import Verdict
from projects.models import Borrower, Proposal
from projects.rules import (
    Item,
    PaperMissing,
    Person,
    PlannedLine,
    PlannedStep,
    Proposer,
    Sheet,
    Support,
    checklist_of,
    plan_problems,
    problems,
    with_extra_papers,
)
from projects.selectors.organisation import House, house_of
from projects.selectors.plans import plan_of
from projects.selectors.tokens import member_token as token_of
from thai import national_id
from thai.refusals import Refusal
from thai.refusals import sentence as _

EXTRA_PAPERS = "proposal_extra_papers"  # {"papers": [{"code": "SURETY", "label": "…"}]}, of one province (R-PROJ-13)
CEILINGS = {Support.LOAN: "loan_max_baht", Support.SUBSIDY: "subsidy_max_baht"}  # the latter only where it has a row
MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Terms:
    """What the policies of one day ask of a proposal: ceiling in baht (P-03), persons (P-01), the checklist.

    The ceiling is None for a subsidy where no policy sets one.
    """

    ceiling: Decimal | None
    least: int
    checklist: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A member put into a group, and the address where she lives now, if not the one on her card."""

    member_id: int
    current_address: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A member of the group as the screen shows her."""

    member: Member
    verdict: Verdict
    current_address: str = ""
    is_representative: bool = False

    @property
    def token(self) -> str:
        """What the form carries for her."""
        return token_of(self.member.pk)

    @property
    def area(self) -> str:
        """Her tambon and amphoe."""
        return f"{self.member.tambon} · {self.member.amphoe}"


@dataclass(frozen=True, slots=True)
class Found:
    """A member who may be added: in one's own area with her card number masked, elsewhere with name and area only."""

    member: Member
    verdict: Verdict
    is_elsewhere: bool

    @property
    def token(self) -> str:
        """What the form carries for her."""
        return token_of(self.member.pk)

    @property
    def area(self) -> str:
        """Her tambon and amphoe, and the province where it is another one."""
        here = f"{self.member.tambon} · {self.member.amphoe}"
        return f"{here} · {self.member.province}" if self.is_elsewhere else here


def terms(
    *,
    province: str,
    on: date,
    support: str = Support.LOAN,
    proposer: str = Proposer.GROUP,
    acts_by_authority: bool = True,
) -> Terms:
    """Return what the policies in force on a day ask of a proposal in a province. One query.

    :param acts_by_authority: False where an organisation's president submits herself.
    :raises areas.selectors.NoPolicy: the ceiling of a loan or the group minimum has no value on that day.
    Source: P-01, P-03, R-PROJ-02, R-PROJ-13, D-01.
    """
    ceiling_key = CEILINGS[Support(support)]
    keys = (ceiling_key, "group_min_members", EXTRA_PAPERS)
    scope = Q(province__isnull=True) | Q(province_id=province)
    found = Policy.objects.filter(scope, key__in=keys).values_list("key", "value", "effective_from", "province_id")
    rows = [PolicyRow(key=key, value=value, effective_from=since, province=code) for key, value, since, code in found]

    def in_force(key: str) -> dict:
        return policy_in_force(rows=rows, key=key, province=province, on=on).value

    def has_row(key: str) -> bool:
        return any(row.key == key and row.effective_from <= on for row in rows)

    ceiling = None
    if support == Support.LOAN or has_row(ceiling_key):
        ceiling = Decimal(in_force(ceiling_key)["number"])
    extras = in_force(EXTRA_PAPERS) if has_row(EXTRA_PAPERS) else {}
    return Terms(
        ceiling=ceiling,
        least=int(in_force("group_min_members")["number"]),
        checklist=with_extra_papers(
            extras=[(row["code"], row["label"]) for row in extras.get("papers", ())],
            checklist=checklist_of(support=support, proposer=proposer, acts_by_authority=acts_by_authority),
        ),
    )


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form or a row holds of the proposer: kind of support, group or organisation, ticked papers, the plan."""

    province: str
    chosen: Sequence[Chosen]
    ticked: frozenset[str]
    support: str = Support.LOAN
    proposer: str = Proposer.GROUP
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A proposer as the screen and the rules see it on a day. ``house`` is None for a group of persons."""

    rules: Terms
    ticked: frozenset[str]
    rows: Sequence[Row]
    house: House | None = None


def look(*, typed: Typed, on: date) -> Look:
    """Return the proposer with the verdicts of the day and what the policies ask of it."""
    if typed.proposer != Proposer.ORGANISATION:
        return Look(
            rules=terms(province=typed.province, on=on, support=typed.support, proposer=typed.proposer),
            ticked=typed.ticked,
            rows=group_rows(chosen=typed.chosen, on=on, ticked=typed.ticked),
        )
    acting = typed.chosen[0] if len(typed.chosen) == 1 else None
    house = house_of(
        organisation_id=typed.organisation_id,
        acting_id=acting.member_id if acting else None,
        on=on,
        ticked=typed.ticked,
    )
    rows = []
    if house is not None and acting is not None:
        member = house.acting.member if house.acting else _with_area().filter(pk=acting.member_id).first()
        if member is not None:
            rows = [Row(member, house.verdict, current_address=acting.current_address, is_representative=True)]
    rules = terms(
        province=typed.province,
        on=on,
        support=typed.support,
        proposer=typed.proposer,
        acts_by_authority=house is None or house.acts_by_authority,
    )
    return Look(rules=rules, ticked=typed.ticked, rows=rows, house=house)


def look_at(*, proposal: Proposal, on: date) -> Look:
    """Return the proposer of a stored proposal with the verdicts of a day."""
    typed = Typed(
        province=proposal.province_id,
        chosen=chosen_of(proposal),
        ticked=ticked_of(proposal),
        support=proposal.support,
        proposer=proposal.proposer,
        organisation_id=proposal.organisation_id,
    )
    return look(typed=typed, on=on)


def what_is_missing(
    *,
    proposal: Proposal,
    look: Look,
    plan: tuple[Sequence[PlannedStep], Sequence[PlannedLine]] | None = None,
) -> list[Refusal]:
    """Return everything that stands between a draft and its sending, in the order of the form.

    :param plan: the work plan and the budget, where they have been read already.
    """
    sheet = sheet_of(
        proposal=proposal,
        tambon=proposal.tambon,
        rows=look.rows,
        ticked=look.ticked,
        rules=look.rules,
        house=look.house,
    )
    steps, lines = plan_of(proposal) if plan is None else plan
    return [
        *rule_problems(sheet=sheet, rules=look.rules),
        *plan_problems(plan=steps, budget=lines, amount=proposal.amount),
    ]


def group_rows(*, chosen: Sequence[Chosen], on: date, ticked: Iterable[str] | None = None) -> list[Row]:
    """Return the members of a group in their order, each with the verdict; unknown ones are left out.

    :param ticked: the codes ticked on the checklist, where the attestations of work and good standing are known.
    """
    found = _with_area().in_bulk([row.member_id for row in chosen])
    verdicts = _verdicts(found.values(), on=on, ticked=ticked)
    present = [row for row in chosen if row.member_id in found]
    return [
        Row(
            member=found[row.member_id],
            verdict=verdicts[row.member_id],
            current_address=row.current_address,
            is_representative=at == 0,
        )
        for at, row in enumerate(present)
    ]


def find_members(*, user: User, permission: str, text: str, on: date, without: Iterable[int] = ()) -> list[Found]:
    """Return the members that fit what was typed: a name or member number in one's area, a card number anywhere.

    Source: R-PROJ-18; a member elsewhere is found by her whole card number only.
    """
    typed = text.strip()
    if not typed:
        return []
    taken = set(without)
    if national_id.is_valid(typed):
        one = members.find_by_national_id(typed)
        rows = [one] if one is not None else []
    else:
        page = members.registry_page(user=user, permission=permission, text=typed, size=MOST_FOUND + len(taken))
        rows = list(page.rows)
    rows = [row for row in rows if row.pk not in taken][:MOST_FOUND]
    verdicts = _verdicts(rows, on=on, ticked=None)
    inside = _insider(user, permission)
    return [Found(member=row, verdict=verdicts[row.pk], is_elsewhere=not inside(row)) for row in rows]


def chosen_of(proposal: Proposal) -> list[Chosen]:
    """Return the stored group of a proposal in its order."""
    rows = Borrower.objects.filter(proposal=proposal).order_by("position").values_list("member_id", "current_address")
    return [Chosen(member_id=member, current_address=address) for member, address in rows]


def ticked_of(proposal: Proposal) -> frozenset[str]:
    """Return the codes ticked on the checklist of a proposal; no query where they were read with it."""
    if hasattr(proposal, "ticked_codes"):
        return frozenset(proposal.ticked_codes)
    return frozenset(proposal.papers.values_list("code", flat=True))


def sheet_of(
    *,
    proposal: Proposal,
    tambon: Tambon,
    rows: Sequence[Row],
    ticked: frozenset[str],
    rules: Terms,
    house: House | None = None,
) -> Sheet:
    """Return what the proposal says now, as the rules want it."""
    return Sheet(
        title=proposal.title,
        place=proposal.place,
        purpose=proposal.purpose,
        category=proposal.category,
        amount=proposal.amount,
        tambon=tambon.code,
        tambon_name=tambon.name_th,
        group=[
            Person(
                name=row.member.full_name,
                tambon=row.member.tambon_id,
                tambon_name=row.member.tambon.name_th,
                reasons=tuple(finding.sentence for finding in row.verdict.blocks),
            )
            for row in rows
        ],
        ticked=ticked,
        checklist=rules.checklist,
        support=proposal.support,
        proposer=proposal.proposer,
        acting=house.seen_by_rules() if house else None,
    )


def rule_problems(*, sheet: Sheet, rules: Terms) -> list[Refusal]:
    """Return what the rules of the day hold against a sheet."""
    return list(problems(sheet=sheet, ceiling=rules.ceiling, least=rules.least))


def in_short(refusals: Sequence[Refusal]) -> list[Refusal]:
    """Return the reasons with the lines to tick, when they are many, counted in one sentence."""
    unticked = [one for one in refusals if isinstance(one, PaperMissing)]
    if len(unticked) < 3:
        return list(refusals)
    others = [one for one in refusals if not isinstance(one, PaperMissing)]
    return [*others, PaperMissing(_("ยังไม่ได้ตรวจ %(count)s รายการในเอกสารและการตรวจสอบ"), count=len(unticked))]


def _verdicts(rows: Iterable[Member], *, on: date, ticked: Iterable[str] | None) -> dict[int, Verdict]:
    """What is not ticked is not attested yet; that it must be is the checklist's own sentence."""
    codes = frozenset(ticked or ())
    return members.verdicts(
        members=rows,
        on=on,
        has_work="ELIGIBILITY_3" in codes or None,
        is_of_good_standing="ELIGIBILITY_4" in codes or None,
    )


def _with_area():
    return Member.objects.select_related("tambon", "amphoe", "province").defer("national_id_encrypted")


def _insider(user: User, permission: str):
    """Whether a member lives where the user holds the permission."""
    areas = [row.tambon_id or row.amphoe_id or row.province_id for row in assignments_with(user, permission)]

    def inside(member: Member) -> bool:
        return any(area is None or area in (member.tambon_id, member.amphoe_id, member.province_id) for area in areas)

    return inside
