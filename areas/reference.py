"""Reference data of a new database: territory, holidays and policies. Loading twice changes nothing."""

import csv
import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import geothai
import holidays
from django.db import transaction

from areas.models import Amphoe, Holiday, Policy, Province, Tambon

DATA = Path(__file__).resolve().parent / "data"
HOLIDAY_YEARS = range(2013, 2031)

_CHILDRENS_DAY = "วันเด็กแห่งชาติ"
_LABOUR_DAY = "วันแรงงานแห่งชาติ"
_BANKS_ARE_OPEN = ("วันพืชมงคล", "วันเข้าพรรษา")  # holidays of government offices on which banks work
_IN_LIEU = "ชดเชย"
_UNITS = {"business", "calendar"}


def load_all() -> None:
    """Load everything that every database needs, in one transaction."""
    with transaction.atomic():
        load_territory()
        load_holidays()
        load_policies()


def load_territory() -> None:
    """Load the 77 provinces, 928 amphoe and 7,436 tambon with official codes; a name that changed is renewed.

    Source: geothai (data CC-BY 4.0).
    """
    provinces = geothai.provinces()
    amphoe = [row for province in provinces for row in geothai.districts(province.code)]
    tambon = [row for district in amphoe for row in geothai.subdistricts(district.code)]
    with transaction.atomic():
        Province.objects.bulk_create(
            [Province(code=row.code, name_th=row.name_th, name_en=row.name_en) for row in provinces],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name_th", "name_en"],
        )
        Amphoe.objects.bulk_create(
            [
                Amphoe(
                    code=row.code,
                    name_th=row.name_th.removeprefix("เขต") if row.code[:2] == Province.BANGKOK else row.name_th,
                    name_en=row.name_en,
                    province_id=row.code[:2],
                )
                for row in amphoe
            ],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name_th", "name_en", "province"],
        )
        Tambon.objects.bulk_create(
            [
                Tambon(
                    code=row.code,
                    name_th=row.name_th,
                    name_en=row.name_en,
                    amphoe_id=row.code[:4],
                    province_id=row.code[:2],
                    postcode=row.postal_codes[0],
                )
                for row in tambon
            ],
            batch_size=4000,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name_th", "name_en", "amphoe", "province", "postcode"],
        )


def load_holidays(*, years: range = HOLIDAY_YEARS) -> None:
    """Seed the holidays of the years that have none yet; a year that was seeded or typed in is left alone.

    Days of the package's public and government categories, without Children's Day. Labour Day closes banks only; the
    Royal Ploughing Ceremony and the first day of Lent close government offices only.

    Source: A-19; the package ``holidays``. Afterwards the table is the truth.
    """
    present = {day.year for day in Holiday.objects.filter(province=None).values_list("on", flat=True)}
    missing = [year for year in years if year not in present]
    if not missing:
        return
    thai = holidays.Thailand(years=missing, categories=("public", "government"), language="th")
    english = holidays.Thailand(years=missing, categories=("public", "government"), language="en_US")
    source = f"แพ็กเกจ holidays {holidays.__version__}"
    rows = [
        row for day in sorted(thai) if day.year in missing for row in _holidays(day, thai[day], english[day], source)
    ]
    Holiday.objects.bulk_create(rows, ignore_conflicts=True)


def load_policies(*, path: Path = DATA / "policies.csv") -> None:
    """Load the fund's policies from the table beside this module; rows that an administrator changed stay.

    :raises ValueError: a value that cannot be typed, or a scope that is no province.
    """
    codes = dict(Province.objects.values_list("name_th", "code"))
    with open(path, encoding="utf-8", newline="") as file:
        rows = [
            Policy(
                policy_no=row["policy_no"],
                key=row["key"],
                value=typed_value(row["value"]),
                province_id=codes[row["scope"]] if row["scope"] else None,
                effective_from=date.fromisoformat(row["effective_from"]),
                source=row["source"],
                remark=row["remark"],
            )
            for row in csv.DictReader(file)
        ]
    Policy.objects.bulk_create(rows, ignore_conflicts=True)


def typed_value(text: str) -> dict[str, Any]:
    """Read a value as the table writes it into the JSON that ``Policy`` keeps.

    ``5`` is a number, ``15 business`` a period, ``5th of next month`` a due rule, ``10/16/25`` the days of a round,
    ``1 per 2000, cap 10000`` a duty, ``08:00-20:00 Mon-Fri; 08:00-18:00 official holidays`` hours; a word is a choice.

    :raises ValueError: none of these.
    """
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return {"number": text}
    if match := re.fullmatch(r"(\d+) (\w+)", text):
        if match[2] not in _UNITS:
            raise ValueError(f"unknown unit in policy value {text!r}")
        return {"days": int(match[1]), "unit": match[2]}
    if match := re.fullmatch(r"(\d+)th of next month", text):
        return {"rule": "day_of_next_month", "day": int(match[1])}
    if text == "same month":
        return {"rule": "same_month"}
    if text == "none":
        return {"calendar": []}
    if re.fullmatch(r"\d+(/\d+)+", text):
        return {"calendar": [int(day) for day in text.split("/")]}
    if match := re.fullmatch(r"1 per (\d+), cap (\d+)", text):
        return {"per": match[1], "cap": match[2]}
    if match := re.fullmatch(r"([\d:]+)-([\d:]+) Mon-Fri; ([\d:]+)-([\d:]+) official holidays", text):
        return {"workday": [match[1], match[2]], "holiday": [match[3], match[4]]}
    if re.fullmatch(r"[A-Z_]+", text):
        return {"text": text}
    raise ValueError(f"cannot read the policy value {text!r}")


def _holidays(day: date, name_th: str, name_en: str, source: str) -> list[Holiday]:
    """The rows of one day: its names that close offices and banks alike in one row, the others in one each."""
    names = [name for name in name_th.split("; ") if _CHILDRENS_DAY not in name]
    kinds: dict[tuple[bool, bool], list[str]] = defaultdict(list)
    for name in names:
        plain = name.removeprefix(_IN_LIEU)
        kinds[plain != _LABOUR_DAY, plain not in _BANKS_ARE_OPEN].append(name)
    whole = len(kinds) == 1 and len(names) == len(name_th.split("; "))
    return [
        Holiday(
            on=day,
            name_th="; ".join(said)[:200],
            name_en=name_en[:200] if whole else "",
            closes_government=government,
            closes_banks=banks,
            source=source,
        )
        for (government, banks), said in kinds.items()
    ]
