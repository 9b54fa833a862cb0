"""Sweep away handed-in files that no row names; the daily job does the same."""

from typing import Any

from django.core.management.base import BaseCommand

from documents.uploads.upkeep import sweep


class Command(BaseCommand):
    help = "ลบไฟล์ในที่เก็บที่ไม่มีรายการใดอ้างถึงและค้างเกินหนึ่งวัน"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"ลบ {sweep():,} ไฟล์")
