"""Every template can be read by the engine that will draw it."""

import pytest
from django.template.loader import get_template

from .sources import ROOT, templates


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_compiles(path):
    get_template(str(path).partition("/templates/")[2])
