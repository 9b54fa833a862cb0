"""``manage.py verify_ledger``: whether the books are what they say, in a plain answer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from areas import business_date
from treasury.verification import provinces_with_books, verify


class Command(BaseCommand):
    help = (
        "Verify the books of every province: entries balance, numbers have no gaps, the daily seals hold, signed years "
        "and the budget agree, caches equal their replay. Exits with 1 where something does not hold."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take provinces, and whether caches are to be rebuilt first."""
        parser.add_argument(
            "--province", action="append", default=[], metavar="CODE", help="only this one (repeatable)"
        )
        parser.add_argument("--rebuild", action="store_true", help="write caches anew before they are compared")

    def handle(self, *args: object, **options: Any) -> None:
        """Print a line for each check; what does not hold stands out."""
        wrong, on = 0, business_date.today()
        with translation.override("th"):
            for province in options["province"] or provinces_with_books():
                for verdict in verify(province=province, on=on, rebuild=options["rebuild"]):
                    mark = "OK " if verdict.holds else "!! "
                    self.stdout.write(f"{mark} {province} {verdict.label}: {verdict.detail}")
                    wrong += not verdict.holds
        if wrong:
            raise CommandError(f"{wrong} check(s) do not hold.")
        self.stdout.write("The books hold.")
