"""Our own compiler of translations writes what gettext reads."""

import gettext

import pytest

from config.embedded.messages import compile_all, read_po

PO = r"""# a comment
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: somewhere:1
#, python-format
msgid "สวัสดี %(name)s"
msgstr "Hello %(name)s"

#, fuzzy
#| msgid "before"
msgid "ไม่แน่ใจ"
msgstr "unsure"

msgctxt "เดือน"
msgid "ก.ค."
msgstr "July"
msgid "%(count)s ฉบับ"
msgid_plural "%(count)s ฉบับหลายฉบับ"
msgstr[0] "%(count)s \"paper\""
msgstr[1] ""
"%(count)s\n"
"papers"

msgid "ยังไม่แปล"
msgstr ""

#~ msgid "gone"
#~ msgstr "gone"
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, encoding="utf-8")
    return folder


def test_gettext_reads_what_was_compiled(folder, tmp_path):
    assert compile_all(tmp_path) == [folder / "django.mo"]
    with open(folder / "django.mo", "rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.gettext("สวัสดี %(name)s") == "Hello %(name)s"
    assert english.pgettext("เดือน", "ก.ค.") == "July"
    assert english.ngettext("%(count)s ฉบับ", "%(count)s ฉบับหลายฉบับ", 1) == '%(count)s "paper"'
    assert english.ngettext("%(count)s ฉบับ", "%(count)s ฉบับหลายฉบับ", 2) == "%(count)s\npapers"
    assert english.gettext("ไม่แน่ใจ") == "ไม่แน่ใจ"
    assert english.gettext("ยังไม่แปล") == "ยังไม่แปล"
    assert english.gettext("gone") == "gone"


def test_it_compiles_only_what_changed(folder, tmp_path):
    compile_all(tmp_path)
    assert compile_all(tmp_path) == []


def test_a_line_of_no_meaning_is_named(folder):
    path = folder / "django.po"
    path.write_text('msgid "a"\nmsgstr "b"\nnonsense\n')
    with pytest.raises(ValueError, match="django.po:3: not a line of a .po file: nonsense"):
        list(read_po(path))
