"""The group of a proposal with the reasons against each member, the checklist, and the policies of the day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.signing import BadSignature, Signer
from django.db.models import Q

from areas.models import Policy, Tambon, User
from areas.rules import PolicyRow, policy_in_force
from areas.scope import assignments_with
from members import selectors as members
from members.models import Member
from members.rules import Verdict
from projects.models import Borrower, Proposal
from projects.rules import Item, PaperMissing, Person, Sheet, problems, with_extra_papers
from thai import national_id
from thai.refusals import Refusal
from thai.refusals import sentence as _

EXTRA_PAPERS = "proposal_extra_papers"  # {"papers": [{"code": "SURETY", "label": "…"}]}, of one province (R-PROJ-13)
MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Terms:
    """What the policies of one day ask of a proposal: ceiling in baht (P-03), persons (P-01), the checklist."""

    ceiling: Decimal
    least: int
    checklist: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A member put into a group, and the address where she lives now, if not the one on her card."""

    member_id: int
    current_address: str = ""


def token_of(member_id: int) -> str:
    """Return a signed name of a member who was found properly, so that nobody is looked up by counting keys."""
    return _SIGNER.sign(str(member_id))


def member_of(token: str) -> int | None:
    """Return the member that a token names, None where it was not made here."""
    try:
        return int(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None


_SIGNER = Signer(salt="projects.borrower")


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


def terms(*, province: str, on: date) -> Terms:
    """Return what the policies in force on a day ask of a proposal in a province. One query.

    :raises areas.selectors.NoPolicy: the ceiling or the group minimum has no value on that day.
    Source: P-01, P-03, R-PROJ-13, D-01.
    """
    keys = ("loan_max_baht", "group_min_members", EXTRA_PAPERS)
    scope = Q(province__isnull=True) | Q(province_id=province)
    found = Policy.objects.filter(scope, key__in=keys).values_list("key", "value", "effective_from", "province_id")
    rows = [PolicyRow(key=key, value=value, effective_from=since, province=code) for key, value, since, code in found]
    extras = {}
    if any(row.key == EXTRA_PAPERS and row.effective_from <= on for row in rows):
        extras = policy_in_force(rows=rows, key=EXTRA_PAPERS, province=province, on=on).value
    return Terms(
        ceiling=Decimal(policy_in_force(rows=rows, key="loan_max_baht", province=province, on=on).value["number"]),
        least=int(policy_in_force(rows=rows, key="group_min_members", province=province, on=on).value["number"]),
        checklist=with_extra_papers(extras=[(row["code"], row["label"]) for row in extras.get("papers", ())]),
    )


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
    if national_id.is_valid(typed):
        one = members.find_by_national_id(typed)
        rows = [one] if one is not None else []
    else:
        rows = list(members.search(user=user, permission=permission, text=typed)[: MOST_FOUND + 20])
    taken = set(without)
    rows = [row for row in rows if row.pk not in taken][:MOST_FOUND]
    verdicts = _verdicts(rows, on=on, ticked=None)
    inside = _insider(user, permission)
    return [Found(member=row, verdict=verdicts[row.pk], is_elsewhere=not inside(row)) for row in rows]


def chosen_of(proposal: Proposal) -> list[Chosen]:
    """Return the stored group of a proposal in its order."""
    rows = Borrower.objects.filter(proposal=proposal).order_by("position").values_list("member_id", "current_address")
    return [Chosen(member_id=member, current_address=address) for member, address in rows]


def ticked_of(proposal: Proposal) -> frozenset[str]:
    """Return the codes ticked on the checklist of a proposal."""
    return frozenset(proposal.papers.values_list("code", flat=True))


def sheet_of(*, proposal: Proposal, tambon: Tambon, rows: Sequence[Row], ticked: frozenset[str], rules: Terms) -> Sheet:
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
    )


def blockers(*, proposal: Proposal, on: date) -> list[Refusal]:
    """Return every reason for which a draft or a returned proposal cannot be sent on a day. Seven queries at most."""
    rules = terms(province=proposal.province_id, on=on)
    ticked = ticked_of(proposal)
    rows = group_rows(chosen=chosen_of(proposal), on=on, ticked=ticked)
    sheet = sheet_of(proposal=proposal, tambon=proposal.tambon, rows=rows, ticked=ticked, rules=rules)
    return rule_problems(sheet=sheet, rules=rules)


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
