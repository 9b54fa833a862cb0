"""What is put into a legal file beside its days: notes, papers handed in, who is written to, letters."""

from datetime import date
from typing import Any

from django.db import transaction

from areas.models import Signatory
from areas.selectors import office_of, signature_context
from debt_followup.letters import legal as letters
from debt_followup.models import LegalAddressee, LegalEntry, LegalFile
from debt_followup.selectors.legal import days_of, entries_known
from debt_followup.services.legal import OF_ONE, FileRefused, Kind, ReasonMissing, held_open
from documents import services as documents
from documents.models import Document
from documents.uploads import keep_file
from repayments.selectors import standing as standing_of
from thai.dates import be_year
from thai.refusals import sentence as _


@transaction.atomic
def add_note(*, file: LegalFile, text: str, by: Any, on: date) -> LegalEntry:
    """Add a note to a file; notes are never changed.

    :raises ReasonMissing: without words.
    """
    if not text.strip():
        raise ReasonMissing(_("ต้องพิมพ์ข้อความของบันทึก"))
    row = held_open(file)
    return LegalEntry.objects.create(
        file=row, kind=LegalEntry.Kind.NOTE, on=on, text=text.strip()[:1000], recorded_by=by, recorded_on=on
    )


@transaction.atomic
def add_paper(*, file: LegalFile, upload: Any, title: str, dated_on: date, by: Any, on: date) -> LegalEntry:
    """Keep a paper in a file: a death certificate, a plaint, an order, a judgment.

    :raises ReasonMissing: without what it is.
    :raises FileRefused: dated ahead.
    """
    if not title.strip():
        raise ReasonMissing(_("ต้องระบุว่าเป็นเอกสารอะไร"))
    if dated_on > on:
        raise FileRefused(_("วันที่ของเอกสารต้องไม่หลังวันนี้"))
    row = held_open(file)
    return LegalEntry.objects.create(
        file=row,
        kind=LegalEntry.Kind.PAPER,
        on=dated_on,
        text=title.strip()[:1000],
        stored=keep_file(upload=upload, by=by),
        recorded_by=by,
        recorded_on=on,
    )


@transaction.atomic
def add_addressee(
    *, file: LegalFile, role: str, name: str, address: str, standing: str, by: Any, on: date
) -> LegalAddressee:
    """Name who is written to in the debtor's place, and by what: kinship, the order of a court.

    :raises FileRefused: the file is about no debtor of its own, or an heir is named in a bankruptcy.
    :raises ReasonMissing: something is left out.
    """
    row = held_open(file)
    chosen = LegalAddressee.Role(role)
    fits = {
        Kind.DEATH: (LegalAddressee.Role.HEIR, LegalAddressee.Role.ADMINISTRATOR),
        Kind.BANKRUPTCY: (LegalAddressee.Role.RECEIVER,),
    }.get(Kind(row.kind), ())
    if chosen not in fits:
        raise FileRefused(_("แฟ้มนี้ไม่มีผู้รับหนังสือในฐานะ “%(role)s”"), role=str(chosen.label))
    if not all(said.strip() for said in (name, address, standing)):
        raise ReasonMissing(_("ต้องระบุชื่อ ที่อยู่ และความเกี่ยวพันหรือเลขที่คำสั่งศาล"))
    return LegalAddressee.objects.create(
        file=row,
        role=chosen,
        name=name.strip()[:200],
        address=address.strip()[:400],
        standing=standing.strip()[:200],
        recorded_by=by,
        recorded_on=on,
    )


@transaction.atomic
def end_addressee(*, addressee: LegalAddressee, reason: str, by: Any, on: date) -> LegalAddressee:
    """Write to somebody no more in the debtor's place; the row stays.

    :raises ReasonMissing: without a reason.
    :raises FileRefused: it ended before.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผล"))
    held_open(addressee.file)
    row = LegalAddressee.objects.select_for_update().get(pk=addressee.pk)
    if row.ended_on is not None:
        raise FileRefused(_("ผู้รับหนังสือรายนี้สิ้นสุดไปแล้ว"))
    row.ended_on, row.ended_reason = on, reason.strip()[:200]
    row.save()
    return row


@transaction.atomic
def issue_letter(
    *, file: LegalFile, by: Any, on: date, addressee: LegalAddressee | None = None, to: str = "", address: str = ""
) -> LegalEntry:
    """Issue the letter of a file with the debt as of today: to who stands in the debtor's place, or to an authority.

    About a death or a bankruptcy it goes to an addressee of the file and says nothing of the other signers; about a
    suit or a judgment to the authority that acts for the fund.

    :raises FileRefused: nobody to write to, or an addressee of another file.
    """
    row = held_open(file)
    contract = row.contract
    if row.kind in OF_ONE:
        if addressee is None or addressee.file_id != row.pk or addressee.ended_on is not None:
            raise FileRefused(_("เลือกผู้รับหนังสือจากทายาท ผู้จัดการมรดก หรือเจ้าพนักงานพิทักษ์ทรัพย์ในแฟ้มนี้"))
        name, where = addressee.name, addressee.address
    else:
        if not to.strip():
            raise FileRefused(_("ต้องระบุหน่วยงานที่ส่งหนังสือถึง"))
        name, where = to.strip()[:200], address.strip()[:400]
    office = office_of(province=contract.province_id)
    running = documents.take_number(series=office.letter_series, year_be=be_year(on))
    owed = standing_of(contract=contract, as_of=on)
    which = f"แฟ้มคดีเลขที่ {row.label} สัญญา {contract.label}"  # stays Thai: names a paper
    paper = documents.issue(
        kind=Document.Kind.LEGAL_LETTER,
        number=f"{office.letter_code}/{running}",
        addressee=name,
        subject=f"legal:{row.pk}" if row.kind in OF_ONE else f"contract:{contract.pk}",
        title=f"{letters.LEGAL_SUBJECTS[Kind(row.kind)]} {which}",
        template=letters.LEGAL_TEMPLATE,
        context=letters.legal(
            file=row,
            days=days_of(entries_known().filter(file=row)),
            to=name,
            address=where,
            addressee=addressee,
            standing=owed,
            office=office,
            signature=signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=on),
            on=on,
        ),
        province=contract.province_id,
        amphoe=contract.amphoe_id,
        as_of=on,
        issued_on=on,
        by=by,
    )
    return LegalEntry.objects.create(
        file=row, kind=LegalEntry.Kind.PAPER, on=on, document=paper, recorded_by=by, recorded_on=on
    )
