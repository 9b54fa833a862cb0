"""The register as a file: what the list shows for a filter, written down before it leaves the house."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from areas.models import PersonalDataAccess, User
from areas.services import log_personal_data
from documents.spreadsheets import CSV, XLSX, stream_csv, write_csv, write_xlsx
from members import selectors
from members.models import Member
from thai import national_id
from thai.refusals import Refusal
from thai.refusals import sentence as _

PERMISSION = "members.export"
# How many members may leave in one file, by the widest area in which the user may export. An amphoe and a province
# work with the whole of their register, the largest of which is smaller than this. Nobody's task needs the nation's:
# its office works with counts, and with lists of a province or a part at a time.
MOST = {"nation": 50_000, "province": 500_000, "amphoe": 100_000, "tambon": 20_000}
STREAMED_ABOVE = 10_000
_AT_ONCE = 1000
_LEVELS = {0: "nation", 2: "province", 4: "amphoe", 6: "tambon"}


class TooMany(Refusal):
    """More members fit than may leave in one file."""


def export(*, user: User, wants_xlsx: bool, **filters: Any) -> tuple[bytes | Iterator[bytes], str]:
    """Return the members that fit, in dictionary order, as a file and its type; card numbers are masked.

    Above ten thousand rows the file is CSV and given piece by piece. ``filters`` are those of
    ``selectors.registry_page``. The export is recorded with its filter and the number of its rows.

    :raises TooMany: more rows than the user may take at once.
    """
    most = most_for(user)
    keys = selectors.registry_keys(user=user, permission=PERMISSION, most=most, **filters)
    if len(keys) > most:
        raise TooMany(_("มีสมาชิกตามเงื่อนไขนี้เกิน %(most)s ราย กรุณาเลือกตำบลหรือค้นให้แคบลงก่อนส่งออก"), most=f"{most:,}")
    log_personal_data(
        user=user,
        action=PersonalDataAccess.Action.EXPORT,
        subject="members",
        reason=gettext("ทะเบียนสมาชิก %(count)s ราย: %(filters)s")
        % {"count": f"{len(keys):,}", "filters": _in_words(filters)},
    )
    columns = _columns()
    if len(keys) > STREAMED_ABOVE:
        return stream_csv(columns=columns, rows=_rows(keys)), CSV
    if wants_xlsx:
        return write_xlsx(title=gettext("ทะเบียนสมาชิก"), columns=columns, rows=_rows(keys)), XLSX
    return write_csv(columns=columns, rows=_rows(keys)), CSV


def most_for(user: User) -> int:
    """Return how many members a user may take in one file."""
    return max((MOST[_LEVELS[len(area)]] for area in selectors.areas_of(user, PERMISSION)), default=0)


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": gettext("เลขที่สมาชิก")},
        {"label": gettext("ประเภท")},
        {"label": gettext("ชื่อ-สกุล")},
        {"label": gettext("เลขประจำตัวประชาชน")},
        {"label": gettext("ตำบล")},
        {"label": gettext("อำเภอ")},
        {"label": gettext("จังหวัด")},
        {"label": gettext("อาชีพ")},
        {"label": gettext("สถานะ")},
        {"label": gettext("วันที่ขึ้นทะเบียน"), "kind": "date"},
    ]


def _rows(keys: list[int]) -> Iterator[list[Any]]:
    for at in range(0, len(keys), _AT_ONCE):
        part = keys[at : at + _AT_ONCE]
        found = selectors.with_area().in_bulk(part)
        for key in part:
            if key in found:
                yield _cells(found[key])


def _cells(member: Member) -> list[Any]:
    return [
        member.member_number,
        member.get_kind_display(),
        member.full_name,
        member.national_id_masked,
        str(member.tambon),
        str(member.amphoe),
        str(member.province),
        member.occupation,
        member.get_status_display(),
        member.registered_on,
    ]


def _in_words(filters: dict[str, Any]) -> str:
    """The filter as the log keeps it; a card number is masked."""
    text = filters.get("text", "")
    shown = national_id.mask(text) if national_id.is_valid(text) else text
    words = [shown, *(str(filters[name]) for name in ("tambon", "kind", "status") if filters.get(name))]
    return ", ".join(word for word in words if word) or gettext("ทั้งหมด")
