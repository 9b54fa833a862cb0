"""The rows of a file as django-import-export takes them in: judged one by one, written a thousand at a time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from import_export.resources import ModelResource
from tablib import Dataset

from members import identity
from members.imports.columns import FIELDS
from members.imports.rows import CellRefused, Fault, OfOrganisation, Person, RowChecker, RowRefused
from members.models import FirstWord, Member, Organisation
from members.models.names import key_of
from members.services.records import next_numbers
from thai import sorting
from thai.refusals import sentence as _

_AT_ONCE = 1000
_SOUGHT_AT_ONCE = 5000


class MemberResource(ModelResource):
    """Members and organisations of one file; made for one import.

    :param checker: judges a row.
    :param faults: what reading the file has found already, by the row's place in the dataset.
    :param before: how many rows of the file stand before those of the dataset.
    """

    class Meta:
        model = Member
        fields = ()
        import_id_fields = ()
        use_bulk = True
        batch_size = _AT_ONCE
        skip_diff = True
        skip_html_diff = True
        report_skipped = False
        clean_model_instances = False

    def __init__(self, *, checker: RowChecker, faults: Mapping[int, Sequence[Fault]], before: int = 0) -> None:
        super().__init__()
        self._checker = checker
        self._faults = faults
        self._before = before
        self._known_cards: dict[str, str] = {}
        self._known_numbers: set[str] = set()
        self._alike: set[tuple[str, date | None, str]] = set()
        self._seen: dict[object, int] = {}
        self._row_number = 0
        self._organisations: list[tuple[Member, OfOrganisation]] = []

    # -- what the library asks -----------------------------------------------------------------------------------
    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Look up at once who of the file is in the register already."""
        rows = [self._judged(cells, at) for at, cells in enumerate(dataset, start=1)]
        people = [row for row in rows if isinstance(row, Person)]
        others = [row for row in rows if isinstance(row, OfOrganisation)]
        hashes = [identity.hash(row.national_id) for row in people]
        for some in _in_parts(hashes):
            found = Member.objects.filter(national_id_hash__in=some)
            self._known_cards.update(found.values_list("national_id_hash", "member_number"))
        numbers = [row.registration_number for row in others if row.registration_number]
        for some in _in_parts(numbers):
            known = Organisation.objects.filter(registration_number__in=some)
            self._known_numbers.update(known.values_list("registration_number", flat=True))
        for part in _in_parts([*people, *others]):
            keys = {_name_key(row) for row in part}
            tambon = {row.tambon for row in part}
            alike = Member.objects.filter(~Q(status=Member.Status.MERGED), tambon__in=tambon, name_key__in=keys)
            self._alike.update(alike.values_list("name_key", "birth_on", "tambon_id"))

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        self._row_number = kwargs["row_number"]

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, str]) -> tuple[Member, bool]:
        """Always a new member: a file adds, it never changes who is there."""
        return Member(), True

    def import_instance(self, instance: Member, row: dict[str, str], **kwargs: Any) -> None:
        """Fill a member from her row.

        :raises ValidationError: with the faults of the row, as ``Fault`` in ``params``.
        """
        try:
            found = self._judge(list(row.values()), self._row_number)
            self._check_new(found)
        except RowRefused as refused:
            raise _as_validation(refused) from refused
        if isinstance(found, Person):
            for name, value in identity.kept(found.national_id).items():
                setattr(instance, name, value)
            for name in ("title", "first_name", "last_name", "birth_on"):
                setattr(instance, name, getattr(found, name))
        else:
            instance.kind = Member.Kind.ORGANISATION
            instance.first_name = found.name
            self._organisations.append((instance, found))
        for name in ("address", "residence_since_on", "occupation", "telephone", "registered_on"):
            setattr(instance, name, getattr(found, name))
        instance.tambon_id, instance.amphoe_id, instance.province_id = found.tambon, found.amphoe, found.province

    def validate_instance(
        self, instance: Member, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Raise what the row's own check has found; the database holds the rest."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)

    def bulk_create(
        self, using_transactions: bool, dry_run: bool, raise_errors: bool, batch_size: Any = None, result: Any = None
    ) -> None:
        """Write a thousand members with the next numbers of their provinces and the first words of their names."""
        members: list[Member] = self.create_instances
        if not dry_run and members:
            _number(members)
            words = {sorting.key(member.first_name.partition(" ")[0]) for member in members}
            FirstWord.objects.bulk_create([FirstWord(key=word) for word in sorted(words)], ignore_conflicts=True)
            Member.objects.bulk_create(members)
            Organisation.objects.bulk_create(
                Organisation(
                    member=member,
                    is_legal_person=bool(row.registration_number),
                    registration_number=row.registration_number or None,
                    founded_on=row.founded_on,
                )
                for member, row in self._organisations
                if member.pk
            )
        members.clear()
        self._organisations.clear()

    # -- judging -------------------------------------------------------------------------------------------------
    def _judged(self, cells: Sequence[str], at: int) -> Person | OfOrganisation | None:
        try:
            return self._judge(cells, at)
        except RowRefused:
            return None

    def _judge(self, cells: Sequence[str], at: int) -> Person | OfOrganisation:
        spoilt = self._faults.get(at)
        if not spoilt:
            return self._checker.check(cells)
        named = {fault.field for fault in spoilt}
        try:
            self._checker.check(cells)
        except RowRefused as refused:
            spoilt = [*spoilt, *(fault for fault in refused.faults if fault.field not in named)]
        raise RowRefused(spoilt)

    def _check_new(self, found: Person | OfOrganisation) -> None:
        """Refuse who is in the register or in an earlier row, or is probably one of those.

        :raises RowRefused: with the row or the member number.
        """
        if isinstance(found, Person):
            known = self._known_cards.get(identity.hash(found.national_id))
            if known:
                said = _("เลขประจำตัวประชาชนนี้ขึ้นทะเบียนแล้ว เลขที่สมาชิก %(number)s")
                raise RowRefused([Fault("national_id", CellRefused(said, number=known))])
            self._once(found.national_id, "national_id")
        elif found.registration_number:
            if found.registration_number in self._known_numbers:
                said = _("เลขทะเบียนนิติบุคคลนี้ขึ้นทะเบียนแล้ว")
                raise RowRefused([Fault("registration_number", CellRefused(said))])
            self._once(found.registration_number, "registration_number")
        same = (_name_key(found), found.birth_on if isinstance(found, Person) else None, found.tambon)
        if same in self._alike:
            said = _("มีชื่อเดียวกันที่วันเกิดและตำบลเดียวกันในทะเบียนแล้ว หากเป็นคนละคนให้ขึ้นทะเบียนทีละรายที่หน้าขึ้นทะเบียน")
            raise RowRefused([Fault("first_name", CellRefused(said))])
        self._once(same, "first_name")

    def _once(self, what: object, field: str) -> None:
        first = self._seen.setdefault(what, self._row_number)
        if first != self._row_number:
            said = _("ซ้ำกับแถวก่อนหน้าในไฟล์ (รายการที่ %(first)s)")
            raise RowRefused([Fault(field, CellRefused(said, first=self._before + first))])


def faults_of(error: ValidationError) -> list[Fault]:
    """Return the faults that a refused row carries."""
    return [one.params["fault"] for one in error.error_dict["__all__"]]


def dataset_of(rows: Iterable[Sequence[str]]) -> Dataset:
    """Return rows whose cells stand in the order of ``FIELDS`` as the library takes them."""
    return Dataset(*[tuple(cells) for cells in rows], headers=list(FIELDS))


def _as_validation(refused: RowRefused) -> ValidationError:
    return ValidationError(
        {"__all__": [ValidationError("%(fault)s", params={"fault": fault}) for fault in refused.faults]}
    )


def _name_key(row: Person | OfOrganisation) -> str:
    return key_of(row.first_name, row.last_name) if isinstance(row, Person) else key_of(row.name)


def _in_parts(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[at : at + _SOUGHT_AT_ONCE] for at in range(0, len(rows), _SOUGHT_AT_ONCE))


def _number(members: list[Member]) -> None:
    """Give each member the next number of her province: the numbers of a province are taken at once."""
    by_province: dict[str, list[Member]] = {}
    for member in members:
        by_province.setdefault(member.province_id, []).append(member)
    for province, those in sorted(by_province.items()):
        for member, number in zip(those, next_numbers(province, len(those)), strict=True):
            member.member_number = number
