"""Every form does its work once: the same key with the same content is answered again, with other content it is 409."""

import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory
from django.urls import reverse

from areas import once
from areas.models import RoleAssignment, SentForm, User
from areas.roles import ROLES, Role
from tests.areas.test_access_matrix import OURS
from tests.house.sources import ROOT
from treasury.models import JournalEntry

# What is sent to these creates no money and no decision: who somebody is, and how she sees the pages.
FOR_EVERYBODY = {"public", "logged-in"}
# Who may send it, by permission: one role that holds it.
HOLDERS = {name: role for role in Role for name in ROLES[role].may}
SENT_TO = [
    (name, path, view.permission)
    for name, path, view in OURS
    if view.permission not in FOR_EVERYBODY and getattr(view, "is_done_once", False)
]


@pytest.fixture
def sender(db, in_2017, client):
    """Give a function that logs somebody in who holds a permission everywhere."""

    def log_in(permission):
        user, _new = User.objects.get_or_create(username=f"once-{HOLDERS[permission]}".lower())
        RoleAssignment.objects.get_or_create(
            user=user, role=HOLDERS[permission], province_id="57", valid_from=date(2016, 10, 1)
        )
        client.force_login(user)
        return user

    return log_in


def test_every_view_with_a_permission_is_done_once():
    assert [name for name, _path, view in OURS if view.permission not in FOR_EVERYBODY and not view.is_done_once] == []


def test_every_form_of_every_page_carries_a_key():
    """The key stands in ``{% csrf_token %}``; a form without it could not be sent at all."""
    without = []
    for template in (ROOT / "templates").rglob("*.html"):
        for form in re.findall(r"<form\b(.*?)</form>", template.read_text(encoding="utf-8"), re.S):
            if re.match(r"[^>]*method=.post", form) and "{% csrf_token %}" not in form:
                without.append(str(template))
    assert without == []


@pytest.mark.parametrize(("name", "path", "permission"), SENT_TO, ids=[name for name, *_rest in SENT_TO])
def test_a_key_that_was_used_up_is_a_conflict_with_other_content_and_the_same_answer_with_the_same(
    name, path, permission, sender, client
):
    user, key = sender(permission), uuid4()
    request = RequestFactory().post(path, {"amount": "1"})
    request.user = user
    kept = SentForm.objects.create(key=key, user=user, sha256=once.fingerprint(request), answer="/kept/")
    other = client.post(path, {"amount": "2", once.FIELD: str(key)})
    if other.status_code == 405:
        return  # nothing is sent to this page
    assert (other.status_code, "ส่งไปแล้วด้วยข้อมูลอื่น" in other.content.decode()) == (409, True)
    same = client.post(path, {"amount": "1", once.FIELD: str(key)})
    assert (same.status_code, same["Location"]) == (302, "/kept/")
    assert list(SentForm.objects.all()) == [kept]


# -- through a real form -----------------------------------------------------------------------------------------------
ON = date(2018, 8, 20)


def key_in(page):
    [key] = re.findall(rf'name="{once.FIELD}" value="([0-9a-f-]+)"', page.split("<h1", 1)[1])[:1]
    return key


def fee(key, **changed):
    return {"reference": "ส.ค.", "on": "20/8/2561", "amount": "2.00", once.FIELD: key} | changed


def test_a_form_sent_twice_books_once_and_leads_to_the_same_page(db, log_in, business_date):
    business_date(ON)
    client, page = log_in("accountant"), reverse("treasury:fee")
    key = key_in(client.get(page).content.decode())
    first, again = client.post(page, fee(key)), client.post(page, fee(key))
    assert first["Location"] == again["Location"]
    assert JournalEntry.objects.filter(kind="BANK_FEE").count() == 1
    assert "บันทึกไว้แล้ว" in client.get(first["Location"]).content.decode()
    assert client.post(page, fee(key, amount="3.00")).status_code == 409
    assert JournalEntry.objects.filter(kind="BANK_FEE").count() == 1


def test_a_refused_form_is_corrected_and_sent_again_with_its_key(db, log_in, business_date):
    business_date(ON)
    client, page = log_in("accountant"), reverse("treasury:fee")
    key = key_in(client.get(page).content.decode())
    assert client.post(page, fee(key, amount="0")).status_code == 200
    assert not SentForm.objects.exists()
    assert client.post(page, fee(key)).status_code == 302
    assert [entry.postings.filter(amount__gt=0).get().amount for entry in JournalEntry.objects.all()] == [Decimal("2")]


def test_the_key_of_one_person_is_not_that_of_another(db, log_in, business_date, people):
    business_date(ON)
    page, key = reverse("treasury:fee"), str(uuid4())
    assert log_in("accountant").post(page, fee(key)).status_code == 302
    other = RequestFactory().post(page, fee(key))
    other.user = people.users["chief"]
    with pytest.raises(once.KeyReused):
        once.answered(other, lambda: redirect("/done/"))


# -- the mechanism -----------------------------------------------------------------------------------------------------
def sent(people, **typed):
    from django.contrib.messages.storage.cookie import CookieStorage

    request = RequestFactory().post("/somewhere/", typed)
    request.user = people.users["accountant"]
    request._messages = CookieStorage(request)
    return request


def test_a_refusal_that_leads_back_does_not_use_the_key_up(db, people):
    key, said = str(uuid4()), []

    def refuses():
        messages.error(said[-1], "ไม่ได้")
        return redirect("/back/")

    said.append(sent(people, **{once.FIELD: key}))
    once.answered(said[-1], refuses)
    assert not SentForm.objects.exists()
    once.answered(sent(people, **{once.FIELD: key}), lambda: redirect("/done/"))
    assert SentForm.objects.get().answer == "/done/"


def test_work_that_fails_leaves_no_key_behind(db, people):
    def breaks():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once.answered(sent(people, **{once.FIELD: str(uuid4())}), breaks)
    assert not SentForm.objects.exists()


def test_files_are_content_too_and_the_view_still_reads_them(db, people):
    def with_file(content):
        return sent(people, **{once.FIELD: "", "file": SimpleUploadedFile("a.txt", content)})

    one = with_file(b"one")
    assert once.fingerprint(one) == once.fingerprint(with_file(b"one")) != once.fingerprint(with_file(b"two"))
    assert one.FILES["file"].read() == b"one"


def test_a_form_without_a_key_is_answered_as_it_comes_and_a_bad_key_is_refused(db, people):
    assert once.answered(sent(people), lambda: HttpResponse("here")).content == b"here"
    with pytest.raises(BadRequest):
        once.answered(sent(people, **{once.FIELD: "1"}), lambda: HttpResponse("here"))
