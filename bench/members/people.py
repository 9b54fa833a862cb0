"""Invented members by the million: the same for the same number, with names as skewed as Thai names are.

A few hundred given names are borne by most; the rest are put together of the syllables that Thai names are made of, as
surnames are, of which most are borne by few. Nobody here exists.
"""

# ruff: noqa: SIM905 - lists of syllables are read as prose

import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from thai import national_id

SEED = 2556
BATCH = 50_000
# stays Thai: invented names
COMMON = (
    "สมศรี สมใจ สมจิตร สมหมาย สมบูรณ์ สมพร สมคิด สมทรง สมนึก สมปอง บุญมี บุญเรือน "
    "บุญช่วย บุญธรรม บุญยืน บุญเลี้ยง ประไพ ประภา ประนอม ประทุม ประคอง วันเพ็ญ วันดี "
    "วรรณา วรรณี วิไล วิไลวรรณ วิภา วิภาดา วาสนา วารี วารุณี ศิริพร ศิริวรรณ ศิริรัตน์ "
    "ศรีสุดา ศรีวรรณ ศรีนวล ศรีไพร สุดา สุดารัตน์ สุนีย์ สุภา สุภาพ สุภาพร สุมาลี สุรีย์ "
    "สุวรรณา สุวรรณี สุกัญญา สุพรรณี สุพัตรา สุจิตรา สุจินต์ สุชาดา สุธิดา สุนันทา "
    "สุนทรี มาลี มาลัย มะลิ มณี มณีรัตน์ มยุรี มาริสา มานี นงลักษณ์ นงนุช นงคราญ นิภา "
    "นิภาพร นิตยา นันทนา นันทิยา น้ำฝน น้ำอ้อย กัญญา กัญญารัตน์ กาญจนา กานดา กิ่งแก้ว "
    "กรรณิการ์ กนกวรรณ จันทร์เพ็ญ จันทร์แรม จันทร์ฉาย จันทนา จิราพร จิราภรณ์ จินตนา "
    "จิตรา จำปี จำเนียร จงกล จุฑามาศ ชลธิชา ชุติมา ชนิดา ชไมพร ทองใบ ทองสุข ทองดี "
    "ทองเพชร ทิพย์ ทิพวรรณ ทัศนีย์ ดวงใจ ดวงจันทร์ ดวงเดือน ดารุณี ดารา เดือนเพ็ญ "
    "พรทิพย์ พรพิมล พรรณี พัชรี พัชรินทร์ พิมพ์ใจ พิมพา พิกุล เพ็ญศรี เพ็ญแข เพ็ญพักตร์ "
    "เพียงใจ ผ่องศรี ผกา ภาวนา ภาวิณี ภัทรา ยุพา ยุพิน ยุวดี เยาวลักษณ์ เยาวภา รัตนา "
    "รัตนาภรณ์ รุ่งทิพย์ รุ่งนภา รุ่งอรุณ รัชนี ราตรี เรณู ละเอียด ละออ ลัดดา ลัดดาวัลย์ "
    "ลำดวน ลำใย อารี อารีรัตน์ อาภรณ์ อำไพ อำพร อุไร อุไรวรรณ อุบล อรุณี อรทัย อรวรรณ "
    "อัมพร อัญชลี อังคณา แก้ว แก้วตา แสงเดือน แสงจันทร์ แสงทอง คำปัน คำแปง คำมูล คำใส "
    "หนูเล็ก หนูพิน หนูเพียร ไพลิน ไพรวัลย์ ไพจิตร เกศินี เกษร เกษมณี เฉลียว เฉลิมศรี "
    "เบญจมาศ เบญจวรรณ ปราณี ปรียา ปาริชาต ปิยะดา"
).split()
FIRST = (
    "สุ ศิริ กน กัญ จิ จัน ชุ ชล ญา ฐิ ณัฐ ดา ทิพย์ ธิ ธนา นัน นิ นภา เนตร บุญ เบญจ ปิย "
    "ปณิ ปวี พร พัชร พิม พิชญ์ เพ็ญ ภัทร มณี มา มล ยุ รัตน รุ่ง ลัก วร วิ วรรณ ศศิ ศุภ "
    "สม สาย สิริ หทัย อร อุ อัญ อาภา อมร เกศ เกตุ แก้ว ไพ เอม"
).split()
SECOND = (
    "กานต์ กมล การ ขวัญ จิตร จิรา ชนก ญา ณี ดา ดี ทิพย์ ธิดา นภา นารี นุช พร พรรณ เพ็ญ "
    "ภา ภรณ์ ภัทร มณี มาศ มาลย์ ยา รัตน์ รัตนา รดา ลักษณ์ ลดา วดี วรรณ วรรณา วัลย์ วิมล "
    "ศรี ศิริ สิริ สุดา อร อาภา ธร นันท์"
).split()
LATER = ("", "", "", "", "พร", "รัตน์", "วรรณ", "ลักษณ์", "ศรี", "ภรณ์", "ธิดา", "ณี", "ทิพย์", "กุล")
FAMILY_FRONT = ("", "", "", "", "สุ", "วร", "ศิริ", "อภิ", "พิ", "สม", "ธน", "ปิย", "กิตติ", "ณัฐ")
FAMILY = (
    "จันทร์ ทอง แก้ว คำ บุญ ศรี สุข วงศ์ พรหม อินทร์ ชัย สุวรรณ เพชร แสง ใจ มา ดี มี "
    "พันธุ์ โพธิ์ สาย รัตน์ ปัญญา ธรรม เจริญ สิทธิ์ ขวัญ หอม ดวง เงิน ไชย นาค สิงห์ ม่วง "
    "อ่อน ใหม่ เรือง รุ่ง วิเศษ สว่าง กลาง เกตุ เทพ ชุ่ม หมื่น ขุน ราช นิล น้อย พล ภู "
    "เมือง ยอด ยิ้ม ลาภ วัน วิชัย ศิลป์ สมบัติ สังข์ หงส์ หนู อาจ อุดม เอี่ยม โสภา ไทย "
    "กิจ เกษม คง จิต ชม ถาวร ทรัพย์ นวล บัว ประเสริฐ ผล พุ่ม มณี"
).split()
FAMILY_LATER = (
    "วงศ์ ศรี สุข ทอง แก้ว ดี มา ใจ ชัย พันธ์ รัตน์ สกุล กุล ธรรม ทรัพย์ เจริญ ไพศาล "
    "วัฒน์ พงษ์ พร งาม คำ สาย เสน ภักดี เลิศ บุญ หอม ปัญญา มงคล รักษ์ สวัสดิ์ โชติ เกษม "
    "ประเสริฐ วิเศษ อุดม นุช ขาว แดง ดำ เขียว เหลือง เรือง ยิ่ง มั่น คง ยืน อยู่ ทิพย์ "
    "ไทย เดช ฤทธิ์ ชาติ สิริ พิพัฒน์ ไกร"
).split()
FAMILY_LAST = (
    *[""] * 7,
    "กุล", "วงศ์", "ชัย", "ศรี", "สกุล", "พันธ์", "ทอง",
    "ดี", "สุข", "รัตน์", "เจริญ", "มงคล", "ไพบูลย์",
)  # fmt: skip
TITLES = ("นาง", "นาง", "นาง", "นางสาว", "นางสาว")
OCCUPATIONS = ("ทำนา", "ทำสวน", "ค้าขาย", "รับจ้าง", "ทอผ้า", "เลี้ยงสัตว์", "เย็บผ้า", "แปรรูปอาหาร", "")
HEADING = "เลขประจำตัวประชาชน,คำนำหน้า,ชื่อ,นามสกุล,วันเกิด,รหัสตำบล,ที่อยู่,อยู่ในพื้นที่ตั้งแต่,อาชีพ,โทรศัพท์,วันที่ขึ้นทะเบียน\n"


class People:
    """Members one after another. Two of the same tambon list are the same, batch by batch."""

    def __init__(self, tambon: list[str], *, seed: int = SEED) -> None:
        dice = random.Random(seed)  # noqa: S311 - invented people, not secrets
        given = [*COMMON, *sorted({a + b + c for a in FIRST for b in SECOND for c in LATER} - set(COMMON))]
        rare = given[len(COMMON) :]
        dice.shuffle(rare)
        self._given = [*COMMON, *rare]
        self._given_weights = list(accumulate(1 / (rank + 25) ** 0.9 for rank in range(len(self._given))))
        family = sorted(
            {f + a + b + c for f in FAMILY_FRONT for a in FAMILY for b in FAMILY_LATER if a != b for c in FAMILY_LAST}
        )
        dice.shuffle(family)
        self._family = family
        self._family_weights = list(accumulate(1 / (rank + 3000) ** 0.7 for rank in range(len(family))))
        self._tambon = tambon
        self._tambon_weights = list(accumulate(dice.lognormvariate(0, 0.7) for _each in tambon))

    def rows(self, count: int, *, first: int = 0, seed: int = SEED) -> Iterator[str]:
        """Give so many rows of the file, each card number once; ``first`` counts on from an earlier file."""
        for start in range(first, first + count, BATCH):
            size = min(BATCH, first + count - start)
            dice = random.Random(seed * 1_000_003 + start)  # noqa: S311 - as above
            given = dice.choices(self._given, cum_weights=self._given_weights, k=size)
            family = dice.choices(self._family, cum_weights=self._family_weights, k=size)
            where = dice.choices(self._tambon, cum_weights=self._tambon_weights, k=size)
            titles, occupations = dice.choices(TITLES, k=size), dice.choices(OCCUPATIONS, k=size)
            numbers = [int(dice.random() * 10**9) for _each in range(size)]
            for at in range(size):
                number = numbers[at]
                yield (
                    f"{card(start + at)},{titles[at]},{given[at]},{family[at]},"
                    f"{number % 28 + 1}/{number // 28 % 12 + 1}/{2480 + number // 336 % 60},{where[at]},"
                    f"{number % 297 + 1} หมู่ {number % 15 + 1},"
                    f"{number % 27 + 1}/{number // 7 % 12 + 1}/{2546 + number // 11 % 9},{occupations[at]},"
                    f"08{number % 10**8:08d},{number % 25 + 1}/{number // 3 % 12 + 1}/{2556 + number // 13 % 4}\n"
                )


def card(seed: int) -> str:
    """The number that ``thai.national_id.generate`` gives, by arithmetic alone."""
    text = str(10**11 + (seed * national_id._STEP + national_id._START) % national_id._NUMBERS)
    a, b, c, d, e, f, g, h, i, j, k, m = text.encode()
    total = 13 * a + 12 * b + 11 * c + 10 * d + 9 * e + 8 * f + 7 * g + 6 * h + 5 * i + 4 * j + 3 * k + 2 * m - 4320
    return f"{text}{(11 - total % 11) % 10}"


def write(path: Path, count: int, *, tambon: list[str], first: int = 0) -> None:
    """Write a file of so many members, row by row."""
    with open(path, "w", encoding="utf-8", buffering=2**20) as file:
        file.write(HEADING)
        file.writelines(People(tambon).rows(count, first=first))
