"""Logging in and out, the second factor, language, business date, health, and refusals as pages."""

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from areas import business_date as today
from areas.demo import PASSWORD
from areas.middleware import RefusalMiddleware
from areas.models import BusinessDate
from thai.refusals import Refusal


def code_of(device: TOTPDevice) -> str:
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift).token():06d}"


def test_a_user_logs_in_with_her_password_and_out_again(client, people):
    answer = client.post(reverse("log_in"), {"username": "khuntan", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get(reverse("members:list")).status_code == 200
    client.post(reverse("log_out"))
    assert client.get(reverse("members:list"))["Location"].startswith(reverse("log_in"))


def test_a_wrong_password_is_told_in_a_sentence(client, people):
    page = client.post(reverse("log_in"), {"username": "khuntan", "password": "x"}).content.decode()
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in page


def test_the_log_in_page_offers_the_demos_people_in_the_demo_only(client, people, settings):
    assert "fund-demo" not in client.get(reverse("log_in")).content.decode()
    settings.DEMO = True
    page = client.get(reverse("log_in")).content.decode()
    assert all(username in page for username in people.users)


def test_after_five_wrong_passwords_the_log_in_is_closed_for_a_while(client, people, settings):
    settings.AXES_ENABLED = True
    for _attempt in range(5):
        answer = client.post(reverse("log_in"), {"username": "khuntan", "password": "x"})
    assert answer.status_code == 429
    assert "ใส่รหัสผ่านผิดหลายครั้งติดต่อกัน" in answer.content.decode()
    assert client.post(reverse("log_in"), {"username": "khuntan", "password": PASSWORD}).status_code == 429


def test_a_role_that_moves_money_sets_up_its_second_factor_before_anything_else(log_in, people, settings, in_2017):
    settings.REQUIRE_TOTP = True
    client = log_in("chief")
    to_factor = client.get("/members/")
    assert to_factor["Location"] == "/accounts/second-factor/?next=%2Fmembers%2F"
    to_set_up = client.get(to_factor["Location"])
    assert to_set_up["Location"].startswith("/accounts/second-factor/set-up/")
    page = client.get(to_set_up["Location"]).content.decode()
    assert "<svg" in page
    device = TOTPDevice.objects.get(user=people.users["chief"], confirmed=False)
    wrong = client.post(to_set_up["Location"], {"token": "000000", "next": "/members/"})
    assert "รหัสไม่ถูกต้อง" in wrong.content.decode()
    device.refresh_from_db()
    device.throttle_reset()
    answer = client.post(to_set_up["Location"], {"token": code_of(device), "next": "/members/"})
    assert answer["Location"] == "/members/"
    assert client.get("/members/").status_code == 200


def test_a_second_factor_is_asked_for_in_every_session_and_cannot_be_replaced_without_it(
    log_in, people, settings, in_2017
):
    settings.REQUIRE_TOTP = True
    device = TOTPDevice.objects.create(user=people.users["accountant"], confirmed=True)
    client = log_in("accountant")
    assert client.get("/members/").status_code == 302
    assert client.get(reverse("set_up_second_factor"))["Location"] == reverse("second_factor")
    assert "ตัวเลข 6 หลัก" in client.post(reverse("second_factor"), {"token": "12x"}).content.decode()
    answer = client.post(reverse("second_factor"), {"token": code_of(device), "next": "https://elsewhere.example/"})
    assert answer["Location"] == reverse("my_work")
    assert client.get("/members/").status_code == 200


def test_a_role_that_moves_no_money_needs_no_second_factor(log_in, settings, in_2017):
    settings.REQUIRE_TOTP = True
    assert log_in("khuntan").get("/members/").status_code == 200


def test_the_admin_asks_for_the_second_factor_too_and_has_no_log_in_of_its_own(log_in, client, settings):
    assert client.get("/admin/login/")["Location"].startswith("/accounts/log-in/")
    settings.REQUIRE_TOTP = True
    staff = log_in("admin")
    assert staff.get("/admin/")["Location"].startswith("/admin/login/")
    assert staff.get("/admin/login/?next=/admin/")["Location"] == "/accounts/second-factor/?next=%2Fadmin%2F"
    settings.REQUIRE_TOTP = False
    assert staff.get("/admin/").status_code == 200
    assert log_in("khuntan").get("/admin/").status_code == 302


@pytest.mark.parametrize("model", ["user", "policy", "holiday", "office", "tambon", "roleassignment", "signatory"])
def test_the_administrator_reads_every_table_of_settings(log_in, model):
    client = log_in("admin")
    assert client.get(f"/admin/areas/{model}/").status_code == 200
    added = client.get(f"/admin/areas/{model}/add/").status_code
    assert added == (403 if model == "tambon" else 200)


def test_pages_are_thai_until_english_is_chosen_whatever_the_browser_prefers(client, db):
    thai = client.get(reverse("log_in"), headers={"accept-language": "en-US"})
    assert '<html lang="th"' in thai.content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": reverse("log_in")})
    assert '<html lang="en"' in client.get(reverse("log_in")).content.decode()


def test_the_demos_date_is_moved_with_a_thai_date_and_everything_stands_on_it(log_in, settings):
    client = log_in("khuntan")
    answer = client.post(reverse("set_business_date"), {"business_date": "5/7/2561", "next": "/members/"})
    assert answer["Location"] == "/members/"
    assert today.today() == date(2018, 7, 5)
    page = client.get("/members/").content.decode()
    assert "ระบบย้ายมาอยู่วันที่ 5 ก.ค. 2561 แล้ว" in page
    client.post(reverse("set_business_date"), {"business_date": "31/2/2561", "next": "/members/"})
    assert "31" in client.get("/members/").content.decode()
    assert today.today() == date(2018, 7, 5)


def test_nobody_moves_the_date_where_it_is_not_movable(log_in, settings):
    settings.BUSINESS_DATE_MOVABLE = False
    answer = log_in("khuntan").post(reverse("set_business_date"), {"business_date": "5/7/2561"})
    assert answer.status_code == 404
    assert not BusinessDate.objects.exists()


def test_health_answers_without_a_log_in(client, db):
    answer = client.get("/accounts/health")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok"})


def test_a_refusal_that_no_view_caught_is_a_page_with_its_sentence_and_not_a_fault(db):
    request = RequestFactory().get("/members/")
    middleware = RefusalMiddleware(lambda request: HttpResponse())
    answer = middleware.process_exception(request, Refusal("สมุดของเดือนนี้ปิดแล้ว"))
    assert answer.status_code == 409
    assert "สมุดของเดือนนี้ปิดแล้ว" in answer.content.decode()
    assert middleware.process_exception(request, ValueError("a fault")) is None


def test_an_address_that_leads_nowhere_has_its_own_page(log_in):
    answer = log_in("khuntan").get("/members/key/999999999/")
    assert answer.status_code == 404
    assert "404" in answer.content.decode()


def test_the_audit_lists_accesses_to_those_who_may_read_it(log_in, people, in_2017):
    member = people.groups[6][0]
    log_in("khuntan").post(f"/members/{member.member_number}/reveal/", {"reason": "พิมพ์สัญญา"})
    client = log_in("auditor")
    page = client.get(reverse("audit")).content.decode()
    assert "พิมพ์สัญญา" in page
    assert f"/members/key/{member.pk}/" in page
    assert "พิมพ์สัญญา" not in client.get(reverse("audit"), {"action": "EXPORT"}).content.decode()
    assert "พิมพ์สัญญา" in client.get(reverse("audit"), {"who": "khuntan", "subject": "member:"}).content.decode()
    assert log_in("secretary").get(reverse("audit")).status_code == 403


def test_everybody_reads_the_policies_with_their_sources(log_in, in_2017):
    page = log_in("yanghom").get(reverse("policies")).content.decode()
    assert "200,000" in page
    assert "3.00 %" in page
    assert "ยังไม่ถึงวัน" in page
