"""Which test holds which requirement: checks the marks of every run, and prints the table for ``--requirements``."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"
MOST_MARKS = 3  # a test that claims more holds none of them well


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that prints the table instead of running the tests."""
    parser.addoption("--requirements", action="store_true", help="print each requirement with the tests that hold it")


def pytest_configure(config: pytest.Config) -> None:
    """Keep pytest's own lines out of the table."""
    if config.getoption("--requirements"):
        config.option.verbose = -2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse a mark that names no requirement, and a test with too many marks."""
    known = requirement_numbers()
    holding: dict[str, dict[str, None]] = defaultdict(dict)
    for item in items:
        numbers = [number for mark in item.iter_markers("requirement") for number in mark.args]
        test = item.nodeid.split("[", 1)[0]
        for number in numbers:
            if number not in known:
                raise pytest.UsageError(f"{test} is marked {number}, which docs/requirements_index.csv does not know.")
            holding[number][test] = None
        if len(numbers) > MOST_MARKS:
            raise pytest.UsageError(f"{test} carries {len(numbers)} requirement marks; at most {MOST_MARKS} are meant.")
    if config.getoption("--requirements"):
        print("\n".join(table(holding)))
        items.clear()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Having run no test is right, where only the table was asked for."""
    if session.config.getoption("--requirements") and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK


def table(holding: dict[str, dict[str, None]]) -> list[str]:
    """Give one line for each requirement, then the counts."""
    declined, awaited = declined_requirements(), open_requirements()
    lines, counts = [], {"covered": 0, "uncovered": 0, "declined": 0}
    for number in requirement_numbers():
        if holding.get(number):
            state, rest = "covered", " " + " ".join(holding[number])
        elif number in declined:
            state, rest = "declined", f": {declined[number]}"
        else:
            state, rest = "uncovered", f": {awaited[number]}" if number in awaited else ""
        counts[state] += 1
        lines.append(f"{number} {state}{rest}")
    lines.append(", ".join(f"{count} {state}" for state, count in counts.items()) + f", {len(lines)} in all")
    return lines


def requirement_numbers() -> list[str]:
    """Give the number of every requirement, in the order of the index."""
    return [row["id"] for row in _rows("requirements_index.csv")]


def declined_requirements() -> dict[str, str]:
    """Give the requirements that this system leaves to others, each with its reason."""
    return {row["id"]: row["reason"] for row in _rows("requirements_declined.csv")}


def open_requirements() -> dict[str, str]:
    """Give the requirements that no test holds yet, each with what is missing."""
    return {row["id"]: row["reason"] for row in _rows("requirements_open.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with open(DOCS / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
