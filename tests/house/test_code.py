"""Rules of the house that no linter knows: who may read the clock, and how long a file may grow."""

import ast

import pytest

from .sources import ROOMS, ROOT

OWN = [*ROOMS, "thai"]
# "Today" is the business date; only the function that gives it looks at the wall clock.
CLOCK = {
    ("date", "today"),
    ("datetime", "today"),
    ("datetime", "now"),
    ("timezone", "localdate"),
    ("datetime", "utcnow"),
}
MAY_READ_THE_CLOCK = {"areas/business_date.py"}
LONGEST, LONGEST_TEST = 400, 600


def files(*folders):
    return [
        path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts
    ]


def test_today_is_the_business_date_everywhere():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files(*OWN)
        if str(path.relative_to(ROOT)) not in MAY_READ_THE_CLOCK
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (getattr(node.func.value, "id", getattr(node.func.value, "attr", "")), node.func.attr) in CLOCK
    ]
    assert found == []


@pytest.mark.parametrize(("folders", "longest"), [(OWN, LONGEST), (["tests"], LONGEST_TEST)])
def test_no_file_is_too_long_to_be_one_thought(folders, longest):
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in files(*folders)
    }
    assert {name: length for name, length in lengths.items() if length > longest} == {}
