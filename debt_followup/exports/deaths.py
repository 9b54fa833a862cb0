"""Reports of a death: those that wait for a legal file, and those that were found untrue."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from debt_followup.rules.acts import LEGAL
from debt_followup.rules.legal import estate_claim_by
from debt_followup.selectors import deaths as reads
from debt_followup.selectors.deaths import SaidDead
from debt_followup.tables.cells import short
from debt_followup.tables.deaths import denied_name, event, name_of

from .lists import ByKey, Listed, day, noted, number, text


class _Reported:
    """Of whom it is said that she died, who has waited longest first."""

    def count(self, *, user: Any, on: date) -> int:
        """Count them."""
        return reads.count_said(reads.reports_for(user))

    def following(self, *, user: Any, on: date, place: Any, most: int) -> tuple[Sequence[Any], Any]:
        """Return the next ones and the place of the last."""
        found = reads.said_dead(reads.reports_for(user), after=reads.place_of(place or ""), most=most)
        return found, found[-1].place if found else place


def _denials(*, user: Any, on: date) -> QuerySet:
    return reads.denials(user)


def _what_was_said(one: SaidDead) -> str:
    """Every report with its day, what was said beside it, and who recorded it."""
    said = (event(row) for row in one.reports)
    return " | ".join(
        f"{short(row['on'])} {row['what']}{' · ' + row['why'] if row['why'] else ''} ({row['who']})" for row in said
    )


_WHO = text(_("ผู้ที่ถูกแจ้ง"), name_of, 40)
_ROLE = text(_("ฐานะในสัญญา"), lambda one: one.party.get_role_display() if one.party else "")
_CONTRACT = text(_("สัญญา"), "contract.label")
_TAMBON = text(_("ตำบล/แขวง"), lambda one: str(one.contract.tambon))
_AMPHOE = text(_("อำเภอ/เขต"), lambda one: str(one.contract.amphoe), 26)
_SINCE = day(_("แจ้งครั้งแรก"), "since")
_UNTIL = day(_("ต้องเรียกร้องจากกองมรดกภายใน"), lambda one: estate_claim_by(learned_on=one.since), 28)
_REPORTS = text(_("การแจ้งแต่ละครั้ง"), _what_was_said)

REPORTED_DEATHS = Listed(
    name="debt_followup.reported_deaths",
    called="reported_deaths",
    heading=_("ลูกหนี้ที่ถูกแจ้งว่าถึงแก่กรรม"),
    rows=_Reported(),
    sheet=(
        _WHO,
        _ROLE,
        _CONTRACT,
        text(_("โครงการ"), "contract.project_title"),
        _AMPHOE,
        _TAMBON,
        _SINCE,
        _UNTIL,
        number(_("แจ้งแล้ว (ครั้ง)"), lambda one: len(one.reports)),
        _REPORTS,
    ),
    paper=(
        noted(_WHO.label, _WHO, _ROLE, 46),
        text(_CONTRACT.label, _CONTRACT.read, 26),
        _AMPHOE,
        text(_TAMBON.label, _TAMBON.read, 26),
        _SINCE,
        _UNTIL,
        _REPORTS,
    ),
    permission=LEGAL,
)

_DENIED = (
    text(_("สัญญา"), "contract.label", 28),
    text(_("ผู้ที่ถูกแจ้ง"), denied_name, 42),
    day(_("ตรวจสอบวันที่"), "denied_on"),
    text(_("เหตุผล"), "reason"),
    text(_("ผู้ตรวจสอบ"), lambda row: str(row.denied_by), 36),
)

DENIED_DEATHS = Listed(
    name="debt_followup.denied_deaths",
    called="reported_deaths",
    heading=_("การแจ้งถึงแก่กรรมที่ไม่เป็นความจริง"),
    rows=ByKey(_denials),
    sheet=_DENIED,
    paper=_DENIED,
    permission=LEGAL,
)
