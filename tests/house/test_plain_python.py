"""The calculation functions that an auditor may call from a plain shell: their names, their arguments, no Django."""

import os
import subprocess
import sys

import pytest

from .sources import ROOT

FUNCTIONS = {
    "loans.rules.stamp_duty": "*, principal",
    "loans.rules.schedule": "*, principal, annual_rate, disbursed_on, due_dates, is_business_day",
    "loans.rules.propose_due_dates": "*, disbursed_on, instalments, months_between, due_day=5",
    "repayments.rules.default_interest": "*, principal, due_on, paid_on, annual_rate=Decimal('0.075'), day_basis=360",
    "repayments.rules.allocate": "*, instalments, payments, as_of, terms",
    "debt_followup.rules.last_day_to_sue": "*, unpaid_due_dates, interruptions, years=5",
    "areas.rules.add_business_days": "*, start, days, is_business_day",
    "areas.rules.next_business_day": "*, day, is_business_day",
    "thai.baht.in_words": "amount",
    "thai.digits.to_thai": "text",
    "thai.dates.format_long": "day, thai_digits=True",
    "thai.dates.parse": "text",
    "thai.national_id.is_valid": "text",
}
# Further arguments may follow; without a default none may.
ASK = """
import inspect
import sys
from decimal import Decimal
from importlib import import_module
room, _dot, name = sys.argv[1].rpartition(".")
function = getattr(import_module(room), name)
named = inspect.signature(function).parameters
wanted = inspect.signature(eval(f"lambda {sys.argv[2]}: None")).parameters
for asked, has in zip(wanted.values(), named.values(), strict=False):
    assert (asked.name, asked.kind, asked.default) == (has.name, has.kind, has.default), (asked, has)
further = list(named.values())[len(wanted):]
assert all(one.default is not one.empty for one in further), further
assert function.__doc__
assert "django" not in sys.modules, "a calculation needs no Django"
"""


@pytest.mark.parametrize(("name", "arguments"), FUNCTIONS.items())
def test_a_calculation_is_called_by_its_name_and_arguments_without_django(name, arguments):
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "DATABASE", "REDIS"))}
    done = subprocess.run(
        [sys.executable, "-c", ASK, name, arguments], cwd=ROOT, env=plain, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
