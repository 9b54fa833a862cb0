"""Taking a number without gaps, and issuing a paper: frozen context, PDF, hash."""

import hashlib
from datetime import date
from typing import Any

from django.db import connection, transaction

from documents import rendering
from documents.models import Document, DocumentFile


def take_number(*, series: str, year_be: int) -> int:
    """Take the next number of a series and year.

    Without gaps: the number is given back when the surrounding transaction fails, and others wait for it meanwhile.

    :raises RuntimeError: called outside a transaction, where a gap could arise.
    """
    return take_numbers(series=series, year_be=year_be, count=1)[0]


def take_numbers(*, series: str, year_be: int, count: int) -> range:
    """Take the next numbers of a series and year as one block, as ``take_number`` takes one.

    :param count: at least one.
    :raises RuntimeError: called outside a transaction, where a gap could arise.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken in the transaction that uses it")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_numberseries AS kept (series, year_be, last) VALUES (%s, %s, %s) "
            "ON CONFLICT (series, year_be) DO UPDATE SET last = kept.last + EXCLUDED.last RETURNING last",
            [series, year_be, count],
        )
        last = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)


def issue(
    *,
    kind: str,
    number: str,
    subject: str,
    title: str,
    template: str,
    context: dict[str, Any],
    province: str,
    as_of: date,
    issued_on: date,
    amphoe: str | None = None,
    addressee: str = "",
    by: Any = None,
    is_draft: bool = False,
    pdf: bytes | None = None,
) -> Document:
    """Issue a paper: render it (or take the given PDF), freeze context and hash, store all in this transaction.

    ``context`` must be plain JSON: dates and amounts are written into it as the text or ISO form that the template
    expects. The paper shows "known at": the day it is dated, unless the context says another under ``known_at``.
    """
    context = {**context, "number": number, "known_at": context.get("known_at") or issued_on.isoformat()}
    with transaction.atomic():
        content = pdf if pdf is not None else rendering.render_pdf(template=template, context=context)
        document = Document.objects.create(
            kind=kind,
            number=number,
            addressee=addressee,
            province_id=province,
            amphoe_id=amphoe,
            subject=subject,
            title=title,
            template=template,
            context=context,
            as_of=as_of,
            issued_on=issued_on,
            issued_by=by,
            is_draft=is_draft,
            sha256=hashlib.sha256(content).hexdigest(),
            pages=rendering.pages(content),
        )
        DocumentFile.objects.create(document=document, pdf=content)
    return document
