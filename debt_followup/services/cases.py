"""Cases: opened and closed by what is late, checked, handed from team to team."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from debt_followup.models import CaseHandOver, DebtCase, DebtTeam
from debt_followup.rules.cases import CASE, CaseState, CaseStep, SameTeam
from debt_followup.rules.teams import TeamKind
from debt_followup.selectors.arrears import arrears_of
from debt_followup.services.teams import set_up_teams
from loans.models import Contract
from thai.refusals import Refusal
from thai.refusals import sentence as _

CHECKED = "ตรวจหลักฐานครบแล้ว"  # stays Thai: what an officer would have written


class HandOverRefused(Refusal):
    """The case cannot go to that team."""


@transaction.atomic
def follow_cases(*, contract_ids: Iterable[int], on: date) -> tuple[int, int]:
    """Open a case for each of some contracts that is late and has none, close those of which nothing is late.

    Harmless when repeated, whoever else does the same meanwhile: the contracts are held, in the order of their keys.

    :return: how many were opened and how many closed.
    Source: R-DEBT-08.
    """
    keys = sorted(set(contract_ids))
    contracts = {
        one.pk: one for one in Contract.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    }
    late = {key: one for key, one in arrears_of(keys, as_of=on).items() if one.days_past_due(on) > 0}
    late = {key: one for key, one in late.items() if contracts[key].state == Contract.State.IN_FORCE}
    there = {
        case.contract_id: case
        for case in DebtCase.objects.filter(contract__in=keys).exclude(state=CaseState.CLOSED).select_for_update()
    }
    new = [contracts[key] for key in sorted(late) if key not in there]
    teams = _first_teams({one.province_id for one in new})
    DebtCase.objects.bulk_create(
        DebtCase(
            contract=one,
            province_id=one.province_id,
            amphoe_id=one.amphoe_id,
            tambon_id=one.tambon_id,
            team=teams[one.province_id],
            opened_on=on,
            oldest_due_on=late[one.pk].due_on,
        )
        for one in new
    )
    done = [case.pk for key, case in there.items() if key not in late and case.opened_on <= on]
    DebtCase.objects.filter(pk__in=done).update(state=CaseState.CLOSED, closed_on=on)  # from any state, see CASE
    return len(new), len(done)


def _first_teams(provinces: set[str]) -> dict[str, DebtTeam]:
    """The team that looks at the papers of a new case, in each province; set up where it is not yet."""
    for province in sorted(provinces):
        set_up_teams(province=province)
    return {team.province_id: team for team in DebtTeam.objects.filter(kind=TeamKind.EVIDENCE, province__in=provinces)}


def open_case_of(contract: Contract, *, on: date) -> DebtCase | None:
    """The open case of a contract, opened now where something is late and the day's work has not been there yet."""
    follow_cases(contract_ids=[contract.pk], on=on)
    return DebtCase.objects.filter(contract=contract).exclude(state=CaseState.CLOSED).first()


@transaction.atomic
def check_evidence(*, case: DebtCase, by: Any, on: date, note: str = "") -> DebtCase:
    """Record that the papers of a case were looked through; from then on the field team of its amphoe has it.

    :raises debt_followup.rules.machines.StepNotOpen: it was done, or the case is closed.
    Source: R-DEBT-09, R-DEBT-11.
    """
    held = _locked(case)
    held.state = CASE.edge(held.state, CaseStep.CHECK).to
    held.save(update_fields=["state"])
    set_up_teams(province=held.province_id)
    field = DebtTeam.objects.get(kind=TeamKind.FIELD, amphoe=held.amphoe_id)
    if field.pk != held.team_id:
        _hand(held, to=field, reason=note.strip() or CHECKED, by=by, on=on)
    return held


@transaction.atomic
def hand_over_case(*, case: DebtCase, team: DebtTeam, reason: str, by: Any, on: date) -> DebtCase:
    """Hand a case to another team of its province, with the reason.

    :raises SameTeam: it has the case.
    :raises HandOverRefused: without a reason, closed, or a team of another area.
    """
    held = _locked(case)
    if held.state == CaseState.CLOSED:
        raise HandOverRefused(_("เรื่องนี้ปิดแล้ว ส่งต่อไม่ได้"))
    if not reason.strip():
        raise HandOverRefused(_("การส่งต่อเรื่องระหว่างทีมต้องระบุเหตุผล"))
    if team.pk == held.team_id:
        raise SameTeam(_("ทีมนี้รับผิดชอบเรื่องอยู่แล้ว"))
    if team.province_id != held.province_id or team.amphoe_id not in (None, held.amphoe_id):
        raise HandOverRefused(_("ส่งต่อได้เฉพาะทีมในพื้นที่ของลูกหนี้"))
    return _hand(held, to=team, reason=reason.strip(), by=by, on=on)


def _hand(case: DebtCase, *, to: DebtTeam, reason: str, by: Any, on: date) -> DebtCase:
    CaseHandOver.objects.create(
        case=case, from_team_id=case.team_id, to_team=to, reason=reason[:300], handed_on=on, handed_by=by
    )
    case.team = to
    case.save(update_fields=["team"])
    return case


def _locked(case: DebtCase) -> DebtCase:
    return DebtCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
