"""How the widgets of forms are drawn: by Django's templates, but for the few that stand in ``templates/widgets``."""

from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.forms import renderers
from django.template.backends.django import DjangoTemplates


class Renderer(renderers.DjangoTemplates):
    """Django's renderer, which finds the widgets of the house before Django's own."""

    @cached_property
    def engine(self) -> DjangoTemplates:
        """The engine of the widgets, apart from that of the pages as in Django."""
        own = Path(settings.BASE_DIR) / "templates" / "widgets"
        django = Path(renderers.__file__).parent / str(DjangoTemplates.app_dirname)
        return self.backend({"APP_DIRS": True, "DIRS": [own, django], "NAME": "widgets", "OPTIONS": {}})
