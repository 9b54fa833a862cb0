"""Files that wait to be imported, and how the tables of banks are read."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from repayments.forms import COLUMNS
from repayments.models import BankLayout, BankUpload

from .cells import day

_TONES = {
    BankUpload.State.WAITING: "waiting",
    BankUpload.State.IMPORTING: "active",
    BankUpload.State.IMPORTED: "done",
    BankUpload.State.DROPPED: "neutral",
}


def uploads_table(uploads: Iterable[BankUpload]) -> dict[str, Any]:
    """The user's files that were handed in, newest first."""
    return {
        "caption": _("ไฟล์ที่ท่านนำส่ง"),
        "columns": [
            {"label": _("ไฟล์")},
            {"label": _("วันที่นำส่ง")},
            {"label": _("รายการ"), "kind": "number"},
            {"label": _("รายการใหม่"), "kind": "number"},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "url": reverse("repayments:upload", args=[upload.pk]),
                "cells": [
                    {"value": upload.name, "kind": "text"},
                    day(upload.uploaded_on),
                    {"value": upload.line_count, "kind": "number"},
                    {"value": upload.new_count, "kind": "number"},
                    {
                        "value": upload.get_state_display(),
                        "kind": "state",
                        "tone": _TONES[BankUpload.State(upload.state)],
                    },
                ],
            }
            for upload in uploads
        ],
        "empty": _("ยังไม่มีไฟล์ที่นำส่ง"),
    }


def layouts_table(layouts: Iterable[BankLayout]) -> dict[str, Any]:
    """The layouts of banks' tables that are remembered."""
    names = {("account" if name == "account_number" else name): label for name, label, _help in COLUMNS}
    return {
        "caption": _("รูปแบบตารางที่จำไว้"),
        "columns": [
            {"label": _("บัญชีรับเงิน")},
            {"label": _("คอลัมน์ที่ใช้")},
            {"label": _("รูปแบบวันที่")},
            {"label": _("ผู้กำหนด")},
        ],
        "rows": [
            {
                "cells": [
                    {"value": layout.name, "kind": "text"},
                    {
                        "value": " · ".join(
                            f"{names[name]} = {heading}" for name, heading in layout.columns.items() if name in names
                        ),
                        "kind": "text",
                    },
                    {"value": layout.get_date_form_display(), "kind": "text"},
                    {"value": str(layout.saved_by), "kind": "text"},
                ]
            }
            for layout in layouts
        ],
        "empty": _("ยังไม่มี เมื่อนำเข้าตาราง XLSX หรือ CSV ครั้งแรก ระบบจะถามว่าคอลัมน์ใดคืออะไร แล้วจำไว้"),
    }


def sample_table(headings: Sequence[str], rows: Iterable[Any]) -> dict[str, Any]:
    """The first rows of a table as they stand in the file."""
    return {
        "caption": _("แถวแรกของไฟล์"),
        "columns": [{"label": heading or "-"} for heading in headings],
        "rows": [{"cells": [{"value": cell, "kind": "text"} for cell in row.cells]} for row in rows],
        "empty": _("ไฟล์ไม่มีแถวข้อมูล"),
    }
