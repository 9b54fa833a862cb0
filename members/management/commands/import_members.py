"""``manage.py import_members FILE``: take millions of members in from one CSV file."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from areas import business_date
from members.imports import bulk
from thai.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Takes in the natural persons of a CSV file, however large. Started again after it was killed, it goes on "
        "where it stopped; a file that is in is refused. Refused rows go to a file of their own, with the reasons."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV with headings, in UTF-8 or Windows-874, a row a line")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes; default: every core")
        parser.add_argument(
            "--indexes",
            choices=["auto", "keep", "rebuild"],
            default="auto",
            help="rebuild: take the indexes off and make them anew afterwards, during which nobody else can register "
            "members; auto: where the file is larger than the register",
        )
        parser.add_argument("--refused", type=Path, help="where refused rows go; default: beside the file")

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild = {"auto": None, "keep": False, "rebuild": True}[options["indexes"]]
        with translation.override("th"):
            try:
                outcome = bulk.load(
                    path=options["file"],
                    on=business_date.today(),
                    workers=max(1, options["workers"]),
                    rebuild=rebuild,
                    refused_file=options["refused"],
                    say=self.stdout.write,
                )
            except Refusal as refused:
                raise CommandError(str(refused)) from refused
        took = sum(outcome.seconds.values())
        parts = ", ".join(f"{phase} {seconds:.1f} s" for phase, seconds in outcome.seconds.items())
        self.stdout.write(f"อ่าน {outcome.rows:,} แถว บันทึก {outcome.loaded:,} แถว ไม่รับ {outcome.refused:,} แถว")
        self.stdout.write(f"{took:.1f} s, {outcome.rows / took if took else 0:,.0f} rows/s ({parts})")
        if outcome.refused_file is not None:
            self.stdout.write(f"แถวที่ไม่รับ: {outcome.refused_file}")
