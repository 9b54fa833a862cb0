"""`make requirements`: each requirement with the tests that hold it, and no mark that means nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.requirements_plugin import declined_requirements, open_requirements, requirement_numbers, table

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def requirements(tmp_path):
    """Give a function that prints the table for one test file, on its own."""

    def run(body):
        (tmp_path / "test_loans.py").write_text(f"import pytest\nmark = pytest.mark.requirement\n{body}")
        words = [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "tests.requirements_plugin", "--requirements"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}
        return subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True)

    return run


def test_each_requirement_has_one_line_and_the_counts_follow(requirements):
    done = requirements(
        "@mark('R-ACT-01')\n@mark('R-ACT-02')\n@pytest.mark.parametrize('n', [1, 2])\ndef test_a(n): ..."
    )
    lines = done.stdout.strip().splitlines()
    assert done.returncode == 0
    assert len(requirement_numbers()) == 277
    assert lines[0] == "R-ACT-01 covered test_loans.py::test_a"
    assert lines[2] == "R-ACT-03 uncovered"
    assert next(line for line in lines if line.startswith("R-HR-05")).startswith("R-HR-05 declined: leave is recorded")
    declined = len(declined_requirements())
    assert lines[277].startswith(f"2 covered, {277 - 2 - declined} uncovered, {declined} declined")


def test_a_number_that_is_in_no_index_fails(requirements):
    done = requirements("@mark('R-NONE-01')\ndef test_a(): ...")
    assert done.returncode != 0
    assert "test_loans.py::test_a is marked R-NONE-01" in done.stdout + done.stderr


def test_more_than_three_marks_on_a_test_fail(requirements):
    done = requirements("@mark('R-ACT-01', 'R-ACT-02')\n@mark('R-ACT-03')\n@mark('R-ACT-04')\ndef test_a(): ...")
    assert done.returncode != 0
    assert "test_loans.py::test_a carries 4 requirement marks" in done.stdout + done.stderr


def test_a_requirement_is_declined_with_a_reason_and_only_while_no_test_holds_it():
    declined = declined_requirements()
    assert set(declined) <= set(requirement_numbers())
    assert all(len(reason) > 20 for reason in declined.values())
    line = next(line for line in table({"R-HR-01": {"tests/test_x.py::test_y": None}}) if line.startswith("R-HR-01"))
    assert line == "R-HR-01 covered tests/test_x.py::test_y"


def test_what_no_test_holds_yet_says_what_is_missing():
    awaited = open_requirements()
    assert set(awaited) <= set(requirement_numbers()) - set(declined_requirements())
    assert all(len(reason) > 20 for reason in awaited.values())
    line = next(line for line in table({}) if line.startswith("R-KPI-01"))
    assert line == f"R-KPI-01 uncovered: {awaited['R-KPI-01']}"
