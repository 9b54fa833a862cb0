"""The five teams of a province: set up, and who joins and leaves them."""

from datetime import date
from typing import Any

from django.db import transaction

from areas.models import Amphoe, User
from debt_followup.models import DebtTeam, TeamMember
from debt_followup.rules.teams import TEAMS, MemberRefused, TeamKind
from projects.rules import BANGKOK
from thai.refusals import sentence as _

__all__ = ["MemberRefused", "add_member", "end_member", "reword_duty", "set_up_teams"]


@transaction.atomic
def set_up_teams(*, province: str) -> int:
    """Set up the teams that a province lacks, a field team for each amphoe; return how many were new.

    Harmless when repeated. Their duties are those of the table; the province may word them anew.
    Source: R-DEBT-08.
    """
    known = set(DebtTeam.objects.filter(province=province).values_list("kind", "amphoe_id"))
    wanted: list[tuple[TeamKind, str | None]] = []
    amphoe = list(Amphoe.objects.filter(province=province).order_by("code").values_list("pk", flat=True))
    for kind, team in TEAMS.items():
        wanted += [(kind, code) for code in (amphoe if team.by_amphoe else [None])]
    missing = [(kind, code) for kind, code in wanted if (kind.value, code) not in known]
    DebtTeam.objects.bulk_create(
        [DebtTeam(kind=kind, province_id=province, amphoe_id=code, duty=TEAMS[kind].duty) for kind, code in missing],
        ignore_conflicts=True,
    )
    return len(missing)


def lead_of(kind: str, *, province: str) -> str:
    """Who leads a team by its order, in Bangkok by the names that are used there; a sentence still to be translated."""
    team = TEAMS[TeamKind(kind)]
    return team.bangkok_lead if province == BANGKOK else team.lead


@transaction.atomic
def reword_duty(*, team: DebtTeam, duty: str) -> DebtTeam:
    """Word the duty of a team anew.

    :raises MemberRefused: nothing was written.
    """
    if not duty.strip():
        raise MemberRefused(_("ต้องระบุหน้าที่ของทีม"))
    DebtTeam.objects.filter(pk=team.pk).update(duty=duty.strip()[:500])
    team.refresh_from_db()
    return team


@transaction.atomic
def add_member(
    *,
    team: DebtTeam,
    name: str,
    from_on: date,
    by: Any,
    user: User | None = None,
    position: str = "",
    telephone: str = "",
    is_lead: bool = False,
) -> TeamMember:
    """Enter somebody in a team from a day on; a lead only where the team has none.

    :raises MemberRefused: without a name, in the team already, or a second lead.
    Source: R-DEBT-09..R-DEBT-13, R-ACT-22, R-ACT-23, R-ACT-27.
    """
    called = name.strip() or (str(user) if user else "")
    if not called:
        raise MemberRefused(_("ต้องระบุชื่อสมาชิกทีม หรือเลือกผู้ใช้"))
    held = DebtTeam.objects.select_for_update(of=("self",)).get(pk=team.pk)
    serving = held.members.filter(until_on__isnull=True)
    if is_lead and (lead := serving.filter(is_lead=True).first()):
        raise MemberRefused(_("ทีมนี้มี %(name)s เป็นหัวหน้าทีมอยู่แล้ว ให้บันทึกวันพ้นหน้าที่ก่อน"), name=lead.name)
    if user is not None and serving.filter(user=user).exists():
        raise MemberRefused(_("%(name)s อยู่ในทีมนี้แล้ว"), name=called)
    return TeamMember.objects.create(
        team=held,
        user=user,
        name=called[:150],
        position=(position.strip() or (user.position if user else ""))[:150],
        telephone=telephone.strip()[:40],
        is_lead=is_lead,
        from_on=from_on,
        added_by=by,
    )


@transaction.atomic
def end_member(*, member: TeamMember, until_on: date) -> TeamMember:
    """Record the last day of somebody in a team.

    :raises MemberRefused: it is recorded already, lies before her first day, or visits of hers stand after it.
    """
    held = TeamMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if held.until_on is not None:
        raise MemberRefused(_("%(name)s พ้นจากทีมแล้วเมื่อ %(day)s"), name=held.name, day=held.until_on)
    if until_on < held.from_on:
        raise MemberRefused(_("วันพ้นหน้าที่ต้องไม่ก่อนวันที่เริ่ม %(day)s"), day=held.from_on)
    if held.planned.filter(on__gt=until_on, contact__isnull=True).exists():
        raise MemberRefused(_("%(name)s ยังมีการเยี่ยมตามแผนหลังวันนั้น ให้เปลี่ยนแผนก่อน"), name=held.name)
    held.until_on = until_on
    held.save(update_fields=["until_on"])
    return held
