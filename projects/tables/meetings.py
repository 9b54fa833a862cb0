"""The list of meetings as columns."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Meeting


def meetings(rows: Iterable[Meeting], **extra: Any) -> dict[str, Any]:
    """Return the table of meetings."""
    return {
        "caption": _("การประชุม"),
        "columns": [
            {"label": _("ครั้งที่")},
            {"label": _("องค์คณะ")},
            {"label": _("วันที่ประชุม"), "kind": "date"},
            {"label": _("โครงการ"), "kind": "number"},
            {"label": _("เห็นชอบ/อนุมัติ"), "kind": "number"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": reverse("projects:meeting", args=[row.pk]),
                "cells": [
                    f"{row.number}/{row.year_be}",
                    {"value": row.get_organ_display(), "kind": "text", "note": str(row.amphoe or row.province)},
                    {"value": row.held_on, "kind": "date"},
                    {"value": row.projects, "kind": "number"},
                    {"value": row.passed, "kind": "number"},
                    {"value": _("ปิดแล้ว"), "kind": "state", "tone": "done"}
                    if row.closed_on
                    else {"value": _("เปิดอยู่"), "kind": "state", "tone": "active"},
                ],
            }
            for row in rows
        ],
        "empty": _("ยังไม่มีการประชุม"),
        **extra,
    }
