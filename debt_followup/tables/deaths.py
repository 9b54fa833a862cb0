"""Reports of a death, as the pages show them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from debt_followup.models import ConfirmationReply, DeathDenial, DebtContact, DeliveryEvent, LegalFile
from debt_followup.rules.legal import estate_claim_by
from debt_followup.selectors.deaths import SaidDead
from debt_followup.tables.cells import short
from loans.models import Contract


def said_dead(rows: Iterable[SaidDead], *, on: date) -> list[dict[str, Any]]:
    """Return of whom it is said that she died, with what says so and where it leads."""
    return [
        {
            "name": name_of(one),
            "role": one.party.get_role_display() if one.party else "",
            "contract": one.contract,
            "facts": [
                {"label": _("แจ้งครั้งแรก"), "value": one.since, "kind": "date", "help": waited(one.since, on=on)},
                {
                    "label": _("ต้องเรียกร้องจากกองมรดกภายใน"),
                    "value": estate_claim_by(learned_on=one.since),
                    "kind": "date",
                    "help": _("ป.พ.พ. มาตรา 1754 นับจากวันที่แจ้งครั้งแรก"),
                },
            ],
            "events": [event(row) for row in one.reports],
            "open_url": open_url(one.contract.pk, one.party.pk if one.party else None),
            "fields": [{"name": "party", "value": one.party.pk if one.party else ""}],
        }
        for one in rows
    ]


def name_of(one: SaidDead) -> str:
    """Return the name of whom it is said that she died."""
    return one.party.name if one.party else _("ไม่ได้ระบุว่าผู้ใด ให้สอบถามผู้แจ้ง")


def denied(rows: Iterable[DeathDenial]) -> list[dict[str, Any]]:
    """Return the reports that were found untrue, as a timeline."""
    return [
        {
            "on": row.denied_on,
            "what": f"{row.contract.label} · {denied_name(row)}",
            "who": str(row.denied_by),
            "why": row.reason,
            "tone": "neutral",
            "url": reverse("debt_followup:debtor", args=[row.contract_id]),
        }
        for row in rows
    ]


def open_url(contract_id: int, party_id: int | None) -> str:
    """Return where the file of a death is opened, for one debtor where it is known who died."""
    url = reverse("debt_followup:open_legal_file", args=[contract_id, "death"])
    return f"{url}?party={party_id}" if party_id else url


def waited(since: date, *, on: date) -> str:
    """Return for how long a report has waited, in words."""
    days = (on - since).days
    return _("รอมาแล้ว %(days)s วัน") % {"days": f"{days:,}"} if days else _("แจ้งวันนี้")


def outcome(
    *, contract: Contract, since: date, file: LegalFile | None, denial: DeathDenial | None, on: date
) -> dict[str, Any]:
    """Return what became of a report, for whoever made it: a sentence, its tone, and the file where one is open."""
    if denial is not None:
        said = {"reason": denial.reason, "who": denial.denied_by, "day": short(denial.denied_on)}
        return {"tone": "", "text": _("ตรวจสอบแล้วไม่เป็นความจริง: %(reason)s (%(who)s %(day)s)") % said, "file": None}
    if file is not None:
        text = _("เปิดแฟ้มลูกหนี้เสียชีวิตเลขที่ %(number)s แล้ว") % {"number": file.label}
        return {"tone": "good", "text": text, "file": file}
    if contract.state != Contract.State.IN_FORCE:
        return {}
    text = _(
        "เรื่องนี้อยู่ในงานของผู้ดูแลแฟ้มคดีของจังหวัดตั้งแต่วันที่ %(day)s (%(waited)s) ยังไม่ได้เปิดแฟ้ม "
        "กองทุนต้องเรียกร้องจากกองมรดกภายในวันที่ %(last)s ผู้ที่พบหลักฐานการตายหรือทราบชื่อทายาทให้แจ้งเลขานุการ อกส.จ. ทันที"
    )
    said = {"day": short(since), "waited": waited(since, on=on), "last": short(estate_claim_by(learned_on=since))}
    return {"tone": "warning", "text": text % said, "file": None}


def event(row: DebtContact | DeliveryEvent | ConfirmationReply) -> dict[str, Any]:
    """Return one report of a death as an entry of a timeline."""
    if isinstance(row, DebtContact):
        what, url = _("ได้รับแจ้งจากการติดต่อ: %(how)s") % {"how": row.get_channel_display()}, ("visit", row.pk)
        why = row.note
    elif isinstance(row, DeliveryEvent):
        notice = row.delivery.notice
        what = _("หนังสือตีกลับ: %(kind)s %(number)s") % {
            "kind": notice.get_kind_display(),
            "number": notice.document.number,
        }
        url, why = ("notice", notice.pk), row.said
    else:
        what, url = _("ใบตอบรับยืนยันยอดหนี้ส่งไม่ถึง: ผู้รับเสียชีวิต"), ("confirmation_letter", row.confirmation_id)
        why = row.why
    page, key = url
    return {
        "on": row.said_on,
        "what": what,
        "who": str(row.recorded_by),
        "why": why,
        "tone": "bad",
        "url": reverse(f"debt_followup:{page}", args=[key]),
    }


def denied_name(row: DeathDenial) -> str:
    """Return the name of whom it was said, untruly, that she died."""
    if row.contact is not None:
        return row.contact.deceased.name if row.contact.deceased else _("ไม่ได้ระบุว่าผู้ใด")
    if row.event is not None:
        return row.event.delivery.notice.party.name
    return row.reply.confirmation.party.name if row.reply else ""
