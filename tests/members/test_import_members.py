"""``manage.py import_members``: the same rules as the page, at any size, whatever kills it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from members import identity
from members.imports import indexes
from members.imports.rows import Person, RowChecker, RowRefused, is_card
from members.models import FirstWord, Member, MemberImport
from thai import national_id
from thai.refusals import Refusal

HEADING = "เลขประจำตัวประชาชน,คำนำหน้า,ชื่อ,นามสกุล,วันเกิด,รหัสตำบล,ที่อยู่,อยู่ในพื้นที่ตั้งแต่,อาชีพ,โทรศัพท์,วันที่ขึ้นทะเบียน\n"
ROOT = Path(settings.BASE_DIR)


def line(seed: int, **changed: str) -> str:
    facts = {
        "national_id": national_id.generate(seed),
        "title": "นาง",
        "first_name": f"หมู่มาก{seed % 7}",
        "last_name": f"จากไฟล์{seed}",
        "birth_on": "5/7/2520",
        "tambon": ("571403", "571401", "100101")[seed % 3],
        "address": "9 หมู่ 1",
        "since": "1/1/2550",
        "occupation": "",
        "telephone": "",
        "registered_on": "",
    }
    return ",".join((facts | changed).values()) + "\n"


def command(*arguments: object) -> list[str]:
    return [sys.executable, "manage.py", "import_members", *map(str, arguments), "--workers", "2"]


def surroundings() -> dict[str, str]:
    """The environment in which the command finds the database of this test."""
    at = connection.settings_dict
    port = f":{at['PORT']}" if at["PORT"] else ""
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{quote(at['HOST'], safe='')}{port}/{at['NAME']}"
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "BUSINESS_DATE": "2017-12-12",
    }


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=ROOT, env=surroundings(), capture_output=True, text=True, timeout=600, check=False
    )


def definitions() -> list[tuple[str, ...]]:
    """Every index, constraint and trigger of the register."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'members_member' UNION ALL "
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'members_member'::regclass "
            "UNION ALL SELECT tgname, '' FROM pg_trigger "
            "WHERE tgrelid = 'members_member'::regclass AND NOT tgisinternal ORDER BY 1, 2"
        )
        return cursor.fetchall()


def staging_tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if name.startswith("members_bulk")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-MEM-08")
@pytest.mark.parametrize("how", ["keep", "rebuild"])
def test_good_rows_are_loaded_and_bad_ones_go_to_a_file_with_their_reasons(tmp_path, people, how):
    known = identity.decrypt(people.groups[6][0].national_id_encrypted)
    before, there = definitions(), Member.objects.count()
    file = tmp_path / "ทะเบียน.csv"
    file.write_text(
        HEADING
        + line(7001)
        + line(7002, birth_on="๕ ก.ค. ๒๕๒๐", address='"9, หมู่ 1"')
        + line(7001, first_name="ซ้ำในไฟล์")
        + line(7003, national_id=known)
        + line(7004, national_id="1.23457E+12")
        + line(7005, tambon="999999", title="นาย")
        + "สั้นไป,นาง\n"
        + "\n"
        + line(7006, last_name="ท้าย\\ย้อน")
    )
    done = run(file, "--indexes", how)
    assert done.returncode == 0, done.stderr
    assert Member.objects.count() == there + 3
    second = Member.objects.get(national_id_hash=identity.hash(national_id.generate(7002)))
    assert (str(second.birth_on), second.address, second.tambon_id) == (
        "1977-07-05",
        "9, หมู่ 1",
        "100101" if 7002 % 3 == 2 else second.tambon_id,
    )
    assert identity.decrypt(second.national_id_encrypted) == national_id.generate(7002)
    assert second.national_id_masked == national_id.mask(national_id.generate(7002))
    assert second.member_number.startswith(f"{second.province_id}-")
    assert Member.objects.get(national_id_hash=identity.hash(national_id.generate(7006))).last_name == "ท้าย\\ย้อน"
    assert FirstWord.objects.filter(key="หมูมาก1").exists() or FirstWord.objects.filter(key__startswith="หมูมาก").exists()
    assert second.events.count() == 0
    refused = file.with_suffix(".refused.csv").read_text(encoding="utf-8-sig").splitlines()
    reasons = {int(text.split(",")[-2]): text.split(",")[-1] for text in refused[1:]}
    assert set(reasons) == {4, 5, 6, 7, 8}
    assert "ซ้ำกับแถวก่อนหน้า" in reasons[4]
    assert "ขึ้นทะเบียนแล้ว" in reasons[5]
    assert "เลขประจำตัวประชาชน:" in reasons[6]
    assert "คำนำหน้า:" in reasons[7] or "รหัสตำบล:" in reasons[7]
    assert "ช่อง" in reasons[8]
    assert file.with_suffix(".refused.csv").stat().st_mode & 0o077 == 0
    taken = MemberImport.objects.get()
    assert (taken.state, taken.rows, taken.loaded, taken.refused, taken.content) == ("DONE", 8, 3, 5, None)
    assert definitions() == before
    assert staging_tables() == []
    again = run(file)
    assert again.returncode != 0
    assert "นำเข้าแล้วเมื่อ" in again.stderr
    assert Member.objects.count() == there + 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-MEM-08")
def test_a_load_killed_in_the_middle_goes_on_and_writes_nothing_twice(tmp_path, people):
    before, there, rows = definitions(), Member.objects.count(), 45_000
    file = tmp_path / "many.csv"
    file.write_text(HEADING + "".join(line(100_000 + seed) for seed in range(rows)))
    killed_in = []
    for phase in ("staging", "loading"):
        process = subprocess.Popen(
            command(file, "--indexes", "rebuild"), cwd=ROOT, env=surroundings(), stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 300
        while process.poll() is None and time.monotonic() < deadline:
            state = MemberImport.objects.filter(name=file.name).values_list("cursor", flat=True).first() or {}
            if state.get("phase") == phase and _some_stretch_done(phase):
                os.kill(process.pid, signal.SIGKILL)
                killed_in.append(phase)
                break
            time.sleep(0.002)
        process.wait(120)
    done = run(file)
    assert killed_in, "the load was too quick to be killed"
    assert done.returncode == 0 or "นำเข้าแล้วเมื่อ" in done.stderr, done.stderr
    assert Member.objects.count() == there + rows
    taken = MemberImport.objects.get(name=file.name)
    assert (taken.state, taken.loaded, taken.refused) == ("DONE", rows, 0)
    assert definitions() == before
    assert staging_tables() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT province_id, max(right(member_number, 7)::int) - min(right(member_number, 7)::int) + 1, count(*) "
            "FROM members_member WHERE last_name LIKE 'จากไฟล์%' GROUP BY province_id"
        )
        assert all(span == count for _province, span, count in cursor.fetchall())


def _some_stretch_done(phase: str) -> bool:
    tables = [name for name in staging_tables() if name.endswith("_stretch")]
    if not tables:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {tables[0]} WHERE {'staged' if phase == 'staging' else 'loaded'} > 0)"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_while_the_indexes_are_off_nobody_else_adds_a_member(people):
    from django.db import InternalError, ProgrammingError, transaction

    before = definitions()
    with transaction.atomic():
        taken = indexes.take_off()
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            Member.objects.filter(pk=people.groups[6][0].pk).first().save(force_insert=True)
        assert {one.name for one in indexes.missing([one.as_json() for one in taken])} == {one.name for one in taken}
        transaction.set_rollback(True)
    assert definitions() == before


@pytest.mark.parametrize("text", ["", "ไม่มีหัว\n1\n", "\x00\x01"])
@pytest.mark.django_db
def test_a_file_without_the_columns_is_refused_before_anything_is_made(tmp_path, text):
    from areas import business_date
    from members.imports import bulk

    file = tmp_path / "x.csv"
    file.write_text(text)
    with pytest.raises(Refusal):
        bulk.load(path=file, on=business_date.today(), workers=1)
    assert not MemberImport.objects.exists()


def test_the_quick_check_of_a_card_agrees_with_the_slow_one():
    for seed in range(2_000):
        card = national_id.generate(seed)
        for last in "0123456789":
            assert is_card(card[:12] + last) == national_id.is_valid(card[:12] + last)
    for text in ("", "123", "๑๒๓๔๕๖๗๘๙๐๑๒๓", "12345678901x1", "1-2345-67890-12-1"):
        assert not is_card(text)


def test_the_quick_way_and_the_slow_way_read_the_same_person(in_2017):
    checker = RowChecker(tambon={"571403": ("5714", "57")}, on=in_2017)
    cells = [
        "",
        national_id.generate(5),
        " นาง ",
        "ก  ข",
        "ค",
        "5/7/2520",
        "571403",
        "1  หมู่ 2",
        "2007-01-01",
        "",
        "",
        "",
        "",
        "",
    ]
    dashed = [*cells]
    dashed[1] = national_id.format_dashed(cells[1])
    quick, slow = checker.check(cells), checker.check(dashed)
    assert isinstance(quick, Person)
    assert quick == slow
    with pytest.raises(RowRefused):
        checker.check([*cells[:6], "571404", *cells[7:]])
