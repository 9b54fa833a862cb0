"""Thai and English are both complete: every word is offered for translation, and every one of them is translated."""

import re
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from config.embedded.messages import read_po

from .sources import ROOMS, ROOT, THAI, is_paper, python_files, templates, unmarked_in_python, unmarked_in_template

ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# The same in both languages: names, numbers, and the languages' own names.
SAME_IN_BOTH = {"English", "PDF", "XLSX", "CSV", "TOTP", "QR"}
THAI_IN_ENGLISH = {"ไทย"}  # a language is named in itself
TYPED_IN_THAI = re.compile("“[^”]*”")  # what a person types or reads in a file is quoted as it is


@pytest.fixture(scope="module")
def entries():
    """The English entries by their Thai source, without the header."""
    return {entry.key: entry for entry in read_po(ENGLISH) if entry.source}


def test_every_thai_word_in_the_code_is_offered_for_translation():
    assert [found for path in python_files() for found in unmarked_in_python(path)] == []


def test_every_thai_word_in_a_screen_is_offered_for_translation():
    screens = [path for path in templates() if not is_paper(path)]
    assert [found for path in screens for found in unmarked_in_template(path)] == []


def test_an_official_paper_is_not_translated():
    marked = re.compile(r"{%\s*(blocktrans|trans)")
    assert [str(path) for path in templates() if is_paper(path) and marked.search(path.read_text())] == []


def test_no_english_entry_is_missing_or_fuzzy(entries):
    incomplete = [key for key, entry in entries.items() if entry.fuzzy or not all(entry.translations.values())]
    assert incomplete == []


def test_no_english_entry_is_still_thai_or_a_copy_of_its_source(entries):
    wrong = [
        f"{entry.source} -> {text}"
        for entry in entries.values()
        for text in entry.translations.values()
        if (THAI.search(TYPED_IN_THAI.sub("", text)) and text not in THAI_IN_ENGLISH)
        or (text == entry.source and text not in SAME_IN_BOTH | THAI_IN_ENGLISH)
    ]
    assert wrong == []


def test_an_english_entry_has_the_placeholders_of_its_source(entries):
    wrong = []
    for entry in entries.values():
        known = set(PLACEHOLDER.findall(entry.source)) | set(PLACEHOLDER.findall(entry.plural or ""))
        for number, text in entry.translations.items():
            found = set(PLACEHOLDER.findall(text))
            one_needs_no_number = entry.plural is not None and number == 0
            if found - known or (known - found and not one_needs_no_number):
                wrong.append(f"{entry.source} -> {text}")
    assert wrong == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="Debian's gettext is needed to collect the strings")
def test_the_translations_are_of_the_strings_that_the_code_has(entries, tmp_path: Path, settings, monkeypatch):
    for folder in (*ROOMS, "thai", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", "data"))
    (tmp_path / "locale").mkdir()
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["en"], no_location=True, no_wrap=True, verbosity=0)
    collected = {entry.key for entry in read_po(tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po")} - {""}
    assert {"missing": collected - set(entries), "left over": set(entries) - collected} == {
        "missing": set(),
        "left over": set(),
    }
