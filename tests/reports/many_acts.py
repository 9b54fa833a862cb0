"""What the pages of acknowledgements, waivers and legal files show: one of each at work, and many before it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from debt_followup import services

ON = date(2018, 9, 30)


class Acts:
    """An acknowledgement whose one signature is asked to be taken back, a waiver that waits, a suit, a death."""

    def __init__(self, province) -> None:
        self.by, self.chief, debtor = province.users["secretary"], province.users["chief"], province.debtor
        given = {"by": self.by, "on": ON}
        self.acknowledgement = services.prepare_acknowledgement(
            contract=debtor,
            parties=[one.pk for one in debtor.parties.all()],
            count=6,
            first_due_on=date(2018, 11, 5),
            months_between=1,
            place="สำนักงานพัฒนาชุมชน",
            **given,
        )
        signer = self.acknowledgement.signers.first()
        services.register_signatures(acknowledgement=self.acknowledgement, signed={signer.pk: ON}, file=scan(), **given)
        self.void = services.ask_void(entry=signer, reason="ลงนามผิดคน ผู้ลงนามจริงคืออีกคนหนึ่ง", **given)
        self.waiver = services.ask_waiver(
            contract=debtor, amount=Decimal("100.00"), decision_number="9/2561", decided_on=ON, reason="ภัยแล้ง", **given
        )
        self.waived = services.ask_waiver(
            contract=province.payer, amount=Decimal("1.00"), decision_number="8/2561", decided_on=date(2018, 7, 19),
            reason="ภัยแล้ง", **given,
        )  # fmt: skip
        self.waived = services.approve_waiver(waiver=self.waived, by=self.chief, on=ON)
        self.suit = services.open_file(contract=debtor, kind="LITIGATION", reason="ผิดนัดตามหนังสือรับสภาพหนี้", **given)
        services.record_day(file=self.suit, day="SENT", happened_on=ON, text="ส่งอัยการจังหวัด", **given)
        self.note = services.add_note(file=self.suit, text="อัยการรับเรื่องแล้ว", **given)
        dead = debtor.parties.last()
        self.death = services.open_file(contract=debtor, kind="DEATH", party=dead.pk, reason="บุตรแจ้ง", **given)
        services.record_day(file=self.death, day="LEARNED", happened_on=ON, **given)
        self.heir = services.add_addressee(
            file=self.death, role="HEIR", name="นายทายาท ใจดี", address="9 หมู่ 1", standing="บุตร", **given
        )

    def grow(self, numbers: range, alike: Callable) -> None:
        """Add so many of each that are over."""
        papers = alike(self.acknowledgement.document, numbers, number=lambda n: f"copy {n}/2561")
        alike(
            self.acknowledgement,
            numbers,
            number=lambda n: 1000 + n,
            state=lambda n: "CANCELLED",
            ended_on=lambda n: ON,
            ended_reason=lambda n: "พิมพ์ผิด",
            document_id=lambda n: papers[n - numbers.start].pk,
            event_id=lambda n: None,
        )
        alike(
            self.waiver,
            numbers,
            state=lambda n: "REFUSED",
            decided_by_id=lambda n: self.chief.pk,
            note=lambda n: "ยอดไม่ตรง",
        )
        alike(
            self.void,
            numbers,
            state=lambda n: "REFUSED",
            decided_by_id=lambda n: self.chief.pk,
            decided_on=lambda n: ON,
            decided_at=lambda n: self.void.asked_at,
            note=lambda n: "เป็นลายมือชื่อของผู้นี้จริง",
        )
        over = {"closed_on": lambda n: ON, "closed_reason": lambda n: "ชำระครบ", "next_on": lambda n: None}
        alike(
            self.suit,
            numbers,
            number=lambda n: 1000 + n,
            state=lambda n: "CLOSED",
            next_what=lambda n: "",
            **over,
        )
        alike(self.note, numbers)


def scan() -> SimpleUploadedFile:
    """A small picture, as a telephone would send it."""
    picture = BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    return SimpleUploadedFile("ลงนาม.png", picture.getvalue(), content_type="image/png")
