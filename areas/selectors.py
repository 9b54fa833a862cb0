"""Reads of this room: policies in force, calendars, offices and who signs."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from areas import rules
from areas.models import (
    Amphoe,
    Holiday,
    LetterSetting,
    Office,
    PersonalDataAccess,
    Policy,
    Province,
    RoleAssignment,
    Signatory,
    Tambon,
    User,
)
from areas.scope import assignments_with
from thai.refusals import Refusal
from thai.refusals import sentence as _

NoPolicy = rules.NoPolicy
SYSTEM_OF_RECORD = "system_of_record"


class OfficeMissing(Refusal):
    """The area has no office yet."""


class SignatoryMissing(Refusal):
    """Nobody may sign this kind of paper on that day."""


# -- policies --------------------------------------------------------------------------------------------------------
def policy(*, key: str, province: str | None, on: date) -> dict[str, Any]:
    """Return the value in force on a day: the province's newest row, else the nation's.

    :raises NoPolicy: no row is in force on the day.
    Source: requirements 1.3.
    """
    return policies(keys=[key], province=province, on=on)[key]


def policies(*, keys: Iterable[str], province: str | None, on: date) -> dict[str, dict[str, Any]]:
    """Return the values of several keys in one query.

    :raises NoPolicy: one of them has no row in force on the day.
    """
    wanted = list(keys)
    rows = _rows_by(_national_or_of(province), keys=wanted, on=on)
    return {key: rules.policy_in_force(rows=rows, key=key, province=province, on=on).value for key in wanted}


def _rows_by(where: Q, *, keys: list[str], on: date) -> list[rules.PolicyRow]:
    found = Policy.objects.filter(where, key__in=keys, effective_from__lte=on)
    return [
        rules.PolicyRow(key=key, value=value, province=scope, effective_from=since, source=source)
        for key, value, scope, since, source in found.values_list(
            "key", "value", "province_id", "effective_from", "source"
        )
    ]


def sara_leads(*, province: str, on: date) -> bool:
    """Tell whether SARA is the system of record of a province's contracts on a day; without a setting this one is.

    The setting is the dated policy ``system_of_record``: ``{"text": "SARA"}`` or ``{"text": "APP"}``.

    Source: R-SYS-01, A-22, D-19.
    """
    return bool(led_by_sara(provinces=[province], on=on))


def led_by_sara(*, provinces: Iterable[str], on: date) -> list[str]:
    """Return those of some provinces in which SARA is the system of record on a day, as ``sara_leads``. One query."""
    codes = list(provinces)
    if not codes:
        return []
    rows = _rows_by(Q(province__isnull=True) | Q(province_id__in=codes), keys=[SYSTEM_OF_RECORD], on=on)

    def leads(code: str) -> bool:
        try:
            row = rules.policy_in_force(rows=rows, key=SYSTEM_OF_RECORD, province=code, on=on)
        except NoPolicy:
            return False
        return bool(row.value.get("text") == "SARA")

    return [code for code in codes if leads(code)]


def number_policy(*, key: str, province: str | None, on: date) -> Decimal:
    """Return a policy that is a plain number.

    :raises NoPolicy: no row is in force on the day.
    """
    return Decimal(policy(key=key, province=province, on=on)["number"])


# -- calendars -------------------------------------------------------------------------------------------------------
def holidays_of(*, province: str | None, year_from: int, year_to: int) -> QuerySet[Holiday]:
    """Return the holidays of the nation and of the province in these years of the common era, both included."""
    return Holiday.objects.filter(_national_or_of(province), on__year__gte=year_from, on__year__lte=year_to)


def business_calendar(*, province: str | None) -> Callable[[date], bool]:
    """Return "is it a day on which government offices and banks are both open": for the lateness of a debtor (A-09)."""
    return rules.calendar_of(holidays=Holiday.objects.filter(_national_or_of(province)).values_list("on", flat=True))


def business_calendars(*, provinces: Iterable[str]) -> dict[str, Callable[[date], bool]]:
    """Return ``business_calendar`` of each province; one query."""
    rows = list(Holiday.objects.values_list("on", "province_id"))
    return {
        province: rules.calendar_of(holidays=[day for day, scope in rows if scope in (None, province)])
        for province in provinces
    }


def office_calendar(*, province: str | None) -> Callable[[date], bool]:
    """Return "is it a day on which government offices are open": for an office's own deadlines (A-19)."""
    closed = Holiday.objects.filter(_national_or_of(province), closes_government=True)
    return rules.calendar_of(holidays=closed.values_list("on", flat=True))


# -- offices and signatures ------------------------------------------------------------------------------------------
def office_of(*, province: str, amphoe: str | None = None) -> Office:
    """Return the secretariat of a province, or of an amphoe in it.

    :raises OfficeMissing: it has not been entered yet.
    """
    office = Office.objects.select_related("province", "amphoe").filter(province_id=province, amphoe_id=amphoe).first()
    if office is None:
        raise OfficeMissing(_("ยังไม่มีข้อมูลสำนักงานของพื้นที่นี้ ให้ผู้ดูแลระบบเพิ่มสำนักงานก่อน"))
    return office


def signatory_for(*, office: Office, purpose: str, on: date) -> Signatory:
    """Return who signs a kind of paper for an office on a day: the one appointed last.

    :raises SignatoryMissing: nobody is appointed for that day.
    Source: R-ACT-16..18.
    """
    found = Signatory.objects.in_force(on).filter(office=office, purpose=purpose).first()
    if found is None:
        raise SignatoryMissing(
            _("ยังไม่ได้กำหนดผู้ลงนาม “%(purpose)s” ของ%(office)s ในวันที่ %(on)s"),
            purpose=Signatory.Purpose(purpose).label,
            office=office.name,
            on=on,
        )
    return found


def signature_context(*, office: Office, purpose: str, on: date) -> dict[str, Any]:
    """Return the signature block of a paper: name, position and, for an acting officer or a delegate, in whose stead.

    :raises SignatoryMissing: nobody is appointed for that day.
    """
    signatory = signatory_for(office=office, purpose=purpose, on=on)
    block: dict[str, Any] = {"name": signatory.name, "position": signatory.position}
    if signatory.kind != Signatory.Kind.HOLDER:
        acting = signatory.kind == Signatory.Kind.ACTING
        block["acting"] = "รักษาราชการแทน" if acting else "ปฏิบัติราชการแทน"  # stays Thai: printed on papers
        block["acting_for"] = signatory.for_position
        block["order"] = signatory.order_number
    return block


def issuer_context(*, office: Office) -> dict[str, Any]:
    """Return what a paper prints of the office that issues it."""
    return {
        "office": office.name,
        "province": office.province.name_th,
        "address": office.address,
        "telephone": office.telephone,
    }


def issuer_of(province: Province | None) -> dict[str, Any]:
    """Describe who issues a list of a province, or of the nation: its office, or its name where no office is known."""
    if province is None:
        return {"office": "สำนักงานกองทุนพัฒนาบทบาทสตรี"}  # stays Thai: printed on papers
    office = Office.objects.select_related("province").filter(province=province, amphoe=None).first()
    return issuer_context(office=office) if office else {"office": str(province)}


def letter_context(*, office: Office) -> dict[str, Any]:
    """Return the head and the foot of an official letter of the office: address lines, owner of the matter."""
    return {
        "office_lines": [line for line in (office.parent_name or office.name, office.address) if line],
        "owner": {"lines": [office.owner_of_matter or office.name], "telephone": office.telephone},
        "garuda": _emblem(office),
    }


def letter_setting(*, office: Office, letter: str, on: date) -> LetterSetting | None:
    """Return what an office prints round the text of one kind of letter on a day, None where nothing is entered.

    Source: R-LET-01, R-LET-02, R-LET-06..09.
    """
    rows = LetterSetting.objects.filter(office=office, letter=letter, effective_from__lte=on)
    return rows.order_by("-effective_from").first()


def offices_within(*, user: User, permission: str) -> QuerySet[Office]:
    """Return the offices inside the areas where the user holds a permission: a province's, and those of its amphoe."""
    allowed = Q(pk__in=[])
    for row in assignments_with(user, permission):
        if row.amphoe_id:
            allowed |= Q(amphoe_id=row.amphoe_id)
        elif row.province_id:
            allowed |= Q(province_id=row.province_id)
        else:
            allowed = Q()
            break
    rows = Office.objects.filter(allowed).select_related("province", "amphoe")
    return rows.order_by("province_id", F("amphoe_id").asc(nulls_first=True))


# -- who may see what ------------------------------------------------------------------------------------------------
def tambon_within(*, user: User, permission: str) -> QuerySet[Tambon]:
    """Return the tambon inside the areas where the user holds a permission."""
    return Tambon.objects.select_related("amphoe").filter(_inside(user, permission, own="code"))


def amphoe_within(*, user: User, permission: str) -> QuerySet[Amphoe]:
    """Return the amphoe inside the areas where the user holds a permission; of a tambon, its amphoe."""
    return Amphoe.objects.filter(code__in=tambon_within(user=user, permission=permission).values("amphoe"))


def provinces_within(*, user: User, permission: str) -> list[str]:
    """Return the codes of the provinces in which the user holds a permission at the level of the province or above."""
    rows = assignments_with(user, permission)
    if any(row.province_id is None for row in rows):
        return list(Province.objects.values_list("code", flat=True))
    return sorted({row.province_id for row in rows if row.amphoe_id is None})


def roles_within(*, user: User, permission: str) -> QuerySet[RoleAssignment]:
    """Return the roles, past and present, at the areas where the user holds a permission."""
    allowed = Q(pk__in=[])
    for row in assignments_with(user, permission):
        level = next((name for name in ("tambon", "amphoe", "province") if getattr(row, f"{name}_id")), None)
        if level is None:
            return RoleAssignment.objects.all()
        allowed |= Q(**{level: getattr(row, f"{level}_id")})
    return RoleAssignment.objects.filter(allowed)


def not_over(on: date) -> QuerySet[RoleAssignment]:
    """Return the roles that hold on a day or later."""
    return RoleAssignment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def officers_within(*, user: User, permission: str, on: date, who: str = "") -> QuerySet[User]:
    """Return the active users with a role, now or to come, at the areas where the user holds a permission."""
    held = roles_within(user=user, permission=permission).filter(pk__in=not_over(on).values("pk"))
    rows = User.objects.filter(is_active=True, pk__in=held.values("user"))
    if who:
        rows = rows.filter(Q(username__icontains=who) | Q(display_name__icontains=who) | Q(position__icontains=who))
    return rows


def roles_of(officers: Iterable[User], *, user: User, permission: str, on: date) -> dict[int, list[RoleAssignment]]:
    """Return the roles of officers, now or to come, at the areas where the user holds a permission; one query."""
    rows = roles_within(user=user, permission=permission).filter(
        user__in=[officer.pk for officer in officers], pk__in=not_over(on).values("pk")
    )
    found: dict[int, list[RoleAssignment]] = {}
    for row in rows.select_related("province", "amphoe", "tambon").order_by("valid_from", "pk"):
        found.setdefault(row.user_id, []).append(row)
    return found


def successors_within(*, user: User, permission: str, on: date) -> QuerySet[User]:
    """Return who may take over a role: officers of the user's areas, and active users who hold no role anywhere."""
    here = officers_within(user=user, permission=permission, on=on)
    free = User.objects.filter(is_active=True).exclude(pk__in=not_over(on).values("user"))
    return User.objects.filter(Q(pk__in=here.values("pk")) | Q(pk__in=free.values("pk"))).order_by("display_name", "pk")


def accesses_to(*, subject: str) -> QuerySet[PersonalDataAccess]:
    """Return who looked at the personal data of a subject, the newest first."""
    return PersonalDataAccess.objects.filter(subject=subject).select_related("user").order_by("-at", "-pk")


def policy_rows() -> list[Policy]:
    """Return every row of every policy with its source: national rows before provincial ones, then by date."""
    rows = Policy.objects.select_related("province")
    return sorted(rows, key=lambda row: (row.policy_no, row.key, row.province_id or "", row.effective_from))


def in_force(rows: Iterable[Policy], *, on: date) -> set[int]:
    """Return the keys of the rows that no newer row of the same policy and scope has replaced by a day."""
    newest: dict[tuple[str, str | None], Policy] = {}
    for row in rows:
        scope = (row.key, row.province_id)
        if row.effective_from <= on and (scope not in newest or newest[scope].effective_from < row.effective_from):
            newest[scope] = row
    return {row.pk for row in newest.values()}


def accesses_within(*, user: User) -> QuerySet[PersonalDataAccess]:
    """Return the accesses by users who hold a role inside the areas where this user may read the audit."""
    rows = PersonalDataAccess.objects.select_related("user")
    allowed = Q(pk__in=[])
    for row in assignments_with(user, "audit.view"):
        level = next((name for name in ("tambon", "amphoe", "province") if getattr(row, f"{name}_id")), None)
        if level is None:
            return rows
        there = RoleAssignment.objects.filter(**{level: getattr(row, f"{level}_id")})
        allowed |= Q(user__in=there.values("user"))
    return rows.filter(allowed)


def accesses_matching(
    rows: QuerySet[PersonalDataAccess],
    *,
    who: str = "",
    action: str = "",
    subject: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
) -> QuerySet[PersonalDataAccess]:
    """Narrow accesses by what the filter of the page asks for."""
    if who:
        rows = rows.filter(Q(user__username__icontains=who) | Q(user__display_name__icontains=who))
    if action:
        rows = rows.filter(action=action)
    if subject:
        rows = rows.filter(subject__startswith=subject)
    if from_on:
        rows = rows.filter(at__date__gte=from_on)
    if to_on:
        rows = rows.filter(at__date__lte=to_on)
    return rows


@dataclass(frozen=True)
class Page:
    """Rows of a list that runs back in time, and the key after which the next page begins ("" on the last one)."""

    rows: Sequence[Any]
    last: str


def newest_first(rows: QuerySet, *, before: str, size: int = 50) -> Page:
    """Return one page of rows, the newest key first; ``before`` is the ``last`` of the page shown earlier."""
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: size + 1])
    return Page(rows=found[:size], last=str(found[size - 1].pk) if len(found) > size else "")


def _national_or_of(province: str | None) -> Q:
    return Q(province__isnull=True) | Q(province_id=province) if province else Q(province__isnull=True)


def _inside(user: User, permission: str, *, own: str) -> Q:
    allowed = Q(pk__in=[])
    for row in assignments_with(user, permission):
        if row.tambon_id:
            allowed |= Q(**{own: row.tambon_id})
        elif row.amphoe_id:
            allowed |= Q(amphoe_id=row.amphoe_id)
        elif row.province_id:
            allowed |= Q(province_id=row.province_id)
        else:
            return Q()
    return allowed


def _emblem(office: Office) -> str | None:
    """The office's own picture as a data address, None while it has none."""
    if not office.emblem:
        return None
    content = bytes(office.emblem)
    kind = "svg+xml" if content.lstrip().startswith(b"<") else "png"
    return f"data:image/{kind};base64,{b64encode(content).decode()}"
