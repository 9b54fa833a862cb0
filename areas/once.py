"""A form does its work once, however often it is sent: every form carries a key, and each key is used up by its work.

The key stands in the form beside the token against forgery (``areas.templatetags.form_tokens``), so no form is without
one; ``areas.access.permission`` asks here before a view answers a POST, so no view forgets it.
"""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext

from areas.models import SentForm
from thai.refusals import Refusal
from thai.refusals import sentence as _

FIELD = "request_key"
_LEFT_OUT = ("csrfmiddlewaretoken", FIELD)


class KeyReused(Refusal):
    """A request key was sent before with other content."""


def answered(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a form once: the same key with the same content leads where the first led, and does nothing again.

    Work and key are one transaction: whoever sends the same form meanwhile waits for it, and a crash keeps neither.
    A refused form does not use its key up, so it can be corrected and sent again. A form without a key is answered as
    it comes.

    :raises KeyReused: the key was used up by other content, another page or another person.
    """
    typed = request.POST.get(FIELD, "")
    if not typed:
        return view()
    try:
        key = UUID(typed)
    except ValueError as error:
        raise BadRequest("the key of a form is no UUID") from error
    content = fingerprint(request)
    with transaction.atomic():
        if not _take(key, user=request.user.pk, content=content):
            return _answer_again(request, key, content)
        answer = view()
        if _did_its_work(request, answer):
            SentForm.objects.filter(pk=key).update(answer=answer["Location"])
        else:
            SentForm.objects.filter(pk=key).delete()
    return answer


def old_keys(*, on: date) -> QuerySet[SentForm]:
    """The keys that were used up more than ``SENT_FORMS_KEPT_DAYS`` days before a day.

    Nobody sends a form again after so long; what each command checks of its own holds without them.
    """
    first_kept = timezone.make_aware(datetime.combine(on - timedelta(days=settings.SENT_FORMS_KEPT_DAYS), time.min))
    return SentForm.objects.filter(sent_at__lt=first_kept)


def forget_old_keys(*, on: date, most: int = 5_000) -> int:
    """Delete the next of ``old_keys``, the oldest first; how many."""
    chosen = list(old_keys(on=on).order_by("sent_at").values_list("pk", flat=True)[:most])
    return SentForm.objects.filter(pk__in=chosen).delete()[0]


def fingerprint(request: HttpRequest) -> str:
    """The hash over who sends a form, where to, all that was typed and all files, whatever their order."""
    whole = hashlib.sha256()

    def add(*parts: str) -> None:
        for part in parts:
            said = part.encode()
            whole.update(f"{len(said)}:".encode() + said)

    add(str(request.user.pk), request.get_full_path())
    for name in sorted(set(request.POST) - {*_LEFT_OUT}):
        add(name, *request.POST.getlist(name))
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            found = hashlib.sha256()
            for piece in file.chunks():
                found.update(piece)
            file.seek(0)
            add(name, file.name or "", found.hexdigest())
    return whole.hexdigest()


def _take(key: UUID, *, user: int, content: str) -> bool:
    """Write the key, waiting for whoever works with it just now; tell whether it was free."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO areas_sentform (key, user_id, sha256, answer, sent_at) VALUES (%s, %s, %s, '', now()) "
            "ON CONFLICT (key) DO NOTHING",
            [key, user, content],
        )
        return cursor.rowcount == 1


def _answer_again(request: HttpRequest, key: UUID, content: str) -> HttpResponse:
    kept = SentForm.objects.filter(pk=key).first()
    if kept is None or kept.sha256 != content:
        raise KeyReused(_("แบบนี้ส่งไปแล้วด้วยข้อมูลอื่น จึงไม่บันทึกซ้ำ ให้เปิดหน้าใหม่แล้วกรอกอีกครั้ง"))
    messages.info(request, gettext("แบบนี้บันทึกไว้แล้ว จึงไม่บันทึกซ้ำ"))
    return HttpResponseRedirect(kept.answer)


def _did_its_work(request: HttpRequest, answer: HttpResponse) -> bool:
    """A view leads on after its work; a refusal shows the form again, or leads back with nothing but an error."""
    if not 300 <= answer.status_code < 400 or not answer.get("Location"):
        return False
    said = {message.level for message in getattr(messages.get_messages(request), "_queued_messages", ())}
    return messages.SUCCESS in said or not any(level >= messages.ERROR for level in said)
