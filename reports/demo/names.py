"""Names of the demo's people: first names of the country, surnames that say plainly that they are invented."""

_FIRST = """
กัลยา กาญจนา กานดา กิ่งแก้ว เกศริน ขนิษฐา ขวัญใจ คำแปง คำปัน จงกล จันทร์จิรา จันทร์ฟอง จารุณี จินตนา จิราพร ชฎาพร
ชนิดา ชลธิชา ญาณี ฐิติมา ดวงเดือน ดวงใจ ดาริกา เดือนเพ็ญ ทองใบ ทัศนีย์ ทิพวรรณ ธนพร ธัญญา นงคราญ นภาพร นวลจันทร์
นิตยา นิภา เนตรนภา บัวเขียว บัวคำ บุญช่วย บุญปั๋น เบญจมาศ ปทุมวดี ประนอม ปราณี ปวีณา พรทิพย์ พวงผกา พิกุล พิมพา
เพ็ญศรี ไพลิน ภัทรา มะลิ มาลัย มาลี เมธาวี ยุพา รจนา รัชนี รัตนา ราตรี ลดา ลำดวน วรรณา วันดี วาสนา วิไล ศรีนวล
ศรีวรรณ ศิริพร สมจิต สมพร สายทอง สายพิณ สุดา สุพรรณ สุภาพ แสงเดือน แสงหล้า อรทัย อำพร อุไร
"""
_ROOTS = ("แสน", "บุญ", "ทอง", "แก้ว", "ศรี", "วงศ์", "คำ", "ใจ", "สุข", "ดวง", "พรม", "ชัย")
_ENDINGS = ("สมมติ", "สาธิต", "จำลอง", "ตัวอย่าง", "นิทาน", "เรื่องเล่า", "บทละคร", "ในนิยาย", "ลองระบบ", "แต่งขึ้น")
SURNAMES = tuple(root + ending for ending in _ENDINGS for root in _ROOTS)
FIRST_NAMES = tuple(_FIRST.split())
TITLES = ("นาง", "นางสาว")
OCCUPATIONS = ("ทำสวน", "ทำนา", "ค้าขาย", "เลี้ยงสัตว์", "เย็บผ้า", "จักสาน", "แปรรูปอาหาร", "รับจ้างทั่วไป")


def person(number: int) -> tuple[str, str, str]:
    """Return title, first name and surname of the person of that number; the same for the same number.

    Names repeat only after many thousands, because the two lists have different lengths.
    """
    first = FIRST_NAMES[number * 7 % len(FIRST_NAMES)]
    last = SURNAMES[(number * 11 + number // len(SURNAMES)) % len(SURNAMES)]
    return TITLES[number * 5 % 3 % 2], first, last


def full_name(number: int) -> str:
    """Return the whole name as papers print it."""
    title, first, last = person(number)
    return f"{title}{first} {last}"
