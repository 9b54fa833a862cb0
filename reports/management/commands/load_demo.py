"""``manage.py load_demo``: Chiang Rai with invented people, up to a stage of its story; then two further provinces."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from areas.services import set_business_date
from reports.demo.provinces import job
from reports.demo.stages import DEFAULT, STAGES, up_to


class Command(BaseCommand):
    help = "Load the demo: invented people of Chiang Rai and their loans; a worker plays two more provinces."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=[stage.name for stage in STAGES], default=DEFAULT)
        parser.add_argument("--now", action="store_true", help="play the further provinces here, without a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BUSINESS_DATE_MOVABLE:
            raise CommandError("The demo is loaded only where the business date may be moved: not in production.")
        for stage in up_to(options["stage"]):
            stage.play()
            set_business_date(on=stage.ends_on)
            self.stdout.write(f"{stage.name}: done")
        if options["now"] and options["stage"] == DEFAULT:
            job.finish()
            self.stdout.write("further provinces: done")
