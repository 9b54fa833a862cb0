"""A new password of one's own: what is wrong with it is said in the language of the page."""

import pytest
from django.urls import reverse

from areas.demo import PASSWORD

GOOD = "ดอกมะลิ-บานเช้า-2561"


def change(client, *, old=PASSWORD, new=GOOD, again=None):
    """Send the form as the page does."""
    typed = {"old_password": old, "new_password1": new, "new_password2": new if again is None else again}
    return client.post(reverse("change_password"), typed)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"new": "12345678"}, "รหัสผ่านสั้นเกินไป ต้องมีอย่างน้อย 12 ตัวอักษร"),
        ({"new": "12345678"}, "รหัสผ่านนี้มีผู้ใช้กันทั่วไป เดาได้ง่าย"),
        ({"new": "accountant-25"}, "รหัสผ่านคล้ายชื่อหรือข้อมูลของท่านเกินไป"),
        ({"old": "ไม่ใช่รหัสเดิม"}, "รหัสผ่านเดิมไม่ถูกต้อง"),
        ({"again": "คนละอย่างกัน-2561"}, "รหัสผ่านใหม่ที่กรอกสองครั้งไม่ตรงกัน"),
    ],
)
def test_a_password_is_refused_with_its_sentence_and_stays_as_it_was(log_in, users, typed, sentence):
    answer = change(log_in("accountant"), **typed)
    assert sentence in answer.content.decode()
    assert "Your password" not in answer.content.decode()
    users["accountant"].refresh_from_db()
    assert users["accountant"].check_password(PASSWORD)


def test_a_good_password_is_taken(log_in, users):
    assert change(log_in("accountant")).status_code == 302
    users["accountant"].refresh_from_db()
    assert users["accountant"].check_password(GOOD)
