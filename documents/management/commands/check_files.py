"""Compare the rows of handed-in files with the disk."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.uploads.upkeep import check


class Command(BaseCommand):
    help = "อ่านไฟล์แนบทุกไฟล์เทียบกับค่าแฮชที่บันทึกไว้ บอกไฟล์ที่หายหรือเสีย (รหัสออก 1)"

    def handle(self, *args: Any, **options: Any) -> None:
        seen, faults = check()
        for fault in faults:
            self.stdout.write(f"{'หาย' if fault.what == 'MISSING' else 'เสีย'} {fault.sha256}")
        if faults:
            raise CommandError(f"ไฟล์แนบ {seen:,} ไฟล์ หายหรือเสีย {len(faults):,} ไฟล์ กู้จากสำเนาสำรองของ ATTACHMENT_ROOT")
        self.stdout.write(f"ไฟล์แนบ {seen:,} ไฟล์ ครบและตรงทุกไฟล์")
