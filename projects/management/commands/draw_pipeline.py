from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from projects.pipeline_diagram import draw


class Command(BaseCommand):
    help = "Draws docs/pipeline.md from the table of steps."

    def handle(self, *args, **options) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "pipeline.md"
        path.write_text(draw(), encoding="utf-8")
        self.stdout.write(str(path))
