"""Legal files: which are open, what is next in each, who is written to in a debtor's place, what they interrupted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import override

from areas.models import User
from debt_followup.models import LegalAddressee, LegalDefendant, LegalEntry, LegalFile
from debt_followup.rules.acknowledgements import Death, Receivership
from debt_followup.rules.acts import FileState
from debt_followup.rules.interruptions import Cause, Interruption
from debt_followup.rules.legal import (
    ALERT_DAYS,
    APPOINTMENTS,
    JUDGMENT_YEARS,
    ONCE,
    PROCEEDINGS,
    SILENT_DAYS,
    Day,
    FileKind,
    brought_on,
    claim_by,
    decided_on,
    is_in_court,
    standing_days,
)
from debt_followup.selectors.interruptions import register_source
from debt_followup.selectors.voids import is_voided, not_voided
from documents import numbers
from loans.models import Contract, Party
from members.models import Member

Kind = LegalFile.Kind
_ENDS_EARLY = {FileKind.DEATH: Cause.DIED, FileKind.BANKRUPTCY: Cause.BANKRUPT}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is lawfully written to about the debt of one party: herself, or whoever stands in her place.

    ``role`` is in Thai, as papers print it. ``file_id`` is the file that says so, ``stand_in_id`` the row in it; None
    where it is the debtor herself.
    """

    party_id: int
    name: str
    address: str
    role: str = ""
    file_id: int | None = None
    stand_in_id: int | None = None


def legal_files(*, user: User, on: date, kind: str = "", state: str = "", within: str = "") -> QuerySet[LegalFile]:
    """Return the legal files that a user may see; to be ordered by the page.

    :param state: the open ones where it is left out; ``ALL``; ``SILENT`` for those of which a court says nothing.
    :param within: only those with a day that comes within so many days.
    """
    rows = LegalFile.objects.visible_to(user, "debt.view")
    rows = rows.select_related("contract__proposal", "contract__amphoe", "party")
    if kind:
        rows = rows.filter(kind=kind)
    if not state:
        rows = open_files(rows)
    elif state == "SILENT":
        rows = silent_in_court(rows, on=on)
    elif state != "ALL":
        rows = rows.filter(state=state)
    return coming(rows, on=on, within=int(within)) if within else rows


def open_files(files: QuerySet[LegalFile]) -> QuerySet[LegalFile]:
    """Narrow files to those that are not closed."""
    return files.exclude(state=FileState.CLOSED)


def coming(files: QuerySet[LegalFile], *, on: date, within: int) -> QuerySet[LegalFile]:
    """Narrow files to those with a day that comes within so many days, or has passed with nothing done."""
    return open_files(files).filter(next_on__lte=on + timedelta(days=within))


def under_alert(files: QuerySet[LegalFile], *, on: date, days: int) -> QuerySet[LegalFile]:
    """Narrow files to those whose next day is under the alert of 90, 30 or 7 days, and under no nearer one."""
    nearer = max((other for other in ALERT_DAYS if other < days), default=None)
    found = coming(files, on=on, within=days)
    return found if nearer is None else found.filter(next_on__gt=on + timedelta(days=nearer))


def silent_in_court(files: QuerySet[LegalFile], *, on: date) -> QuerySet[LegalFile]:
    """Narrow files to those before a court of which nothing was heard for half a year, of contracts in force.

    While a court is dealing with a claim no period runs and no alert comes, so somebody has to ask how it stands. Those
    that were closed without a word on how the proceedings ended are among them.
    """
    brought, decided, ended = zip(*PROCEEDINGS.values(), strict=True)
    own = not_voided(LegalEntry.objects.filter(corrected_by=None, kind=LegalEntry.Kind.DAY))
    over = own.filter(Q(day__in=decided) | Q(day__in=ended, on__gte=OuterRef("on")), file=OuterRef("file"))
    waiting = own.filter(~Exists(over), file=OuterRef("pk"), day__in=brought)
    heard = not_voided(LegalEntry.objects.all()).filter(
        Q(recorded_on__gt=on - timedelta(days=SILENT_DAYS)) | Q(day__in=APPOINTMENTS, on__gte=on, corrected_by=None),
        file=OuterRef("pk"),
    )
    return files.filter(
        Exists(waiting),
        Q(state=FileState.CLOSED) | ~Exists(heard),
        contract__state=Contract.State.IN_FORCE,
        kind__in=PROCEEDINGS,
    )


def open_suits_against(contract_id: int) -> dict[int, LegalFile]:
    """Return which debtors of a contract are in an open litigation file, with that file; one query."""
    rows = LegalDefendant.objects.filter(file__contract=contract_id, file__kind=Kind.LITIGATION)
    rows = rows.exclude(file__state=FileState.CLOSED).select_related("file")
    return {row.party_id: row.file for row in rows}


def files_of(contract: Contract) -> QuerySet[LegalFile]:
    """Return the legal files of a contract, the newest first."""
    return contract.legal_files.select_related("party").order_by("-pk")


def files_numbered(year_be: int) -> Iterable[numbers.Borne]:
    """Return the files of a year by the province of their contract, for the report of numbers."""
    return [numbers.Borne(LegalFile.objects.filter(year_be=year_be), key="contract__province")]


def entries_known(*, known_at: datetime | None = None) -> QuerySet[LegalEntry]:
    """Return what is in legal files, each entry with ``is_voided``: whether it was taken back by a moment."""
    rows = LegalEntry.objects.annotate(is_voided=is_voided(LegalEntry.objects.all(), known_at=known_at))
    return rows if known_at is None else rows.filter(created_at__lte=known_at)


def with_entries(files: QuerySet[LegalFile]) -> QuerySet[LegalFile]:
    """Read the entries of files along with them, as ``days_of`` takes them; one query more."""
    return files.prefetch_related(Prefetch("entries", queryset=entries_known()))


def days_of(entries: Iterable[LegalEntry]) -> dict[str, list[date]]:
    """Return the days of a file that stand: neither corrected nor taken back, nor assumed until a person told them.

    :param entries: as ``entries_known`` gives them.
    """
    rows = [row for row in entries if row.kind == LegalEntry.Kind.DAY and not row.is_voided]
    told = {row.day for row in rows if row.recorded_by_id and row.day in ONCE}
    rows = [row for row in rows if row.recorded_by_id or row.day not in told]
    return standing_days(entries=[(row.pk, row.day, row.on, row.corrects_id) for row in rows])


def deaths(contract_ids: Iterable[int]) -> dict[int, Death]:
    """Return the parties of contracts who died; the day of an open file counts, else that of the register of members.

    Three queries at the most.
    """
    keys = list(contract_ids)
    registered = Party.objects.filter(contract__in=keys, member__status=Member.Status.DECEASED).order_by()
    found = {key: Death(day) for key, day in registered.values_list("pk", "member__status_since_on")}
    files = open_files(LegalFile.objects.filter(contract__in=keys, kind=Kind.DEATH))
    return found | {file.party_id: death_of(file) for file in with_entries(files) if file.party_id}


def death_of(file: LegalFile) -> Death:
    """Return the death that a file is about, by the first day that stands in it."""
    return Death(min(days_of(file.entries.all()).get(Day.DIED, ()), default=None))


def receivership_of(file: LegalFile) -> Receivership:
    """Return the receivership that a file is about, by the last order that stands in it."""
    names = ", ".join(one.name for one in current_addressees(file))
    return Receivership(max(days_of(file.entries.all()).get(Day.RECEIVERSHIP, ()), default=None), names)


def receiverships(contract_ids: Iterable[int]) -> dict[int, Receivership]:
    """Return the parties of contracts whose bankruptcy file is open, each with the receiver; at most three queries."""
    files = open_files(LegalFile.objects.filter(contract__in=list(contract_ids), kind=Kind.BANKRUPTCY))
    rows = with_entries(files).prefetch_related("addressees")
    return {file.party_id: receivership_of(file) for file in rows if file.party_id}


def dead_without_file() -> QuerySet[Party]:
    """Return the parties of contracts in force whom the register of members calls dead and who have no file of it yet.

    A file that was closed before the day of the register is not of this death: somebody was called dead wrongly before.
    """
    dead = Party.objects.filter(member__status=Member.Status.DECEASED, contract__state=Contract.State.IN_FORCE)
    files = LegalFile.objects.filter(party=OuterRef("pk"), kind=Kind.DEATH)
    day = Coalesce(OuterRef("member__status_since_on"), Value(date.min))
    of_it = files.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day))
    return dead.exclude(Exists(of_it)).select_related("contract", "member")


@override("th")
def addressees_of(contract_ids: Iterable[int]) -> dict[int, tuple[Addressee, ...]]:
    """Return who is written to about each party's debt, by contract; two queries.

    The heirs and the administrator stand in the place of who died, the official receiver in that of a bankrupt. Where a
    file is open and names nobody yet, nobody is written to, nor to whom the register of members calls dead and who has
    no file: a letter to the dead reaches no one.

    Source: docs/decisions.md, R-LET-02.
    """
    keys = list(contract_ids)
    files = open_files(LegalFile.objects.filter(contract__in=keys, kind__in=[Kind.DEATH, Kind.BANKRUPTCY]))
    stand_in: dict[int, list[Addressee]] = defaultdict(list)
    replaced: set[int] = set()
    for row in files.prefetch_related("addressees"):
        replaced.add(row.party_id)
        stand_in[row.party_id] += [
            Addressee(row.party_id, one.name, one.address, str(one.get_role_display()), row.pk, one.pk)
            for one in row.addressees.all()
            if one.ended_on is None
        ]
    found: dict[int, list[Addressee]] = defaultdict(list)
    parties = Party.objects.filter(contract__in=keys).annotate(known_as=F("member__status"))
    for party in parties.order_by("contract_id", "position"):
        if party.pk in replaced:
            found[party.contract_id] += stand_in[party.pk]
        elif party.known_as != Member.Status.DECEASED:
            found[party.contract_id].append(
                Addressee(party.pk, party.name, party.address, str(party.get_role_display()))
            )
    return {key: tuple(rows) for key, rows in found.items()}


def claims_by_day(contract_ids: Iterable[int]) -> dict[tuple[int, date], FileKind]:
    """Return by contract and day the open files whose claim has to be brought by that day; one query.

    It tells why a last day is the day that it is; the day itself is that of the periods.
    """
    files = open_files(LegalFile.objects.filter(contract__in=list(contract_ids), kind__in=list(_ENDS_EARLY)))
    rows = files.filter(sue_by_on__isnull=False).order_by("kind").values_list("contract_id", "sue_by_on", "kind")
    return {(key, day): FileKind(kind) for key, day, kind in rows}


def current_addressees(file: LegalFile) -> Sequence[LegalAddressee]:
    """Return who is written to in the place of the debtor of a file, without those that ended."""
    return [one for one in file.addressees.all() if one.ended_on is None]


@register_source
def brought_to_court(contract_ids: Iterable[int], *, on: date, known_at: datetime | None = None) -> list[Interruption]:
    """Return the suits, the claims against estates and in bankruptcies, and the judgments, each for its debtor.

    And of files that are open by when such a claim has to be brought, once a person entered the day that counts.

    A suit or a claim that was withdrawn, struck out or dismissed has interrupted nothing (CCC 193/17). Of one whose
    file was closed without a word on how it ended nobody knows, so that by one reading it did. From a judgment ten
    years run (193/32).
    """
    entries = entries_known(known_at=known_at).filter(
        file__contract__in=list(contract_ids), kind=LegalEntry.Kind.DAY, is_voided=False
    )
    by_file: dict[int, list[LegalEntry]] = defaultdict(list)
    for row in entries.select_related("file").order_by("pk"):
        by_file[row.file_id].append(row)
    sued: dict[int, list[int]] = defaultdict(list)
    for file_id, party_id in LegalDefendant.objects.filter(file__in=by_file).values_list("file_id", "party_id"):
        sued[file_id].append(party_id)
    found: list[Interruption] = []
    for rows in by_file.values():
        file = rows[0].file
        parties = [file.party_id] if file.party_id else sued[file.pk]
        for party_id in parties:
            found += _of_file(file, rows, party_id)
    return [event for event in found if event.on <= on]


def _of_file(file: LegalFile, rows: list[LegalEntry], party_id: int) -> list[Interruption]:
    kind, days = FileKind(file.kind), days_of(rows)
    given = {
        "contract_id": file.contract_id,
        "party_id": party_id,
        "recorded_at": rows[-1].created_at,
        "reference": file.case_number or file.label,
    }
    found = []
    said = days_of([row for row in rows if row.day not in ONCE or row.recorded_by_id])  # what nobody said bars nothing
    brought = brought_on(kind=kind, known=days)
    last = claim_by(kind=kind, known=said)
    if last is not None and not last.is_provisional and file.state != FileState.CLOSED:
        since, in_time_on = last.counted_from or last.on, brought if brought and brought <= last.on else None
        found.append(Interruption(on=since, cause=_ENDS_EARLY[kind], ends_by=last.on, ended_on=in_time_on, **given))
    if brought is not None:
        found.append(
            Interruption(
                on=brought,
                cause=Cause.FILED,
                is_pending=True,
                ended_on=decided_on(kind=kind, known=days),
                is_doubtful=file.state == FileState.CLOSED and is_in_court(kind=kind, known=days),
                **given,
            )
        )
    if kind == FileKind.JUDGMENT and days.get(Day.JUDGED):
        found.append(Interruption(on=min(days[Day.JUDGED]), cause=Cause.JUDGED, years=JUDGMENT_YEARS, **given))
    return found
