"""Where Thai words stand in the sources, and which of them are offered for translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = [
    "reports",
    "debt_followup",
    "repayments",
    "loans",
    "projects",
    "members",
    "treasury",
    "documents",
    "jobs",
    "areas",
    "config",
]
THAI = re.compile("[\u0e00-\u0e7f]")
MARKERS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "npgettext",
    "pgettext",
    "pgettext_lazy",
    "sentence",
}
# Thai that stays Thai: official papers, data, the demo's people, commands and settings for those who run the system.
STAYS_THAI = re.compile(
    r"(^|/)(migrations|letters|papers|data|seeds|demo|management|rendering)(/|$)"
    r"|/(letters|reference|templatetags/papers)\.py$"
    r"|^config/(settings|embedded)/"
)
EXCUSE = "# stays Thai:"  # on the string's own line, followed by the reason
EXCUSE_OF_FILE = "# stays Thai throughout:"  # on a line of its own, for a file whose words all go into papers or books


def python_files() -> list[Path]:
    """Every Python file of the rooms whose words a person may read on a screen."""
    files = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return [path for path in files if not STAYS_THAI.search(str(path.relative_to(ROOT)))]


def templates() -> list[Path]:
    """Every template of ours."""
    folders = [ROOT / "templates", *(ROOT / room / "templates" for room in ROOMS)]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".html", ".txt", ".svg"))


def is_paper(template: Path) -> bool:
    """Tell whether the template is an official paper, which is Thai whoever reads it."""
    return "papers" in template.relative_to(ROOT).parts


def unmarked_in_python(path: Path) -> Iterator[str]:
    """Give ``file:line: words`` for each Thai string that no call offers for translation."""
    source = path.read_text(encoding="utf-8")
    if not THAI.search(source) or EXCUSE_OF_FILE in source:
        return
    lines, tree = source.splitlines(), ast.parse(source)
    allowed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            allowed.add(id(node.value))  # docstrings, and the strings below attributes
        elif isinstance(node, ast.Call) and _name(node.func) in MARKERS:
            allowed.update(id(inner) for argument in node.args for inner in ast.walk(argument))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in allowed:
            last = getattr(node, "end_lineno", None) or node.lineno
            if THAI.search(node.value) and not any(EXCUSE in line for line in lines[node.lineno - 1 : last]):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.value[:60]}"


def unmarked_in_template(path: Path) -> Iterator[str]:
    """Give ``file:line: words`` for each Thai text outside the translation tags."""
    source = path.read_text(encoding="utf-8")
    if not THAI.search(source):
        return
    lines, skipping = source.splitlines(), ""
    for token in Lexer(source).tokenize():
        word = token.contents.split(" ", 1)[0] if token.token_type is TokenType.BLOCK else ""
        if skipping:
            skipping = "" if word == f"end{skipping}" else skipping
            continue
        if word in ("blocktranslate", "blocktrans", "comment"):
            skipping = word
            continue
        text = token.contents
        if word in ("translate", "trans") or token.token_type is TokenType.COMMENT:
            continue
        if token.token_type is not TokenType.TEXT:
            text = re.sub(r"""_\((["']).*?\1\)""", "", text)
        for offset, line in enumerate(text.split("\n")):
            number = token.lineno + offset
            if THAI.search(line) and 'lang="th"' not in lines[number - 1]:
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()[:60]}"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
