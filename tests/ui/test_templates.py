"""The templates of the shell compile, say what they should in both languages, and name only icons that exist."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings as django_settings
from django.template import engines
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from areas.context import ROOMS

from . import specimen

ROOT = Path(django_settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
OWN = sorted(
    str(path.relative_to(TEMPLATES))
    for folder in ("", "components", "forms", "registration")
    for path in (TEMPLATES / folder).glob("*.html")
)
THAI = re.compile("[\u0e00-\u0e7f]")
SPRITE = ROOT / "static" / "vendor" / "bootstrap-icons" / "icons.svg"
ERRORS = [
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "409.html",
    "500.html",
    "month_closed.html",
    "registration/locked_out.html",
]


def icons_drawn():
    namespace = "{http://www.w3.org/2000/svg}symbol"
    return {symbol.get("id") for symbol in ElementTree.parse(SPRITE).getroot().iter(namespace)}


@pytest.mark.parametrize("name", OWN)
def test_a_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", OWN)
def test_every_thai_word_is_offered_for_translation(name):
    source = (TEMPLATES / name).read_text()
    source = re.sub(
        r"{% blocktranslate.*?{% endblocktranslate %}|{% comment %}.*?{% endcomment %}|{%.*?%}",
        "",
        source,
        flags=re.DOTALL,
    )
    assert [line for line in source.splitlines() if THAI.search(line)] in (
        [],
        [line for line in source.splitlines() if 'lang="th"' in line],
    )


@pytest.mark.parametrize("name", OWN)
def test_no_template_carries_a_style_or_a_script_of_its_own(name):
    source = (TEMPLATES / name).read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:", source)


def test_every_icon_that_a_template_or_the_navigation_names_is_in_the_sprite():
    named = {room[1] for room in ROOMS}
    for path in TEMPLATES.rglob("*.html"):
        named |= set(re.findall(r'components/icon\.html["\'] with [^%]*?name="([^"]+)"', path.read_text()))
    assert named - icons_drawn() == set()


@pytest.mark.parametrize(("language", "word"), [("th", "ข้ามไปเนื้อหา"), ("en", 'lang="en"')])
def test_the_shell_renders_in_both_languages(language, word):
    with translation.override(language):
        html = specimen.page()
    assert f'<html lang="{language}"' in html
    assert word in html
    assert html.count("<h1>") == 1
    assert "<title>" in html
    assert html.count("ชร 12/2561") >= 3  # the browser's title, the heading, the breadcrumbs
    assert ">English<" in html if language == "th" else ">ไทย<" in html


def test_a_value_is_shown_by_its_kind():
    html = specimen.page()
    for shown in ("200,000.00", "1,500.50", "3.00 %", "12.50 %", "5 ก.ค. 2561", "1,234<", "31 ธ.ค. 2561"):
        assert shown in html


def test_an_error_stands_beside_its_field_and_what_was_typed_is_kept():
    html = specimen.page()
    assert 'value="31/2/2561"' in html
    described = re.search(r'name="received_on"[^>]*aria-describedby="([^"]+)"', html)[1].split()
    assert described == ["id_received_on_helptext", "id_received_on_error"]
    assert all(f'id="{target}"' in html for target in described)
    assert re.search(r'name="received_on"[^>]*aria-invalid="true"', html)


def test_a_visitor_who_is_not_logged_in_sees_neither_rooms_nor_search():
    from django.contrib.auth.models import AnonymousUser

    request = specimen.request()
    request.user = AnonymousUser()
    html = engines["django"].from_string('{% extends "base.html" %}').render({}, request)
    assert "side-nav" not in html
    assert 'role="search"' not in html


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_no_request_and_says_what_to_do(name):
    html = render_to_string(name)
    assert html.count("<h1>") == 1
    assert re.search(r"<p>[^<]+</p>", html)
    assert 'class="btn btn-' in html


def test_a_closed_month_is_named():
    from datetime import date

    html = render_to_string("month_closed.html", {"month": date(2018, 7, 1)})
    assert "บัญชีเดือน กรกฎาคม 2561 ปิดแล้ว" in html


def test_a_refused_button_says_why_and_cannot_be_pressed():
    html = render_to_string("components/refused_button.html", {"label": "อนุมัติ", "reason": "ผู้จัดทำอนุมัติเองไม่ได้"})
    assert "disabled" in html
    assert "ผู้จัดทำอนุมัติเองไม่ได้" in html


def test_a_finished_run_is_polled_no_more():
    run = {"label": "พิมพ์", "percent": 40, "finished": False}
    assert 'hx-trigger="every 2s"' in render_to_string("components/progress.html", {"run": run, "poll_url": "/p/"})
    assert "hx-trigger" not in render_to_string(
        "components/progress.html", {"run": {**run, "finished": True}, "poll_url": "/p/"}
    )


def test_what_a_person_typed_is_escaped_in_every_piece():
    nasty = "<b>x</b>"
    table = {
        "columns": [{"label": nasty}],
        "rows": [{"url": "/x/", "cells": [nasty]}],
        "totals": [{"value": nasty, "note": nasty}],
    }
    html = render_to_string("components/table.html", {"table": table})
    html += render_to_string("components/timeline.html", {"events": [{"what": nasty, "who": nasty, "why": nasty}]})
    html += render_to_string("components/facts.html", {"facts": [{"label": nasty, "value": nasty}]})
    assert nasty not in html


def test_every_kind_of_cell_escapes_what_it_shows_and_keeps_what_is_html():
    bad = "<script>alert('x')</script>"
    cells = [
        bad,
        {"value": bad, "kind": "text", "note": bad},
        {"value": bad, "kind": "name", "url": '/a/?q="><b>'},
        {"value": bad, "kind": "state", "tone": "bad"},
        {"value": mark_safe("<em>kept</em>"), "kind": "html"},
        None,
        7,
    ]
    found = (
        engines["django"]
        .from_string("{% load table_cells %}<tr>{% row_cells cells row %}</tr>{% cell one %}")
        .render({"cells": cells, "row": {"url": '/row/?"'}, "one": {"value": bad, "note": bad}})
    )
    assert "<script" not in found
    assert '"><b>' not in found
    assert found.count("&lt;script&gt;") == 7
    assert "<em>kept</em>" in found
    assert '<a href="/row/?&quot;">' in found
    assert found.count("<td") == len(cells)


def test_the_demo_offers_its_people_at_the_door_and_production_does_not():
    people = [{"username": "secretary", "role": "เลขานุการ อกส.จ.", "password": "only-for-the-demo"}]
    assert "only-for-the-demo" in render_to_string(
        "registration/login.html", {"form": LoginForm(), "demo_logins": people}
    )
    assert "login-people" not in render_to_string("registration/login.html", {"form": LoginForm()})


def LoginForm():  # noqa: N802
    """Return Django's own log-in form without a request."""
    from django.contrib.auth.forms import AuthenticationForm

    return AuthenticationForm()


def test_each_vendored_folder_carries_its_licence():
    vendor = ROOT / "static" / "vendor"
    folders = [path for path in vendor.iterdir() if path.is_dir()]
    assert {path.name for path in folders} == {"bootstrap", "bootstrap-icons", "sarabun"}
    assert all((path / "LICENSE").stat().st_size > 500 for path in folders)


def test_every_file_that_a_stylesheet_names_exists():
    for sheet in (ROOT / "static").rglob("*.css"):
        assert "sourceMappingURL" not in sheet.read_text()
        for target in re.findall(r'url\("?(?!data:)([^")]+)"?\)', sheet.read_text()):
            assert target.startswith("data:") or (sheet.parent / target).exists(), target
