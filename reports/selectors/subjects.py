"""What the subjects of the audit are called: a query a kind, the number and the page of each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from areas import subjects
from areas.subjects import Label
from documents.models import Document
from loans.models import Contract, Grant, TransferBatch
from loans.tables.registers import REGISTERS
from members.models import Member
from projects.models import Meeting, Proposal
from repayments.models import BankLine, Receipt
from treasury.models import JournalEntry


def register() -> None:
    """Answer the hook of the ground floor."""
    for kind, provider in _PROVIDERS.items():
        subjects.provide(kind, provider)


def _found(rows: Any, keys: Iterable[str], label: Callable[[Any], Label]) -> dict[str, Label]:
    wanted = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    return {str(row.pk): label(row) for row in rows.filter(pk__in=wanted)}


def _members(keys: list[str]) -> Mapping[str, Label]:
    rows = Member.objects.only("member_number", "title", "first_name", "last_name")
    return _found(
        rows,
        keys,
        lambda row: Label(f"{row.full_name} ({row.member_number})", reverse("members:by_key", args=[row.pk])),
    )


def _proposals(keys: list[str]) -> Mapping[str, Label]:
    return _found(
        Proposal.objects.only("reference", "title"),
        keys,
        lambda row: Label(_("โครงการ %(name)s") % {"name": row}, reverse("projects:proposal", args=[row.reference])),
    )


def _meetings(keys: list[str]) -> Mapping[str, Label]:
    rows = Meeting.objects.select_related("province", "amphoe")
    return _found(
        rows, keys, lambda row: Label(f"{row} {row.amphoe or row.province}", reverse("projects:meeting", args=[row.pk]))
    )


def _contracts(keys: list[str]) -> Mapping[str, Label]:
    rows = Contract.objects.select_related("proposal", "province")
    return _found(
        rows,
        keys,
        lambda row: Label(_("สัญญา %(name)s") % {"name": row}, reverse("loans:contract", args=[row.pk])),
    )


def _grants(keys: list[str]) -> Mapping[str, Label]:
    return _found(
        Grant.objects.select_related("proposal"),
        keys,
        lambda row: Label(_("เงินอุดหนุน %(name)s") % {"name": row.label}, reverse("loans:grant", args=[row.pk])),
    )


def _transfers(keys: list[str]) -> Mapping[str, Label]:
    return _found(
        TransferBatch.objects.all(),
        keys,
        lambda row: Label(_("ชุดโอนเงินที่ %(batch)s") % {"batch": row.pk}, reverse("loans:transfer", args=[row.pk])),
    )


def _receipts(keys: list[str]) -> Mapping[str, Label]:
    rows = Receipt.objects.select_related("contract")
    return _found(
        rows,
        keys,
        lambda row: Label(_("ใบเสร็จ %(name)s") % {"name": row}, reverse("repayments:receipt", args=[row.pk])),
    )


def _bank_lines(keys: list[str]) -> Mapping[str, Label]:
    return _found(
        BankLine.objects.all(),
        keys,
        lambda row: Label(
            _("รายการธนาคาร %(amount)s บาท") % {"amount": f"{row.amount:,.2f}"},
            reverse("repayments:line", args=[row.pk]),
        ),
    )


def _documents(keys: list[str]) -> Mapping[str, Label]:
    rows = Document.objects.only("title", "number")
    return _found(rows, keys, lambda row: Label(f"{row.title} {row.number}", reverse("documents:open", args=[row.pk])))


def _searches(keys: list[str]) -> Mapping[str, Label]:
    known = {"card": _("ค้นหาด้วยเลขบัตร"), "name": _("ค้นหาด้วยชื่อ")}
    return {key: Label(known[key]) for key in keys if key in known}


def _registers(keys: list[str]) -> Mapping[str, Label]:
    found = {key: Label(_("ทะเบียนสมาชิก"), reverse("members:list")) for key in keys if key in ("", "members")}
    for key in keys:
        if key in REGISTERS:
            found[key] = Label(str(REGISTERS[key].title), reverse("loans:register", args=[key]))
        elif key in ("notices", "notice_sheets"):
            found[key] = Label(_("ใบแจ้งหนี้และหนังสือทวงถาม"), reverse("debt_followup:notices"))
        elif key == "journal":
            found[key] = Label(_("สมุดรายวัน"), reverse("treasury:journal"))
        elif key.startswith("register:"):
            account = key.partition(":")[2]
            found[key] = Label(_("ทะเบียนคุมบัญชี %s") % account, reverse("treasury:register", args=[account]))
    return found


def _entries(keys: list[str]) -> Mapping[str, Label]:
    return _found(
        JournalEntry.objects.all(),
        keys,
        lambda row: Label(_("รายการบัญชีที่ %s") % f"{row.number}/{row.year_be}", reverse("treasury:entry", args=[row.pk])),
    )


def _reports(keys: list[str]) -> Mapping[str, Label]:
    """The reports that name persons."""
    known = {
        "debtors": _("ทะเบียนคุมลูกหนี้"),
        "receipts": _("รายการใบเสร็จรับเงิน"),
        "allowance": _("อายุหนี้และค่าเผื่อหนี้สงสัยจะสูญ"),
    }
    return {key: Label(known[key], reverse("reports:report", args=[key])) for key in keys if key in known}


_PROVIDERS: dict[str, subjects.Provider] = {
    "member": _members,
    "proposal": _proposals,
    "meeting": _meetings,
    "contract": _contracts,
    "grant": _grants,
    "transfer": _transfers,
    "receipt": _receipts,
    "bank_line": _bank_lines,
    "entry": _entries,
    "document": _documents,
    "search": _searches,
    "list": _registers,
    "report": _reports,
    "members": _registers,
}
