"""The auditor's page: the ways to every register and proof, and how far the books are sealed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import Province, User
from reports.selectors.assurance import Sealed
from reports.tables.listing import Table, columns, day, number, page_of, text


def ways(user: User, *, on: date) -> list[dict[str, Any]]:
    """Everything an auditor reads, each with what it proves; what she may not open is left out."""
    named = (
        (
            "journal",
            _("สมุดรายวัน"),
            _("ทุกรายการบัญชีของช่วงวันที่เลือก ส่งออก CSV และ XLSX"),
            ("treasury.view", "treasury:journal"),
        ),
        (
            "book",
            _("งบทดลองและทะเบียนคุม"),
            _("จากยอดทุกบัญชีลงไปถึงรายการ และจากรายการถึงเอกสารต้นทาง"),
            ("treasury.view", "treasury:books"),
        ),
        (
            "list",
            _("เลขที่เอกสารที่ออก"),
            _("ทุกชุดเลขที่ เลขแรก เลขล่าสุด และเลขที่ขาดพร้อมเหตุผล"),
            ("treasury.view", "treasury:numbers"),
        ),
        (
            "bank",
            _("รายงานธนาคารและ GFMIS"),
            _("ยอดตามรายงานเทียบกับทะเบียน และสาเหตุของผลต่าง"),
            ("treasury.view", "treasury:statements"),
        ),
        (
            "check-circle",
            _("ความเป็นปัจจุบันของข้อมูล"),
            _("ตัวเลขสองฝั่งที่ต้องตรงกัน ณ วันที่เลือก"),
            ("treasury.view", "reports:report", "agreement"),
        ),
        (
            "people",
            _("ทะเบียนคุมลูกหนี้"),
            _("ยอดรวมตรงกับงบทดลอง รายสัญญาอยู่ในไฟล์ XLSX"),
            ("treasury.view", "reports:report", "debtors"),
        ),
        (
            "file-text",
            _("ทะเบียนสัญญา"),
            _("ทุกสัญญา สถานะ และเอกสารที่เก็บ"),
            ("loans.view", "loans:list"),
        ),
        (
            "receipt",
            _("ใบเสร็จรับเงิน"),
            _("จากใบเสร็จถึงรายการธนาคารและรายการบัญชี พร้อมวิธีคิด"),
            ("repayments.view", "repayments:receipts"),
        ),
        (
            "hourglass",
            _("อายุหนี้และค่าเผื่อหนี้สงสัยจะสูญ"),
            _("ชั้นหนี้ อัตรา ค่าเผื่อที่ต้องมีกับที่มีในบัญชี"),
            ("treasury.view", "reports:report", "allowance"),
        ),
        (
            "folder",
            _("ชุดรายงานที่ส่งแล้ว"),
            _("ฉบับที่ส่ง เลขที่หนังสือ วันที่ส่ง และผู้รับ"),
            ("reports.view", "reports:packs"),
        ),
        (
            "file-pdf",
            _("เอกสารที่ออกแล้ว"),
            _("ทุกฉบับเปิดได้ตามที่ออก พร้อมค่าตรวจสอบ"),
            ("documents.view", "documents:list"),
        ),
        (
            "eye",
            _("ประวัติการใช้งาน"),
            _("ใครเปิดหรือส่งออกข้อมูลส่วนบุคคลของใคร เมื่อใด"),
            ("audit.view", "audit"),
        ),
    )
    found = (
        {"icon": icon, "label": label, "says": says, "url": page_of(user, *page)} for icon, label, says, page in named
    )
    return [way for way in found if way["url"]]


def seals(rows: list[Sealed], *, provinces: Mapping[str, Province]) -> Table:
    """The last seal of every province, each leading to its chain."""
    return {
        "caption": _("ผนึกบัญชีล่าสุดของแต่ละจังหวัด"),
        "columns": columns(
            (_("จังหวัด"), "text"), (_("ผนึกถึงวันที่"), "date"), (_("ลำดับผนึก"), "number"), (_("ค่าแฮช"), "text")
        ),
        "rows": [
            {
                "url": f"{reverse('treasury:seals')}?province={row.province}",
                "cells": [text(provinces[row.province]), day(row.day), number(row.sequence), text(row.sha256[:16])],
            }
            for row in rows
        ],
        "empty": _("ยังไม่มีผนึกบัญชี ระบบผนึกรายการบัญชีของทุกจังหวัดวันละครั้ง"),
    }
