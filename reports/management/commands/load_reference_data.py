"""``manage.py load_reference_data``: what every database needs before its first user."""

from django.core.management.base import BaseCommand

from areas import reference
from treasury.reference import load_chart


class Command(BaseCommand):
    help = "Load provinces, amphoe, tambon, holidays, policies and the chart of accounts. Running it again is harmless."

    def handle(self, *args: object, **options: object) -> None:
        reference.load_all()
        load_chart()
        self.stdout.write("Reference data is loaded.")
