"""The people of a province of the demo: log-ins, offices, signatories, committees, members, organisations. Invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pghistory
from django.contrib.auth.hashers import make_password
from django.db import transaction

from areas.demo import PASSWORD
from areas.models import Office, Policy, RoleAssignment, Signatory, User
from members import identity
from members import services as register
from members.models import Member, Organisation
from projects.models import CommitteeMember
from projects.models.meetings import Organ
from reports.demo import names
from reports.demo.provinces.places import INVENTED, PLACES, SINCE, Place
from thai import national_id
from treasury.reference import open_province_accounts

REGISTERED_ON = date(2017, 6, 1)
ROUNDS = 14  # twelve months, and what is open on the last day
PER_ROUND = 4  # projects of groups a month
SPARE = 60
ORGANISATIONS = 6
COMMITTEE = 7
ORGANISATION_NAMES = (
    "กลุ่มสตรีแม่บ้านสมมติ",
    "สมาคมสตรีตัวอย่าง",
    "กลุ่มสตรีอาสาสาธิต",
    "ชมรมสตรีจำลอง",
    "กลุ่มทอผ้าสาธิต",
    "เครือข่ายสตรีในนิยาย",
)


@dataclass(frozen=True)
class Crowd:
    """Everybody of one province, to be found by name."""

    place: Place
    users: Mapping[str, User]
    groups: Mapping[int, tuple[Member, ...]]  # by number of the project; the first is the representative
    organisations: tuple[Organisation, ...]
    committees: Mapping[str, tuple[CommitteeMember, ...]]  # by amphoe code, "WORKING_GROUP", "SUBCOMMITTEE"

    @property
    def secretary(self) -> User:
        """Who keeps the provincial committees."""
        return self.users[f"{self.place.prefix}secretary"]


def group_count() -> int:
    """Return how many groups the story of a province needs."""
    return ROUNDS * PER_ROUND


def area_of(place: Place, project: int):
    """Return the amphoe of a project and the tambon where its group lives."""
    area = place.areas[project % len(place.areas)]
    return area, area.tambon[project // len(place.areas) % len(area.tambon)]


def load_desks() -> None:
    """Create the log-ins, offices, committees and invented policies of both provinces: what is needed at once."""
    with transaction.atomic():
        for place in PLACES:
            if not User.objects.filter(username=place.logins[0][0]).exists():
                _create_desks(place)


def load_members(place: Place) -> None:
    """Register the groups, further members and the organisations of a province, unless they are there."""
    with transaction.atomic():
        if Member.objects.filter(national_id_hash=identity.hash(card_of(place, group=0, seat=0))).exists():
            return
        by = User.objects.get(username=place.areas[0].username)
        with pghistory.context(user=by.pk):
            for number, (group, seat) in enumerate(_seats(place)):
                _register(place, group=group, seat=seat, number=number, by=by)
            _register_organisations(place, by=by)


def read(place: Place) -> Crowd:
    """Return the people of a province as they stand in the database, in five queries."""
    hashes = {identity.hash(card_of(place, group=group, seat=seat)): (group, seat) for group, seat in _seats(place)}
    found = {hashes[row.national_id_hash]: row for row in Member.objects.filter(national_id_hash__in=hashes)}
    committees: dict[str, list[CommitteeMember]] = {}
    for row in CommitteeMember.objects.filter(province=place.code).order_by("order"):
        committees.setdefault(row.amphoe_id or row.organ, []).append(row)
    organisations = Organisation.objects.filter(member__province=place.code).select_related("member__tambon")
    usernames = [username for username, *_rest in place.logins]
    return Crowd(
        place=place,
        users={user.username: user for user in User.objects.filter(username__in=usernames)},
        groups={
            group: tuple(found[group, seat] for seat in range(place.group_size) if (group, seat) in found)
            for group in range(1, group_count() + 1)
        },
        organisations=tuple(organisations.order_by("member__member_number")),
        committees={key: tuple(rows) for key, rows in committees.items()},
    )


def card_of(place: Place, *, group: int, seat: int) -> str:
    """Return the invented card number of somebody in a group (seat from 0), or of a spare member (group 0)."""
    return national_id.generate(place.seed * 10 + group * 100 + seat)


def _seats(place: Place) -> list[tuple[int, int]]:
    spare = [(0, seat) for seat in range(SPARE)]
    return spare + [(group, seat) for group in range(1, group_count() + 1) for seat in range(place.group_size)]


def _register(place: Place, *, group: int, seat: int, number: int, by: User) -> Member:
    title, first, last = names.person(place.seed + number)
    birth_on = date(1957, 2, 3) + timedelta(days=(place.seed + number) * 139 % 12_000)
    _area, tambon = area_of(place, group or seat)
    return register.register(
        national_id=card_of(place, group=group, seat=seat),
        title=title,
        first_name=first,
        last_name=last,
        birth_on=birth_on,
        tambon=tambon,
        address=f"{number + 1} หมู่ {number % 9 + 1}",
        residence_since_on=birth_on + timedelta(days=5_000),
        occupation=names.OCCUPATIONS[number % len(names.OCCUPATIONS)],
        telephone=f"0{place.code} {number:07d}",
        by=by,
        on=REGISTERED_ON,
        is_known_other_person=True,
    )


def _register_organisations(place: Place, *, by: User) -> None:
    for number in range(ORGANISATIONS):
        _area, tambon = area_of(place, number)
        president = Member.objects.get(national_id_hash=identity.hash(card_of(place, group=0, seat=number)))
        register.register_organisation(
            name=f"{ORGANISATION_NAMES[number]}{place.areas[number % len(place.areas)].name}",
            is_legal_person=False,
            tambon=tambon,
            address=f"{number + 1} หมู่ 1",
            residence_since_on=date(2012, 5, 1),
            founded_on=date(2012, 5, 1),
            occupation="ส่งเสริมอาชีพสตรี",
            president=president,
            president_since_on=date(2016, 1, 4),
            by=by,
            on=REGISTERED_ON,
        )


def _create_desks(place: Place) -> None:
    password = make_password(PASSWORD)  # the same for all: hashing it once is enough
    users = User.objects.bulk_create(
        User(
            username=username,
            password=password,
            display_name=names.full_name(place.seed + 900 + number),
            position=position,
        )
        for number, (username, _role, position, _amphoe, _tambon) in enumerate(place.logins)
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            user=user,
            role=role,
            province_id=place.code,
            amphoe_id=amphoe,
            tambon_id=tambon,
            valid_from=SINCE - timedelta(days=365),
            order_number="88/2559",
        )
        for user, (_username, role, _position, amphoe, tambon) in zip(users, place.logins, strict=True)
    )
    _create_offices(place, chief=users[-2], accountant=users[-3])
    _create_committees(place)
    Policy.objects.bulk_create(
        Policy(
            policy_no=number,
            key=key,
            value=value,
            province_id=place.code,
            effective_from=SINCE,
            source=INVENTED,
            remark="ใช้ในชุดสาธิตเท่านั้น ค่าจริงของจังหวัดเริ่มปีงบประมาณ 2563",
        )
        for number, key, value in place.policies
    )
    open_province_accounts(
        province=place.code,
        deposit_number=f"{place.code}00-000-0001",
        savings_number=f"{place.code}90000571",
        office_name=place.office,
    )


def _create_offices(place: Place, *, chief: User, accountant: User) -> None:
    office = Office.objects.create(
        province_id=place.code,
        name=place.office,
        letter_code=place.letter_code,
        address=place.address,
        owner_of_matter=place.office,
        telephone=f"0 2000 00{place.code}",
        in_service_on=SINCE,
    )
    offices = [office]
    for area in place.areas:
        offices.append(
            Office.objects.create(
                province_id=place.code,
                amphoe_id=area.code,
                name=f"สำนักงานคณะทำงานขับเคลื่อนฯ เขต{area.name}"
                if place.is_bangkok
                else f"สำนักงานเลขานุการ อกส.อ.{area.name}",
                letter_code=f"{place.letter_code}/{area.name}",
                address=f"สำนักงานเขต{area.name} กรุงเทพมหานคร"
                if place.is_bangkok
                else f"อำเภอ{area.name} จังหวัด{place.name}",
                telephone=f"0 2000 {area.code}",
                in_service_on=SINCE,
            )
        )
    purpose = Signatory.Purpose
    head = {"name": str(chief), "position": place.chief}
    governor = {"name": names.full_name(place.seed + 880), "position": place.governor}
    book_keeper = {"name": str(accountant), "position": "นักบัญชีกองทุน"}
    signing = [
        (purpose.RESULT_LETTER, governor),
        (purpose.CONTRACT, head),
        (purpose.RECEIPT, book_keeper),
        (purpose.MONTHLY_PACK, head),
        (purpose.CONFIRMATION, head),
        (purpose.REVISION_LETTER, head),
    ]
    rows = [Signatory(office=office, purpose=what, valid_from=SINCE, **who) for what, who in signing]
    for number, (area, one) in enumerate(zip(place.areas, offices[1:], strict=True)):
        position = f"ผู้อำนวยการเขต{area.name}" if place.is_bangkok else f"นายอำเภอ{area.name}"
        who = {"name": names.full_name(place.seed + 870 + number), "position": position}
        rows.append(Signatory(office=one, purpose=purpose.REVISION_LETTER, valid_from=SINCE, **who))
    Signatory.objects.bulk_create(rows)


def _create_committees(place: Place) -> None:
    rosters: list[tuple[Organ, str | None, str]] = [
        (Organ.WORKING_GROUP, None, place.working_group_chair),
        (Organ.SUBCOMMITTEE, None, place.governor),
    ]
    if not place.is_bangkok:
        rosters += [(Organ.AMPHOE, area.code, f"นายอำเภอ{area.name}") for area in place.areas]
    CommitteeMember.objects.bulk_create(
        CommitteeMember(
            organ=organ,
            province_id=place.code,
            amphoe_id=amphoe,
            name=names.full_name(place.seed + 600 + 20 * roster + order),
            position=f"{chair} ประธาน" if order == 1 else "กรรมการและเลขานุการ" if order == COMMITTEE else "กรรมการ",
            order=order,
            term_from=SINCE - timedelta(days=365),
        )
        for roster, (organ, amphoe, chair) in enumerate(rosters)
        for order in range(1, COMMITTEE + 1)
    )
