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
NOT_IN_THE_REPORT_OF_NUMBERS = {
    "member": "counts through all years and up to millions, and no paper bears it alone: the register itself is asked",
}


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


def series_of(tree):
    """The series of which a module takes numbers: each as it begins, or None where that cannot be read."""
    given = [
        (getattr(node.func, "id", getattr(node.func, "attr", "")), word.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "series"
    ]
    for called, series in given:
        if called not in ("take_number", "take_numbers"):
            continue
        begin = series.values[0] if isinstance(series, ast.JoinedStr) else series
        if isinstance(begin, ast.Constant):
            yield begin.value
        elif isinstance(begin, ast.FormattedValue):  # by an argument, whose values stand in the same module
            yield from [f"{one.value}:" for _called, one in given if isinstance(one, ast.Constant)] or [None]
        else:
            yield "letter:" if getattr(begin, "attr", "") == "letter_series" else None


def test_the_report_of_numbers_finds_every_series_of_which_numbers_are_taken():
    from documents import numbers

    known = {*numbers.provided(), *NOT_IN_THE_REPORT_OF_NUMBERS}
    taken = {
        (str(path.relative_to(ROOT)), series)
        for path in files(*OWN)
        if path != ROOT / "documents/services.py"
        for series in series_of(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert len({series for _path, series in taken}) > 15
    assert (
        sorted(
            pair
            for pair in taken
            if not pair[1] or not any(one.startswith(pair[1]) or pair[1] == f"{one}:" for one in known)
        )
        == []
    )
    assert not numbers.provided() & NOT_IN_THE_REPORT_OF_NUMBERS.keys()
