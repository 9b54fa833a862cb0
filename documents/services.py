"""Taking a number without gaps, and issuing a paper: frozen context, PDF, hash."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from documents import rendering
from documents.models import Document, DocumentFile

_FILES = "COPY documents_documentfile (document_id, pdf) FROM STDIN (FORMAT BINARY)"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was drawn, before it is kept; the fields are the arguments of ``issue``."""

    kind: str
    number: str
    subject: str
    title: str
    template: str
    context: dict[str, Any]
    province: str
    as_of: date
    issued_on: date
    pdf: bytes
    pages: int = 1
    amphoe: str | None = None
    addressee: str = ""
    by: Any = None


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


def issue_many(papers: Sequence[Paper]) -> list[Document]:
    """Keep papers that were drawn, in their order, as ``issue`` keeps one; three statements however many there are.

    A paper's ``context`` must be what it was drawn from: with its number and its ``known_at``.
    """
    with transaction.atomic():
        documents = Document.objects.bulk_create(
            Document(
                kind=one.kind,
                number=one.number,
                addressee=one.addressee,
                province_id=one.province,
                amphoe_id=one.amphoe,
                subject=one.subject,
                title=one.title,
                template=one.template,
                context=one.context,
                as_of=one.as_of,
                issued_on=one.issued_on,
                issued_by=one.by,
                sha256=hashlib.sha256(one.pdf).hexdigest(),
                pages=one.pages,
            )
            for one in papers
        )
        rows = [(document.pk, one.pdf) for document, one in zip(documents, papers, strict=True)]
        with connection.cursor() as cursor, cursor.copy(_FILES) as copy:
            copy.set_types(["int8", "bytea"])
            for row in rows:
                copy.write_row(row)
    return documents
