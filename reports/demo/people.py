"""First stage of the demo: users, offices, signatories, committees and members of Chiang Rai, all of them invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pghistory
from django.contrib.auth.hashers import make_password
from django.db import transaction

from areas.demo import PASSWORD
from areas.models import Office, RoleAssignment, Signatory, User
from areas.roles import ROLES, Role
from members import identity, services
from members.models import Member
from projects.models import CommitteeMember
from projects.models.meetings import Organ
from reports.demo import names
from thai import national_id
from treasury.reference import load_chart, open_province_accounts

PROVINCE = "57"
KHUN_TAN, WIANG_PA_PAO, PHAN = "5714", "5711", "5705"
AMPHOE = {KHUN_TAN: "ขุนตาล", WIANG_PA_PAO: "เวียงป่าเป้า", PHAN: "พาน"}
SINCE = date(2016, 10, 1)
REGISTERED_ON = date(2017, 6, 1)
GROUP_SIZE = 5
COMMITTEE_SIZE = 12
SUBCOMMITTEE_SIZE = 9

# Project of the meeting 1/2561 -> tambon where its group lives.
GROUPS = {
    1: "571401",
    2: "571401",
    3: "571401",
    4: "571402",
    5: "571402",
    6: "571403",
    7: "571101",
    8: "571101",
    9: "571101",
    10: "571105",
    11: "571102",
    12: "570510",
    13: "570513",
}
# Members of no group yet; some live in other provinces, which is allowed (R-PROJ-18).
SPARE_TAMBON = (
    "571401", "571402", "571403", "571101", "571103", "571104", "571106", "571107", "570501", "570502",
    "570503", "570504", "570505", "570506", "570507", "570508", "570509", "570511", "570512", "570514",
    "570515", "110101", "100101",
)  # fmt: skip
SPARE = 60
MINOR_BORN_ON = date(2003, 5, 20)  # not yet fifteen in the year of the story


@dataclass(frozen=True)
class Login:
    """A user of the demo: who, in which role and where."""

    username: str
    role: Role
    position: str
    province: str | None = PROVINCE
    amphoe: str | None = None
    tambon: str | None = None


LOGINS = (
    Login("khuntan", Role.AMPHOE_OFFICER, "เจ้าหน้าที่ สำนักงานเลขานุการ อกส.อ.ขุนตาล", amphoe=KHUN_TAN),
    Login("wiangpapao", Role.AMPHOE_OFFICER, "เจ้าหน้าที่ สำนักงานเลขานุการ อกส.อ.เวียงป่าเป้า", amphoe=WIANG_PA_PAO),
    Login("phan", Role.AMPHOE_OFFICER, "เจ้าหน้าที่ สำนักงานเลขานุการ อกส.อ.พาน", amphoe=PHAN),
    Login("yanghom", Role.TAMBON_GROUP, "คณะทำงานขับเคลื่อนฯ ตำบลยางฮอม", amphoe=KHUN_TAN, tambon="571403"),
    Login("secretary", Role.PROVINCE_SECRETARY, "เจ้าหน้าที่ สำนักงานเลขานุการ อกส.จ.เชียงราย"),
    Login("accountant", Role.ACCOUNTANT, "นักบัญชีกองทุน จังหวัดเชียงราย"),
    Login("chief", Role.PROVINCE_CHIEF, "พัฒนาการจังหวัดเชียงราย"),
    Login("debt", Role.DEBT_TEAM, "คณะทำงานติดตามหนี้ จังหวัดเชียงราย"),
    Login("national", Role.NATIONAL_OFFICE, "สำนักงานกองทุนพัฒนาบทบาทสตรี", province=None),
    Login("auditor", Role.AUDITOR, "ผู้ตรวจสอบ", province=None),
    Login("admin", Role.ADMINISTRATOR, "ผู้ดูแลระบบ", province=None),
)


@dataclass(frozen=True)
class People:
    """Everybody of the demo, to be found by name."""

    users: Mapping[str, User]
    offices: Mapping[str, Office]  # by amphoe code; "" is the province's
    groups: Mapping[int, tuple[Member, ...]]  # by number of the project; the first is the representative
    spare: tuple[Member, ...]
    committees: Mapping[str, tuple[CommitteeMember, ...]]  # by amphoe code, "WORKING_GROUP", "SUBCOMMITTEE"


def load() -> People:
    """Create the people of the demo unless they are there, and return them. Needs the territory."""
    with transaction.atomic():
        if not User.objects.filter(username=LOGINS[0].username).exists():
            users = _create_users()
            _create_offices()
            _create_committees()
            with pghistory.context(user=users["secretary"].pk):
                _create_members(by=users["secretary"])
        load_chart()
        open_province_accounts(
            province=PROVINCE,
            deposit_number="5700-000-0001",
            savings_number="5390000571",
            biller_id="099400099957001",
            office_name="สำนักงานพัฒนาชุมชนจังหวัดเชียงราย",
        )
    return read()


def read() -> People:
    """Return the people of the demo as they stand in the database, in six queries."""
    hashes = {identity.hash(card_of(group=group, place=place)): (group, place) for group, place in _seats()}
    members = {
        hashes[member.national_id_hash]: member
        for member in Member.objects.filter(national_id_hash__in=hashes).select_related("tambon", "amphoe", "province")
    }
    committees: dict[str, list[CommitteeMember]] = {}
    for row in CommitteeMember.objects.filter(province=PROVINCE).order_by("order"):
        committees.setdefault(row.amphoe_id or row.organ, []).append(row)
    return People(
        users={user.username: user for user in User.objects.filter(username__in=[login.username for login in LOGINS])},
        offices={office.amphoe_id or "": office for office in Office.objects.filter(province=PROVINCE)},
        groups={
            group: tuple(members[group, place] for place in range(GROUP_SIZE) if (group, place) in members)
            for group in GROUPS
        },
        spare=tuple(members[0, place] for place in range(SPARE) if (0, place) in members),
        committees={key: tuple(rows) for key, rows in committees.items()},
    )


def card_of(*, group: int, place: int) -> str:
    """Return the invented card number of somebody in a group (place from 0), or of a spare member (group 0)."""
    return national_id.generate(57_000 + group * 100 + place)


def _seats() -> list[tuple[int, int]]:
    grouped = [(group, place) for group in GROUPS for place in range(GROUP_SIZE)]
    return grouped + [(0, place) for place in range(SPARE)]


def _create_users() -> dict[str, User]:
    password = make_password(PASSWORD)  # the same for all: hashing it once is enough
    users = User.objects.bulk_create(
        User(
            username=login.username,
            password=password,
            display_name=names.full_name(900 + number),
            position=login.position,
            is_staff=login.role is Role.ADMINISTRATOR,
            is_superuser=login.role is Role.ADMINISTRATOR,
        )
        for number, login in enumerate(LOGINS)
    )
    by_name = {user.username: user for user in users}
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            user=by_name[login.username],
            role=login.role,
            province_id=login.province,
            amphoe_id=login.amphoe,
            tambon_id=login.tambon,
            valid_from=SINCE,
            order_number="" if login.province is None else "101/2559",
        )
        for login in LOGINS
    )
    return by_name


def _create_offices() -> None:
    province = Office.objects.create(
        province_id=PROVINCE,
        name="สำนักงานเลขานุการคณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีจังหวัดเชียงราย",
        parent_name="ศาลากลางจังหวัดเชียงราย",
        letter_code="ชร 0019.5",
        address="ถนนแม่ฟ้าหลวง ชร 57100",
        owner_of_matter="สำนักงานพัฒนาชุมชนจังหวัดเชียงราย กลุ่มงานส่งเสริมการพัฒนาชุมชน",
        telephone="0 5300 0057",
        in_service_on=SINCE,
    )
    for number, (code, name) in enumerate(AMPHOE.items(), start=1):
        amphoe = Office.objects.create(
            province_id=PROVINCE,
            amphoe_id=code,
            name=f"สำนักงานเลขานุการ อกส.อ.{name}",
            parent_name=f"ที่ว่าการอำเภอ{name}",
            letter_code=f"ชร 0019.5/{name}",
            address=f"อำเภอ{name} จังหวัดเชียงราย",
            owner_of_matter=f"สำนักงานพัฒนาชุมชนอำเภอ{name}",
            telephone=f"0 5300 057{number}",
            in_service_on=SINCE,
        )
        Signatory.objects.create(
            office=amphoe,
            purpose=Signatory.Purpose.REVISION_LETTER,
            name=names.full_name(870 + number),
            position=f"นายอำเภอ{name}",
            valid_from=SINCE,
        )
    chief = {"name": _display_name("chief"), "position": "พัฒนาการจังหวัดเชียงราย"}
    governor = {"name": names.full_name(880), "position": "ผู้ว่าราชการจังหวัดเชียงราย"}
    accountant = {"name": _display_name("accountant"), "position": "นักบัญชีกองทุน"}
    delegate = {
        "kind": Signatory.Kind.DELEGATE,
        "for_position": "ผู้ว่าราชการจังหวัดเชียงราย",
        "order_number": "2540/2559",
    }
    purpose = Signatory.Purpose
    Signatory.objects.bulk_create(
        Signatory(office=province, purpose=what, valid_from=SINCE, **who)
        for what, who in (
            (purpose.RESULT_LETTER, governor),
            (purpose.CONTRACT, chief),
            (purpose.RECEIPT, accountant),
            (purpose.MONTHLY_PACK, chief | delegate),
            (purpose.CONFIRMATION, chief | delegate),
        )
    )


def _display_name(username: str) -> str:
    return names.full_name(900 + [login.username for login in LOGINS].index(username))


def _create_committees() -> None:
    rosters: list[tuple[Organ, str | None, int, str]] = [
        (Organ.AMPHOE, code, COMMITTEE_SIZE, f"นายอำเภอ{name}") for code, name in AMPHOE.items()
    ]
    rosters.append((Organ.WORKING_GROUP, None, COMMITTEE_SIZE, "ประธานคณะทำงานขับเคลื่อนฯ จังหวัด"))
    rosters.append((Organ.SUBCOMMITTEE, None, SUBCOMMITTEE_SIZE, "ผู้ว่าราชการจังหวัดเชียงราย"))
    CommitteeMember.objects.bulk_create(
        CommitteeMember(
            organ=organ,
            province_id=PROVINCE,
            amphoe_id=amphoe,
            name=names.full_name(600 + 20 * roster + order),
            position=_seat(order, size=size, chair=chair),
            order=order,
            term_from=SINCE,
        )
        for roster, (organ, amphoe, size, chair) in enumerate(rosters)
        for order in range(1, size + 1)
    )


def _seat(order: int, *, size: int, chair: str) -> str:
    if order == 1:
        return f"{chair} ประธาน"
    return "กรรมการและเลขานุการ" if order == size else "กรรมการ"


def _create_members(*, by: User) -> None:
    for number, (group, place) in enumerate(_seats(), start=1):
        title, first, last = names.person(number)
        birth_on = date(1958, 3, 1) + timedelta(days=number * 137 % 11_000)
        tambon = GROUPS[group] if group else SPARE_TAMBON[place % len(SPARE_TAMBON)]
        residence_since_on = birth_on + timedelta(days=6_000)
        is_minor = (group, place) == (0, SPARE - 1)
        if is_minor:
            birth_on = MINOR_BORN_ON.replace(year=MINOR_BORN_ON.year - 10)  # the year as it was mistyped
            residence_since_on = MINOR_BORN_ON
        if (group, place) == (0, SPARE - 2):
            residence_since_on = date(2017, 9, 15)  # a newcomer
        member = services.register(
            national_id=card_of(group=group, place=place),
            title="นางสาว" if is_minor else title,
            first_name=first,
            last_name=last,
            birth_on=birth_on,
            tambon=tambon,
            address=f"{number} หมู่ {number % 12 + 1}",
            residence_since_on=residence_since_on,
            occupation=names.OCCUPATIONS[number % len(names.OCCUPATIONS)],
            telephone=f"0800 {number:06d}"[:12],
            by=by,
            on=REGISTERED_ON if residence_since_on <= REGISTERED_ON else date(2017, 10, 2),
        )
        if is_minor:
            services.update(member=member, changes={"birth_on": MINOR_BORN_ON}, by=by, on=date(2017, 10, 2))
        status = {SPARE - 3: "BARRED", SPARE - 4: "DECEASED", SPARE - 5: "LEFT"}.get(place if group == 0 else -1)
        if status:
            changes = {"status": status, "status_reason": "ศาลมีคำพิพากษาคดียักยอก" if status == "BARRED" else ""}
            services.update(member=member, changes=changes, by=by, on=date(2017, 10, 2))


def role_label(login: Login) -> str:
    """Return what the role of a log-in is called."""
    return str(ROLES[login.role].label)
