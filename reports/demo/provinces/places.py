"""What the two provinces of the demo are like: places, log-ins, group size, calendar. Pure data, people invented."""

from dataclasses import dataclass
from datetime import date

from areas.roles import Role

INVENTED = "ข้อมูลสมมติของชุดสาธิต"  # the source of every policy row that only the demo has
SINCE = date(2017, 10, 1)  # fiscal year 2561 begins
ENDS_ON = date(2018, 10, 1)
# Where project groups carry out what they propose: category of the form, title.
TITLES = (
    (3, "ร้านอาหารตามสั่งของกลุ่มสตรี"),
    (4, "แปรรูปปลาสลิดแดดเดียว"),
    (1, "เพาะเห็ดนางฟ้าในโรงเรือน"),
    (5, "จักสานผลิตภัณฑ์จากผักตบชวา"),
    (4, "ทำขนมไทยส่งตลาดชุมชน"),
    (2, "เย็บผ้าม่านและปลอกหมอน"),
    (1, "ปลูกผักปลอดสารส่งตลาดนัด"),
    (3, "จำหน่ายอาหารทะเลแห้ง"),
    (4, "น้ำพริกและเครื่องแกงสำเร็จรูป"),
    (5, "กระเป๋าผ้าปักมือ"),
    (2, "ผลิตน้ำยาอเนกประสงค์"),
    (1, "เลี้ยงปลานิลในกระชัง"),
    (3, "ร้านซักรีดชุมชน"),
    (5, "ดอกไม้ประดิษฐ์และพวงหรีด"),
    (4, "เบเกอรีของกลุ่มแม่บ้าน"),
    (1, "เพาะต้นอ่อนทานตะวัน"),
)
SUBSIDY_TITLES = (
    (4, "อบรมอาชีพระยะสั้นแก่สตรีในชุมชน"),
    (5, "พัฒนาลายผลิตภัณฑ์และบรรจุภัณฑ์"),
    (3, "อบรมการขายสินค้าออนไลน์"),
    (4, "ส่งเสริมสุขภาวะสตรีสูงวัย"),
)


@dataclass(frozen=True)
class Area:
    """An amphoe or khet of the story: its code, its officer's log-in, the tambon where its groups live."""

    code: str
    name: str
    username: str
    tambon: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """One province of the story.

    ``seed`` keeps its invented people apart from those of the other provinces. ``policies`` are rows that only the
    demo has, because the real ones begin later or are not known.
    """

    code: str
    name: str
    prefix: str
    seed: int
    group_size: int
    areas: tuple[Area, ...]
    letter_code: str
    office: str
    address: str
    chief: str
    governor: str
    working_group_chair: str
    hall: str
    policies: tuple[tuple[str, str, dict], ...]
    is_bangkok: bool = False
    meets: tuple[int, int, int] = (10, 16, 25)

    @property
    def logins(self) -> tuple[tuple[str, Role, str, str | None, str | None], ...]:
        """Return who logs in: username, role, position, amphoe, tambon."""
        kind = "เขต" if self.is_bangkok else "อ."
        group = "คณะทำงานขับเคลื่อนฯ เขต" if self.is_bangkok else "คณะทำงานขับเคลื่อนฯ ตำบล"
        desk = "สำนักงานคณะทำงานขับเคลื่อนฯ " if self.is_bangkok else "สำนักงานเลขานุการ อกส."
        board = "อกส.กทม." if self.is_bangkok else f"อกส.จ.{self.name}"
        first = self.areas[0]
        return (
            *(
                (area.username, Role.AMPHOE_OFFICER, f"เจ้าหน้าที่ {desk}{kind}{area.name}", area.code, None)
                for area in self.areas
            ),
            # the khet's group speaks for the whole khet, a tambon's for its tambon
            (
                f"{self.prefix}group",
                Role.TAMBON_GROUP,
                f"{group}{first.name}",
                first.code,
                None if self.is_bangkok else first.tambon[0],
            ),
            (f"{self.prefix}secretary", Role.PROVINCE_SECRETARY, f"เจ้าหน้าที่ สำนักงานเลขานุการ {board}", None, None),
            (f"{self.prefix}accountant", Role.ACCOUNTANT, f"นักบัญชีกองทุน {self.name}", None, None),
            (f"{self.prefix}chief", Role.PROVINCE_CHIEF, self.chief, None, None),
            (f"{self.prefix}debt", Role.DEBT_TEAM, f"คณะทำงานติดตามหนี้ {self.name}", None, None),
        )


SAMUT_PRAKAN = Place(
    code="11",
    name="สมุทรปราการ",
    prefix="sp-",
    seed=110_000,
    group_size=3,
    areas=(
        Area("1102", "บางบ่อ", "sp-bangbo", ("110201", "110202", "110203")),
        Area("1103", "บางพลี", "sp-bangphli", ("110301", "110302", "110303")),
        Area("1104", "พระประแดง", "sp-phrapradaeng", ("110402", "110403", "110404")),
    ),
    letter_code="สป 0019.5",
    office="สำนักงานเลขานุการคณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีจังหวัดสมุทรปราการ",
    address="ศาลากลางจังหวัดสมุทรปราการ สป 10270",
    chief="พัฒนาการจังหวัดสมุทรปราการ",
    governor="ผู้ว่าราชการจังหวัดสมุทรปราการ",
    working_group_chair="ประธานคณะทำงานขับเคลื่อนฯ จังหวัด",
    hall="ห้องประชุมศาลากลางจังหวัดสมุทรปราการ",
    # the province's own rows begin with fiscal year 2563; the demo stands in 2561
    policies=(
        ("P-01", "group_min_members", {"number": "3"}),
        ("P-12", "notify_result_days", {"days": 3, "unit": "business"}),
        ("P-15", "committee_calendar", {"calendar": [10, 16, 25]}),
    ),
)
BANGKOK = Place(
    code="10",
    name="กรุงเทพมหานคร",
    prefix="bkk-",
    seed=100_000,
    group_size=5,
    areas=(
        Area("1003", "หนองจอก", "bkk-nongchok", ("100301", "100302", "100303")),
        Area("1010", "มีนบุรี", "bkk-minburi", ("101001", "101002")),
        Area("1021", "บางขุนเทียน", "bkk-bangkhunthian", ("102105", "102107")),
    ),
    letter_code="มท 0416.6",
    office="สำนักงานเลขานุการคณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีกรุงเทพมหานคร",
    address="กรมการพัฒนาชุมชน ศูนย์ราชการฯ ถนนแจ้งวัฒนะ กท 10210",
    chief="ผู้อำนวยการกลุ่มพัฒนาศักยภาพกองทุน",
    governor="ประธานคณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีกรุงเทพมหานคร",
    working_group_chair="ประธานคณะทำงานขับเคลื่อนฯ กรุงเทพมหานคร",
    hall="ห้องประชุมกรมการพัฒนาชุมชน",
    policies=(),
    is_bangkok=True,
    meets=(9, 15, 24),
)
PLACES = (SAMUT_PRAKAN, BANGKOK)


def place_of(code: str) -> Place:
    """Return the place with the province's code.

    :raises KeyError: the story knows no such province.
    """
    return {place.code: place for place in PLACES}[code]
