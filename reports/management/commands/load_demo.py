"""``manage.py load_demo``: the demo province Chiang Rai with invented people, up to a stage of its story."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from areas.services import set_business_date
from reports.demo.stages import DEFAULT, STAGES, up_to


class Command(BaseCommand):
    help = "Load the demo: invented people of Chiang Rai, and their loans up to a stage of the story."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=[stage.name for stage in STAGES], default=DEFAULT)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BUSINESS_DATE_MOVABLE:
            raise CommandError("The demo is loaded only where the business date may be moved: not in production.")
        for stage in up_to(options["stage"]):
            stage.play()
            set_business_date(on=stage.ends_on)
            self.stdout.write(f"{stage.name}: done")
