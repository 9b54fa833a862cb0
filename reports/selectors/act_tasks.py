"""What waits of acknowledgements, waivers and legal files, counted with what waits of the other rooms."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import CharField, F
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.scope import holds
from areas.waiting import Waiting
from debt_followup.models import Acknowledgement, LegalFile, Waiver
from debt_followup.rules.acts import ACKNOWLEDGE, APPROVE_VOID, APPROVE_WAIVER, LEGAL, ActState, FileState, WaiverState
from debt_followup.rules.legal import ALERT_DAYS, SILENT_DAYS, estate_claim_by
from debt_followup.selectors.deaths import reports_for
from debt_followup.selectors.legal import open_files, silent_in_court, under_alert
from debt_followup.selectors.voids import voids_to_confirm
from reports.selectors.counting import Asked, Found, Kinds, kind
from thai.dates import format_short
from thai.refusals import reader_is_english

TONES = {7: "bad", 30: "warning", 90: ""}


def asked(*, user: User, on: date) -> Asked:
    """Return what is to be counted for a user on a day, and what is then told."""
    return _kinds(user, on), partial(_told, on)


def _kinds(user: User, on: date) -> Kinds:
    kinds = []
    if holds(user, ACKNOWLEDGE):
        rows = Acknowledgement.objects.visible_to(user, ACKNOWLEDGE)
        kinds.append(kind("ACT_TO_SIGN", rows.filter(state=ActState.PREPARED), since="prepared_on"))
        kinds.append(kind("ACT_DEFAULTED", rows.filter(state=ActState.DEFAULTED), since="ended_on"))
        stated = F("principal") + F("contract_interest") + F("default_interest") + F("costs")
        differs = rows.filter(
            balance_now__isnull=False, state__in=[ActState.PREPARED, ActState.IN_FORCE, ActState.DEFAULTED]
        ).annotate(by_how_much=Cast(F("balance_now") - stated, CharField()))
        kinds.append(kind("ACT_DIFFERS", differs, named="by_how_much"))
    if holds(user, APPROVE_WAIVER):
        rows = Waiver.objects.visible_to(user, APPROVE_WAIVER)
        kinds.append(kind("WAIVER_ASKED", rows.filter(state=WaiverState.ASKED).exclude(asked_by=user)))
        back = rows.filter(state=WaiverState.WITHDRAWAL_ASKED).exclude(withdrawal_asked_by=user)
        kinds.append(kind("WAIVER_BACK", back))
    if holds(user, APPROVE_VOID):
        kinds.append(kind("VOID_ASKED", voids_to_confirm(user), since="asked_on"))
    if holds(user, LEGAL):
        known = LegalFile.objects.visible_to(user, LEGAL)
        files = open_files(known)
        suits = files.filter(kind=LegalFile.Kind.LITIGATION, state=FileState.OPEN)
        kinds.append(kind("SUIT_OPEN", suits, until="sue_by_on"))
        kinds.append(kind("COURT_SILENT", silent_in_court(known, on=on)))
        kinds += [kind(f"DEATH_{name}", rows, since="said_on") for name, rows in reports_for(user).items()]
        for days in ALERT_DAYS:
            kinds.append(kind(f"LEGAL_{days}", under_alert(files, on=on, days=days), until="next_on"))
    return kinds


def _told(on: date, found: Found) -> Iterator[Waiting]:
    acts, waivers = reverse("debt_followup:acknowledgements"), reverse("debt_followup:waivers")
    voids = reverse("debt_followup:voids")
    files = reverse("debt_followup:legal_files")
    told = {
        "ACT_TO_SIGN": (_("หนังสือรับสภาพหนี้ที่รอลงนาม"), "acknowledgement", f"{acts}?state=PREPARED"),
        "ACT_DEFAULTED": (_("หนังสือรับสภาพหนี้ที่ผิดนัด หนี้ถึงกำหนดทั้งหมด"), "acknowledgement", f"{acts}?state=DEFAULTED"),
        "ACT_DIFFERS": (_("ยอดหนี้ที่ทราบภายหลังต่างจากที่รับสภาพ"), "acknowledgement", f"{acts}?differs=1"),
        "WAIVER_ASKED": (_("การงดหรือลดเบี้ยปรับรออนุมัติ"), "waiver", f"{waivers}?state=ASKED"),
        "WAIVER_BACK": (_("การเพิกถอนการงดเบี้ยปรับรออนุมัติ"), "waiver", f"{waivers}?state=WITHDRAWAL_ASKED"),
        "VOID_ASKED": (_("รายการที่บันทึกผิดรอยืนยันการยกเลิก"), "void", f"{voids}?state=ASKED"),
        "SUIT_OPEN": (_("แฟ้มฟ้องคดีที่ยังไม่ได้ยื่นฟ้อง"), "legal_file", f"{files}?kind=LITIGATION"),
        "COURT_SILENT": (_("คดีที่อยู่ในศาลและไม่ทราบความคืบหน้า"), "legal_file", f"{files}?state=SILENT"),
    }
    details = {
        "COURT_SILENT": _("ไม่มีรายการใหม่ %(days)s วัน หรือปิดแฟ้มโดยไม่บันทึกว่าคดีสิ้นสุดอย่างไร ระหว่างคดีอายุความไม่นับและไม่เตือน")
        % {"days": SILENT_DAYS}
    }
    for name, (title, one, url) in told.items():
        if row := found.get(name):
            yield Waiting(
                title=title,
                url=_one(one, row, url),
                count=row["task_count"],
                due_on=row["until"],
                detail=_difference(row) if name == "ACT_DIFFERS" else details.get(name, ""),
                tone="bad" if name == "ACT_DEFAULTED" else "warning" if name in ("ACT_DIFFERS", "COURT_SILENT") else "",
            )
    if said := [row for name, row in found.items() if name.startswith("DEATH_")]:
        since = min(row["since"] for row in said)
        yield Waiting(
            title=_("การแจ้งว่าลูกหนี้ถึงแก่กรรมที่รอเปิดแฟ้ม"),
            url=reverse("debt_followup:reported_deaths"),
            count=sum(row["task_count"] for row in said),
            detail=_("รอมาแล้ว %(days)s วัน ต้องเรียกร้องจากกองมรดกภายในวันที่ %(last)s")
            % {
                "days": f"{(on - since).days:,}",
                "last": format_short(estate_claim_by(learned_on=since), english=reader_is_english()),
            },
            tone="warning",
        )
    for days in ALERT_DAYS:
        if row := found.get(f"LEGAL_{days}"):
            yield Waiting(
                title=_("วันสำคัญของแฟ้มคดีภายใน %(days)s วัน") % {"days": days},
                url=_one("legal_file", row, f"{files}?within={days}"),
                count=row["task_count"],
                due_on=row["until"],
                tone="bad" if row["until"] and row["until"] < on + timedelta(days=1) else TONES[days],
            )


def _difference(row: dict) -> str:
    """By how much one balance differs; of several the list says it of each."""
    if row["task_count"] != 1:
        return _("เงินที่ทราบภายหลังทำให้ยอดต่างไป ดูส่วนต่างในรายการ")
    return _("ต่างไป %(difference)s บาท") % {"difference": f"{Decimal(row['named']):,.2f}"}


def _one(name: str, row: dict, url: str) -> str:
    return reverse(f"debt_followup:{name}", args=[row["first"]]) if row["task_count"] == 1 else url
