"""Asking for a list as a file, writing it piece by piece, taking it away, deleting it after some days."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from areas.models import PersonalDataAccess
from areas.scope import assignments_with
from areas.services import log_personal_data
from documents.exports import sources, writing
from documents.models import Export
from jobs.models import JobRun
from jobs.services import ensure_run
from thai.refusals import Refusal
from thai.refusals import sentence as _

EXPORT = "documents.export"
AT_ONCE = 10_000  # rows of a file that is written while its reader waits
CHUNK = 5_000
_ALIVE = (JobRun.State.WAITING, JobRun.State.RUNNING)


class NotYours(Refusal):
    """Who asked for the list may not see all of it any more."""


class NotThere(Refusal):
    """The file is not written yet, or was deleted."""


@transaction.atomic
def start_export(*, source: str, asked: dict[str, Any], form: str, by: Any, on: date) -> Export:
    """Have a list written to a file by a worker for whoever asks; what she asked for is recorded.

    Asked for again while the same list is being written, it is the same export.
    """
    found = sources.get(source)
    going_on = find_unfinished(source=source, asked=asked, form=form, by=by)
    if going_on is not None:
        return going_on
    title, words = found.title(asked), found.words(asked)
    export = Export.objects.create(
        source=source,
        title=title[:200],
        words=words[:300],
        parameters=asked,
        form=form,
        language=(translation.get_language() or "th")[:2],
        province_id=found.province(asked),
        areas=_areas(by, found.permission),
        asked_by=by,
        asked_on=on,
        name=f"{found.file_name(asked)}.{form}"[:200],
        keep_until=on + timedelta(days=settings.EXPORTS_KEPT_DAYS),
    )
    export.run = ensure_run(job=EXPORT, province=export.province_id, period=f"export {export.pk}", on=on, by=by)
    export.save(update_fields=["run"])
    record_export(source=found, asked=asked, by=by)
    return export


def find_unfinished(*, source: str, asked: dict[str, Any], form: str, by: Any) -> Export | None:
    """The export of the same list that is being written for the same person."""
    mine = Export.objects.filter(source=source, parameters=asked, form=form, asked_by=by, run__state__in=_ALIVE)
    return mine.order_by("-pk").first()


def record_export(*, source: sources.Source, asked: dict[str, Any], by: Any) -> None:
    """Record that somebody takes a list away, by its name and its filter."""
    log_personal_data(
        user=by,
        action=PersonalDataAccess.Action.EXPORT,
        subject=source.subject(asked),
        reason=f"{source.title(asked)} {source.words(asked)}".strip(),
    )


def write_next(export: Export, run: JobRun) -> bool:
    """Write the next piece of an export in the run's transaction; return True when the file is there.

    :raises NotYours: she may not see all of it any more.
    :raises documents.uploads.CannotKeep: the disk is full.
    """
    require_still_allowed(export)
    found, state = sources.get(export.source), run.cursor
    with translation.override(export.language):
        piece = found.piece(user=export.asked_by, asked=export.parameters, cursor=state.get("list", {}), most=CHUNK)
        columns, at = found.columns(export.parameters), int(state.get("bytes", 0))
        try:
            if piece.rows or not at:
                at = writing.put_aside(export, columns=columns, rows=piece.rows, at=at)
            if not piece.rows:
                return _finish(export, run, found, columns, at=at)
        except FileNotFoundError:  # what lay aside is gone with its disk: begin anew
            run.cursor, run.done = {}, 0
            return False
    run.cursor = {"list": piece.cursor, "bytes": at}
    run.done += len(piece.rows)
    run.total = max(run.total, run.done)
    return False


def _finish(export: Export, run: JobRun, found: sources.Source, columns: Any, *, at: int) -> bool:
    asked = export.parameters
    export.size = writing.finish(
        export,
        title=found.title(asked),
        head=found.head(asked),
        columns=columns,
        totals=found.totals(asked, run.cursor.get("list", {})),
        count=run.done,
        at=at,
    )
    export.row_count = run.done
    export.save(update_fields=["size", "row_count"])
    run.total = run.done
    run.result = {"export": export.pk}
    transaction.on_commit(lambda: writing.aside(export).unlink(missing_ok=True))
    return True


def require_still_allowed(export: Export) -> None:
    """Refuse a list to whom it is no longer open: the role ended, or is one at a smaller area now.

    :raises NotYours: as the name says.
    """
    may_see = _areas(export.asked_by, sources.get(export.source).permission)
    if not export.areas or not all(_is_within(area, may_see) for area in export.areas):
        raise NotYours(_("สิทธิของท่านเปลี่ยนไปหลังจากขอไฟล์นี้ ให้ขอใหม่จากหน้าทะเบียน"))


def file_of(export: Export) -> Path:
    """Return where the file of an export lies, and record that it is taken away.

    :raises NotThere: it is not written yet, or was deleted.
    :raises NotYours: she may not see all of it any more.
    """
    require_still_allowed(export)
    path = writing.path_of(export)
    if not export.is_ready or not path.exists():
        raise NotThere(_("ไฟล์ “%(name)s” ยังไม่เสร็จหรือถูกลบแล้ว ให้ขอใหม่จากหน้าทะเบียน"), name=export.name)
    log_personal_data(
        user=export.asked_by,
        action=PersonalDataAccess.Action.EXPORT,
        subject=sources.get(export.source).subject(export.parameters),
        reason=gettext("ดาวน์โหลด %(name)s: %(title)s %(words)s")
        % {"name": export.name, "title": export.title, "words": export.words},
    )
    return path


def delete_old(*, on: date, most: int = 200) -> int:
    """Delete the files whose days are over, those that were never finished with them; the rows stay. How many."""
    old: Iterable[Export] = (
        Export.objects.select_for_update(of=("self",)).filter(deleted_at__isnull=True, keep_until__lt=on).order_by("pk")
    )[:most]
    with transaction.atomic():
        gone = list(old)
        for export in gone:
            writing.remove(export)
        Export.objects.filter(pk__in=[export.pk for export in gone]).update(deleted_at=timezone.now())
    return len(gone)


def _areas(user: Any, permission: str) -> list[str]:
    """The codes of the areas in which a user holds a permission; "" is the nation."""
    rows = assignments_with(user, permission)
    return sorted({row.tambon_id or row.amphoe_id or row.province_id or "" for row in rows})


def _is_within(area: str, areas: list[str]) -> bool:
    return any(area.startswith(one) for one in areas)
