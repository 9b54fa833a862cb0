"""The screen in a browser, under the strict policy: accessible, narrow enough for a phone, and useful by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.forms import AuthenticationForm
from django.template.loader import render_to_string

from . import specimen

pytestmark = pytest.mark.browser
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
PEOPLE = [{"username": "secretary", "name": "สมมติ", "role": "เลขานุการ อกส.จ.", "password": "demo"}]


def log_in_page():
    return render_to_string(
        "registration/login.html", {"form": AuthenticationForm(), "demo_logins": PEOPLE}, specimen.request()
    )


def not_found_page():
    return render_to_string("404.html", {}, specimen.request())


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("make", [specimen.page, log_in_page, not_found_page], ids=["record", "log_in", "error"])
def test_axe_finds_nothing(show, make, width):
    page = show(make(), width=width)
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(fault["id"], fault["impact"], [node["html"][:120] for node in fault["nodes"]]) for fault in found] == []


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_no_page_is_wider_than_the_screen_and_nothing_breaks_the_policy(show, width):
    page = show(specimen.page(run={"label": "พิมพ์", "finished": True, "percent": 100}), width=width)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


def test_text_is_sarabun_of_16_pixels_with_room_for_thai(show):
    page = show(specimen.page())
    style = page.evaluate(
        "(() => { const s = getComputedStyle(document.body); return [s.fontFamily, s.fontSize, s.lineHeight] })()"
    )
    assert style[0].startswith("Sarabun")
    assert style[1:] == ["16px", "25.6px"]
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Sarabun', 'ก'))")


def test_slash_goes_to_the_search_box(show):
    page = show(specimen.page())
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("a/b")
    assert page.input_value("#top-q") == "a/b"


def test_enter_and_the_arrows_move_along_a_column_of_fields_and_send_nothing(show):
    page = show(specimen.page())
    fields = "".join(f'<input name="{name}" data-column="of" aria-label="{name}">' for name in "abc")
    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)",
        f'<form id="typed" method="post">{fields}<button>ok</button></form>',
    )
    page.evaluate("window.sent = 0; document.getElementById('typed').addEventListener('submit', () => { sent += 1 })")
    page.focus("[name=a]")
    for key, name in (("Enter", "b"), ("ArrowDown", "c"), ("Enter", "c"), ("ArrowUp", "b"), ("ArrowUp", "a")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.name") == name
    assert page.evaluate("window.sent") == 0


def test_j_and_k_walk_along_a_queue_and_the_first_link_has_the_focus(show):
    page = show(specimen.page())
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/instalments/2/"


def test_the_calendar_shows_the_buddhist_era_and_is_worked_by_keyboard(show):
    page = show(specimen.page())
    page.fill("#id_received_on", "5/7/2018")
    page.focus("#id_received_on")
    page.keyboard.press("Alt+ArrowDown")
    assert "กรกฎาคม พ.ศ. 2561" in page.inner_text(".calendar-head")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    assert page.input_value("#id_received_on") == "12/8/2561"
    assert page.evaluate("document.activeElement.id") == "id_received_on"
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_selector(".calendar")
    page.keyboard.press("Escape")
    page.wait_for_selector(".calendar", state="detached", timeout=5_000)


def test_a_dangerous_step_is_asked_and_a_form_is_sent_once(show):
    page = show(specimen.page())
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.click("form[data-confirm] button >> nth=0")
    assert asked == ["ยืนยันการโอนเงินหรือไม่"]
    assert page.evaluate("document.querySelectorAll('form[data-sent]').length") == 0
    sent = page.evaluate(
        """() => {
            const form = [...document.forms].find(one => one.querySelector('#id_received_on'));
            let count = 0;
            document.addEventListener('submit', event => {
                if (!event.defaultPrevented) { count += 1; event.preventDefault(); }
            });
            form.requestSubmit();
            form.requestSubmit();
            return count;
        }"""
    )
    assert sent == 1


def test_sums_of_a_grid_are_exact_to_the_satang(show):
    html = specimen.page().replace(
        "</main>",
        '<input aria-label="a" data-sum="g" value="0.10"><input aria-label="b" data-sum="g" value="1,000.20"></main>',
    )
    page = show(html)
    assert page.inner_text("[data-sum-of=g]") == "1,000.30"
    page.fill("[aria-label=a]", "๑๒.๓๔")
    assert page.inner_text("[data-sum-of=g]") == "1,012.54"


def test_the_rooms_open_on_a_phone_without_script(show):
    page = show(specimen.page(), width=360, script=False)
    assert not page.is_visible(".side-nav")
    page.click(".menu-button")
    assert page.is_visible(".side-nav a[aria-current]")


def test_print_leaves_the_shell_out(show):
    page = show(specimen.page())
    page.emulate_media(media="print")
    assert not page.is_visible(".top")
    assert not page.is_visible(".side")
    assert not page.is_visible(".page-actions")
    assert page.is_visible("h1")
    assert page.is_visible(".fund-table")
