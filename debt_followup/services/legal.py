"""Keeping legal files: opening, the days of the law, closing. What stands in a file is only added to."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from debt_followup.models import Acknowledgement, LegalDefendant, LegalEntry, LegalFile
from debt_followup.rules import legal as law
from debt_followup.rules.acts import LEGAL_FILE, FileState, FileStep
from debt_followup.rules.legal import ONCE, STEP_OF, Day, FileKind
from debt_followup.selectors import acknowledgements as acknowledged
from debt_followup.selectors.legal import days_of, dead_without_file, entries_known, open_files, open_suits_against
from debt_followup.selectors.voids import not_voided
from debt_followup.services import contract_events as events
from debt_followup.services.arrears import follow_courses
from documents import services as documents
from loans.models import Contract, ContractChange, Party
from repayments.selectors import standing
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _

Kind = LegalFile.Kind
OF_ONE = (Kind.DEATH, Kind.BANKRUPTCY)


class FileRefused(Refusal):
    """The file cannot be opened or changed: one is open, somebody is missing, the contract's money has not left."""


class FileClosed(Refusal):
    """The file is closed: it is opened again first."""


class ReasonMissing(Refusal):
    """What is done lacks its words."""


@transaction.atomic
def open_file(
    *,
    contract: Contract,
    kind: str,
    reason: str,
    on: date,
    by: Any = None,
    party: int | None = None,
    defendants: Iterable[int] = (),
    court: str = "",
    case_number: str = "",
    learned_on: date | None = None,
    acknowledgement: Acknowledgement | None = None,
    follows: LegalFile | None = None,
) -> LegalFile:
    """Open a file about a debtor who died or became bankrupt, or about a suit or a judgment against some of them.

    :param party: of a death or a bankruptcy, whose it is.
    :param defendants: of a suit or a judgment, against whom; where none is named all signers, of a suit those whom no
        other open one is against.
    :param learned_on: of a death, when the office learned of it: the year of CCC 1754 runs from the first day on.
    :param by: None where the daily job opens it.
    :raises FileRefused, ReasonMissing: as the names say.
    :raises law.DayNotPossible: the office learned of it on a day that is ahead.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุที่เปิดแฟ้ม"))
    held = events.locked(contract.pk)
    if held.contract_on is None:
        raise FileRefused(_("สัญญา %(contract)s ยังไม่ได้โอนเงิน จึงไม่มีหนี้ให้เปิดแฟ้มคดี"), contract=held.label)
    chosen = Kind(kind)
    debtor, sued = _persons(held, chosen, party, defendants)
    _refuse_second(held, chosen, debtor, sued)
    year_be = be_year(on)
    number = documents.take_number(series=f"legal_file:{held.province_id}", year_be=year_be)
    file = LegalFile.objects.create(
        contract=held,
        kind=chosen,
        number=number,
        year_be=year_be,
        party=debtor,
        acknowledgement=acknowledgement,
        follows=follows,
        reason=reason.strip()[:300],
        court=court.strip()[:150],
        case_number=case_number.strip()[:60],
        opened_on=on,
        opened_by=by,
    )
    LegalDefendant.objects.bulk_create(LegalDefendant(file=file, party=one) for one in sued)
    if chosen == Kind.LITIGATION:
        file.sue_by_on = sue_by(held, [one.pk for one in sued], on=on)
    _with_next_day(file, on=on)
    if learned_on is not None:
        return record_day(file=file, day=Day.LEARNED, happened_on=learned_on, by=by, on=on).file
    return file


def open_suit_for(*, acknowledgement: Acknowledgement, on: date) -> LegalFile | None:
    """Open the litigation file of an acknowledgement in default; sue at once (R-ACK-06).

    Against its signers who are in no open one, so that nobody's claim is forgotten behind a suit against another
    (A-12); None where each of them is in one.
    """
    known = open_suits_against(acknowledgement.contract_id)
    signed = [one.party_id for one in acknowledgement.signers.prefetch_related("voids") if one.counts_on]
    left = [party for party in signed if party not in known]
    if not left:
        return None
    number = acknowledgement.defaulted_number
    reason = f"ผิดนัดงวดที่ {number} ตามหนังสือรับสภาพหนี้เลขที่ {acknowledgement.label}"  # stays Thai: kept
    return open_file(
        contract=acknowledgement.contract,
        kind=Kind.LITIGATION,
        reason=f"{reason} หนี้ถึงกำหนดทั้งหมด ให้ดำเนินคดี",  # stays Thai: kept in the file
        defendants=left,
        acknowledgement=acknowledgement,
        on=on,
    )


@transaction.atomic
def record_day(
    *,
    file: LegalFile,
    day: str,
    happened_on: date,
    on: date,
    by: Any = None,
    text: str = "",
    amount: Decimal | None = None,
    court: str = "",
    case_number: str = "",
    corrects: LegalEntry | None = None,
) -> LegalEntry:
    """Record a day of the law in a file; the file goes the step that the day takes, and its next day is worked out.

    A judgment opens the file of its execution and is an event of the contract. A day that was wrong is corrected by
    another one, and one that the system assumed by the first that a person tells; the wrong one stays readable.

    :param amount: what was claimed or adjudged, in baht, where the day is about a sum.
    :param court: the court, and ``case_number`` the number of the case, where they are known by now.
    :raises law.DayNotPossible: of another kind of file, ahead, or before the day that it follows.
    :raises FileClosed, machines.StepNotOpen: as the names say.
    """
    row = held_open(file)
    corrects = corrects or _assumed(row, day, by=by)
    known = days_of(one for one in _entries(row) if one != corrects and not _gives_way(one, day, by=by))
    chosen = law.check_day(kind=row.kind, day=day, on=happened_on, known=known, today=on)
    if corrects is not None and (corrects.file_id != row.pk or corrects.day != chosen or _is_gone(corrects)):
        raise FileRefused(_("แก้ไขได้เฉพาะวันที่เรื่องเดียวกันในแฟ้มนี้ และแก้ไขได้ครั้งเดียวต่อรายการ"))
    step = STEP_OF.get((FileKind(row.kind), chosen))
    if step is not None and corrects is None:
        row.state = LEGAL_FILE.edge(row.state, step).to
    row.court = court.strip()[:150] or row.court
    row.case_number = case_number.strip()[:60] or row.case_number
    row.save()
    entry = LegalEntry.objects.create(
        file=row,
        kind=LegalEntry.Kind.DAY,
        day=chosen,
        on=happened_on,
        amount=amount,
        text=text.strip()[:1000],
        corrects=corrects,
        recorded_by=by,
        recorded_on=on,
    )
    if chosen == Day.JUDGED:
        _judged(row, entry, by=by, on=on)
    if chosen == Day.FILING_ENDED:
        row.sue_by_on = sue_by(row.contract, [one.party_id for one in row.defendants.all()], on=on)
    _with_next_day(row, on=on)
    follow_courses([row.contract_id])
    return entry


@transaction.atomic
def close_file(*, file: LegalFile, reason: str, by: Any, on: date) -> LegalFile:
    """Close a file, with the reason; its days alert nobody any more.

    What was brought to court and neither decided nor ended keeps its file open: else no period would ever run again.

    :raises ReasonMissing: without a reason.
    :raises FileRefused: nobody recorded how the proceedings ended.
    :raises machines.StepNotOpen: it is closed.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ปิดแฟ้ม"))
    row = _row(file)
    edge = LEGAL_FILE.edge(row.state, FileStep.CLOSE)
    if law.is_in_court(kind=row.kind, known=days_of(_entries(row))):
        _brought, decided, ended = law.PROCEEDINGS[FileKind(row.kind)]
        raise FileRefused(
            _("แฟ้มนี้ยังอยู่ระหว่างคดี ก่อนปิดให้บันทึก%(decided)s หรือ%(ended)s"),
            decided=law.DAY_LABELS[decided],
            ended=law.DAY_LABELS[ended],
        )
    row.state = edge.to
    row.closed_on, row.closed_reason = on, reason.strip()[:300]
    row.next_on, row.next_what = None, ""
    row.save()
    follow_courses([row.contract_id])
    return row


@transaction.atomic
def reopen_file(*, file: LegalFile, reason: str, by: Any, on: date) -> LegalFile:
    """Open a closed file again; the reason is a note in it. It goes on where its days say that it stood.

    :raises ReasonMissing: without a reason.
    :raises FileRefused: another file of the kind is open by now.
    :raises machines.StepNotOpen: it is open.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่เปิดแฟ้มอีกครั้ง"))
    row = _row(file)
    edge = LEGAL_FILE.edge(row.state, FileStep.REOPEN)
    defendants = Party.objects.filter(suits__file=row).order_by("pk")
    _refuse_second(row.contract, Kind(row.kind), row.party, list(defendants))
    row.state, row.closed_on, row.closed_reason = edge.to, None, ""
    row.save()
    for step in law.steps_gone(kind=row.kind, known=days_of(_entries(row))):
        row.state = LEGAL_FILE.edge(row.state, step).to
        row.save()
    LegalEntry.objects.create(
        file=row, kind=LegalEntry.Kind.NOTE, on=on, text=reason.strip()[:1000], recorded_by=by, recorded_on=on
    )
    _with_next_day(row, on=on)
    follow_courses([row.contract_id])
    return row


@transaction.atomic
def refresh_file(*, file: LegalFile, on: date) -> LegalFile:
    """Work out again until when to sue and which day is next; harmless where nothing changed."""
    row = _row(file)
    if row.kind == Kind.LITIGATION and row.state == FileState.OPEN:
        row.sue_by_on = sue_by(row.contract, [one.party_id for one in row.defendants.all()], on=on)
    return _with_next_day(row, on=on)


@transaction.atomic
def open_death_file(*, party: Party, on: date) -> LegalFile | None:
    """Open the file of a debtor whom the register of members calls dead, with the day of her death.

    Until the office says on which day it learned of the death the file alerts by a year from the death itself, the safe
    day. No period ends by it: a debt is not barred by a day that nobody said.
    """
    held = events.locked(party.contract_id)
    if not dead_without_file().filter(pk=party.pk).exists():
        return None
    file = open_file(
        contract=held,
        kind=Kind.DEATH,
        party=party.pk,
        reason="ทะเบียนสมาชิกบันทึกว่าเสียชีวิต ระบบเปิดแฟ้ม",  # stays Thai: kept in the file
        on=on,
    )
    died_on = (party.member.status_since_on if party.member else None) or on
    said = "ตามทะเบียนสมาชิก ใช้จนกว่าจะบันทึกวันที่สำนักงานทราบ"  # stays Thai: kept in the file
    for day in (Day.DIED, Day.LEARNED):
        record_day(file=file, day=day, happened_on=min(died_on, on), text=said, on=on)
    return file


def sue_by(contract: Contract, parties: Iterable[int], *, on: date) -> date | None:
    """Return the last day to sue some debtors: the earliest that has not passed; None where nothing is due or alive."""
    wanted = set(parties)
    owed = standing(contract=contract, as_of=on)
    limits = acknowledged.signer_limits(contract, standing=owed, on=on)
    days = [limit.before for limit in limits if limit.party.pk in wanted and limit.last_days and not limit.is_barred]
    return min(days, default=None)


def _persons(
    contract: Contract, kind: LegalFile.Kind, party: int | None, defendants: Iterable[int]
) -> tuple[Party | None, list[Party]]:
    parties = {one.pk: one for one in contract.parties.select_related("member")}
    if kind in OF_ONE:
        if party not in parties:
            raise FileRefused(_("เลือกลูกหนี้ของแฟ้มจากคู่สัญญา"))
        return parties[party], []
    wanted = set(defendants)
    if not wanted and kind == Kind.LITIGATION:
        wanted = set(parties) - set(open_suits_against(contract.pk))
    wanted = wanted or set(parties)
    if not wanted <= set(parties):
        raise FileRefused(_("เลือกจำเลยจากคู่สัญญา"))
    return None, [one for key, one in sorted(parties.items()) if key in wanted]


def _refuse_second(contract: Contract, kind: LegalFile.Kind, party: Party | None, defendants: Iterable[Party]) -> None:
    """One open file of a death or a bankruptcy a debtor, and one open suit a defendant."""
    found: LegalFile | None = None
    if kind in OF_ONE:
        found = open_files(LegalFile.objects.filter(contract=contract, kind=kind, party=party)).first()
    elif kind == Kind.LITIGATION:
        known = open_suits_against(contract.pk)
        found = next((known[one.pk] for one in defendants if one.pk in known), None)
    if found is not None:
        raise FileRefused(_("มีแฟ้ม “%(kind)s” เลขที่ %(number)s เปิดอยู่แล้ว"), kind=str(kind.label), number=found.label)


def _assumed(row: LegalFile, day: str, *, by: Any) -> LegalEntry | None:
    """What the system took for a day until a person tells it, such as the death for the day of learning of it."""
    if by is None or day not in ONCE:
        return None
    rows = not_voided(row.entries.filter(kind=LegalEntry.Kind.DAY, day=day, recorded_by=None, corrected_by=None))
    return rows.order_by("pk").last()


def _gives_way(entry: LegalEntry, day: str, *, by: Any) -> bool:
    """Whether an entry was assumed for a day that a person tells now, be it told and taken back in between."""
    return by is not None and day in ONCE and entry.day == day and entry.recorded_by_id is None


def _judged(row: LegalFile, entry: LegalEntry, *, by: Any, on: date) -> None:
    """A judgment: an event of the contract, and the file in which it is executed within ten years."""
    if row.kind == Kind.LITIGATION:
        execution = LegalFile.objects.filter(follows=row).first()
        if execution is None:
            execution = open_file(
                contract=row.contract,
                kind=Kind.JUDGMENT,
                reason=f"มีคำพิพากษาในแฟ้มคดีเลขที่ {row.label}",  # stays Thai: kept in the file
                defendants=[one.party_id for one in row.defendants.all()],
                court=row.court,
                case_number=row.case_number,
                follows=row,
                by=by,
                on=on,
            )
        earlier = not_voided(execution.entries.filter(day=Day.JUDGED, corrected_by__isnull=True)).first()
        record_day(
            file=execution,
            day=Day.JUDGED,
            happened_on=entry.on,
            amount=entry.amount,
            text=entry.text,
            corrects=earlier,
            by=by,
            on=on,
        )
        return
    if row.event_id is not None and row.event is not None:
        events.withdraw(contract=row.contract, event=row.event, reason=entry.text or str(row), by=by, on=on)
    if row.contract.state == Contract.State.IN_FORCE and by is not None:
        row.event = events.record(
            contract=row.contract,
            kind=ContractChange.Kind.JUDGED,
            effective_on=entry.on,
            reason=f"คำพิพากษา {row.court} {row.case_number}".strip(),  # stays Thai: kept with the contract
            decision_number=row.case_number or row.label,
            by=by,
            on=on,
        )
        row.save()


def _is_gone(entry: LegalEntry) -> bool:
    rows = not_voided(LegalEntry.objects.filter(pk=entry.pk, corrected_by__isnull=True))
    return not rows.exists()


def _entries(row: LegalFile) -> Iterable[LegalEntry]:
    return entries_known().filter(file=row)


def _with_next_day(row: LegalFile, *, on: date) -> LegalFile:
    known = days_of(_entries(row))
    if row.kind in OF_ONE:
        claim = law.claim_by(kind=row.kind, known=known, opened_on=row.opened_on)
        row.sue_by_on = claim.on if claim else None
    coming = law.deadlines(kind=row.kind, known=known, on=on, sue_by=row.sue_by_on, opened_on=row.opened_on)
    is_open = row.state != FileState.CLOSED
    row.next_on = coming[0].on if coming and is_open else None
    row.next_what = coming[0].what[:100] if coming and is_open else ""
    row.save()
    return row


def _row(file: LegalFile) -> LegalFile:
    held = events.locked(file.contract_id)
    row = LegalFile.objects.select_for_update(of=("self",)).select_related("party").get(pk=file.pk)
    row.contract = held
    return row


def held_open(file: LegalFile) -> LegalFile:
    """Return the file that is open, held with its contract and the books of the province.

    :raises FileClosed: it is closed.
    """
    row = _row(file)
    if row.state == FileState.CLOSED:
        raise FileClosed(_("แฟ้มเลขที่ %(number)s ปิดแล้ว ให้เปิดแฟ้มอีกครั้งก่อน"), number=row.label)
    return row
