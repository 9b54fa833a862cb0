from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from debt_followup.lives import draw


class Command(BaseCommand):
    help = "Draws docs/debt_lives.md from the tables of steps."

    def handle(self, *args, **options) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "debt_lives.md"
        path.write_text(draw(), encoding="utf-8")
        self.stdout.write(str(path))
