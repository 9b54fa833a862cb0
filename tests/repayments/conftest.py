"""Two contracts in force, shared by a test file; papers are blank pages where the paper itself is not the matter."""

import pytest

from tests.repayments.factories import quick_papers


@pytest.fixture
def blank_papers():
    patch = quick_papers()
    yield
    patch.undo()
