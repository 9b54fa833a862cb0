"""Building the portfolio of the nation: every province in its turn, two at a time."""

import multiprocessing
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import psycopg

from bench.money.days import BEGINS_ON, TODAY

BIGGEST, BIGGEST_CONTRACTS = "57", 5_000  # the province whose pages and pack are measured
TAMBON = 12


def places(*, contracts: int) -> list[Any]:
    """The provinces with their shares of the contracts, accounts, people: what the generator is told."""
    from areas.models import Province, Tambon
    from bench.money.province import Place
    from members.models import Member
    from reports.demo import people
    from treasury.models import BankAccount
    from treasury.reference import open_province_accounts

    people.load()
    users = people.read().users
    members = tuple(
        (pk, f"{title}{first} {last}")
        for pk, title, first, last in Member.objects.order_by("pk").values_list(
            "pk", "title", "first_name", "last_name"
        )
    )
    codes = list(Province.objects.order_by("code").values_list("code", flat=True))
    biggest = min(BIGGEST_CONTRACTS, contracts // 4)
    share, rest = divmod(contracts - biggest, len(codes) - 1)
    found = []
    for index, code in enumerate(codes, start=1):
        if code != BIGGEST:
            open_province_accounts(province=code, deposit_number=f"10{code}0001", savings_number=f"5{code}0000011")
            _open_office(code)
        account = BankAccount.objects.get(province=code, kind=BankAccount.Kind.SAVINGS)
        tambon = Tambon.objects.filter(amphoe__province=code).order_by("code").values_list("code", flat=True)
        place = Place(
            index=index,
            code=code,
            contracts=biggest if code == BIGGEST else share,
            tambon=tuple(tambon[:TAMBON]),
            account=account.pk,
            by=users["accountant"].pk,
            chief=users["chief"].pk,
            members=members,
        )
        found.append(place)
    others = [place for place in found if place.code != BIGGEST]
    for place in others[:rest]:
        found[found.index(place)] = replace(place, contracts=place.contracts + 1)
    return sorted(found, key=lambda place: -place.contracts)  # the longest work first


def _open_office(province: str) -> None:
    """An office that signs receipts, letters and packs."""
    from areas.models import Office, Signatory

    office = Office.objects.create(
        province_id=province,
        name=f"สำนักงานเลขานุการ อกส.จ. {province}",
        parent_name="ศาลากลางจังหวัด",
        letter_code=f"พช {province}",
        address="ศาลากลางจังหวัด",
        owner_of_matter="สำนักงานพัฒนาชุมชนจังหวัด",
        telephone="0 5300 0000",
        in_service_on=BEGINS_ON,
    )
    for purpose in Signatory.Purpose.values:
        Signatory.objects.create(
            office=office, purpose=purpose, name="นางผู้ลงนาม แทน", position="พัฒนาการจังหวัด", valid_from=BEGINS_ON
        )


def fill(*, owner_url: str, everything: list[Any], workers: int) -> Counter[str]:
    """Write the rows of all provinces; return how many rows of each table."""
    counted: Counter[str] = Counter()
    with multiprocessing.get_context("spawn").Pool(workers, initializer=_begin, initargs=(owner_url,)) as pool:
        for rows in pool.imap_unordered(_write, everything):
            counted.update(rows)
    return counted


def add_up(owner_url: str) -> None:
    """Add up each day and each closed month on each account, as the database does beside the application."""
    with psycopg.connect(owner_url, autocommit=True) as raw:
        raw.execute("SET session_replication_role = replica")  # the guard of what is derived
        raw.execute(
            "INSERT INTO treasury_daytotal (province_id, account_id, posting_on, cause, debit, credit) "
            "SELECT e.province_id, p.account_id, e.posting_on, e.kind, "
            "SUM(GREATEST(p.amount, 0)), SUM(GREATEST(-p.amount, 0)) "
            "FROM treasury_posting p JOIN treasury_journalentry e ON e.id = p.entry_id GROUP BY 1, 2, 3, 4"
        )
        raw.execute("VACUUM (ANALYZE) treasury_daytotal")
        raw.execute(
            "INSERT INTO treasury_monthtotal (province_id, as_of, account_id, cause, debit, credit) "
            "SELECT c.province_id, (c.month_on + INTERVAL '1 month')::date - 1, d.account_id, d.cause, "
            "SUM(d.debit), SUM(d.credit) FROM treasury_monthclose c JOIN treasury_daytotal d "
            "ON d.province_id = c.province_id AND d.posting_on < c.month_on + INTERVAL '1 month' GROUP BY 1, 2, 3, 4"
        )
        raw.execute("VACUUM (ANALYZE) treasury_monthtotal")


def totals(owner_url: str) -> dict[str, Decimal]:
    """What must hold of what was built: the books balance, the loans in them are the principal that is left."""
    with psycopg.connect(owner_url) as raw:
        row = raw.execute(
            "SELECT (SELECT SUM(amount) FROM treasury_posting), "
            "(SELECT COUNT(*) FROM (SELECT 1 FROM treasury_posting GROUP BY entry_id HAVING SUM(amount) <> 0) e), "
            "(SELECT SUM(amount) FROM treasury_posting WHERE account_id = '1201'), "
            "(SELECT ROUND(SUM(principal) / 100, 2) FROM repayments_debtspan "
            "WHERE from_on <= %(on)s AND until_on > %(on)s)",
            {"on": TODAY},
        ).fetchone()
    assert row is not None
    return dict(
        zip(("sum of all postings", "entries that do not balance", "loans", "principal left"), row, strict=True)
    )


_raw: psycopg.Connection[Any] | None = None


def _begin(owner_url: str) -> None:
    global _raw
    import django

    django.setup()
    _raw = psycopg.connect(owner_url, autocommit=True)


def _write(place: Any) -> dict[str, int]:
    from bench.money import province

    assert _raw is not None
    return province.write(place, _raw)
