"""What the pages of incoming money show, one of each kind and as many more as one wants."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from repayments import services
from repayments.models import BankLayout, BankLine, BankUpload, LineShare, PaymentNotice
from tests.papers import blank_pdf
from tests.repayments import factories as money
from treasury.models import BankAccount

ON = date(2018, 9, 30)
TABLE = "วันที่,เวลา,ชื่อผู้ชำระ,Ref.1,Ref.2,จำนวนเงิน\r\n20/9/2561,10:15,นางสาวตัวอย่าง สมมติ,{ref1},2,500.00\r\n"


class Incoming:
    """A split line, a refund that waits and one that is paid, a member's slip, files, and a decision to be undone."""

    def __init__(self, province) -> None:
        people, payer, debtor = province.people, province.payer, province.debtor
        by, chief = province.users["accountant"], province.users["chief"]
        self.split, self.strange, returned = money.imported(
            people,
            money.paid(None, "1500.00", on=ON, at=time(9, 1), name="กลุ่มสตรีสองกลุ่ม"),
            money.paid(None, "321.00", on=ON, at=time(9, 2), name="นางผู้ชำระ ผิดบัญชี"),
            money.paid(None, "45.00", on=ON, at=time(9, 3), name="นางอีกคน โอนซ้ำ"),
            on=ON,
            name="september-2.txt",
        )
        parts = [services.Part(payer, Decimal("1000.00")), services.Part(debtor, Decimal("500.00"))]
        services.split_line(line=self.split, parts=parts, reason="ใบนำฝากรวม", by=by)
        given = {"bank_name": "ธนาคารออมสิน", "account_number": "020-1-23456-7", "reason": "โอนผิดบัญชี"}
        self.refund = services.make_refund(line=self.strange, payee="นางผู้ชำระ ผิดบัญชี", by=by, on=ON, **given)
        paid_back = services.make_refund(line=returned, payee="นางอีกคน โอนซ้ำ", by=by, on=ON, **given)
        self.paid_back = services.approve_refund(refund=paid_back, by=chief, on=ON)
        self.bounce = services.ask_bounce(
            refund=self.paid_back,
            reason="บัญชีปิด",
            bounced_on=ON,
            evidence=SimpleUploadedFile("ธนาคาร.pdf", blank_pdf()),
            by=by,
            on=ON,
        )
        self.chief = chief
        self.notice = services.record_notice(
            contract=debtor,
            channel=PaymentNotice.Channel.WALK_IN,
            paid_on=ON,
            amount=Decimal("777.00"),
            payer="นางผู้แทน สมมติ",
            evidence=SimpleUploadedFile("สลิป.pdf", blank_pdf()),
            by=province.users["khuntan"],
            on=ON,
        )
        content = money.bank_file(money.paid(payer, "88.00", on=ON), money.paid(None, "99.00", on=ON))
        self.upload = services.keep_upload(name="october.txt", content=content, by=by, on=ON)
        table = TABLE.format(ref1=payer.ref1).encode()
        self.table = services.keep_upload(name="ตาราง.csv", content=table, by=by, on=ON)
        self.layout = BankLayout.objects.create(
            province_id="57",
            account=BankAccount.objects.get(province="57", kind=BankAccount.Kind.SAVINGS),
            name="ธนาคารกรุงไทย ตารางเดือน",
            signature="f" * 64,
            headings=["Date", "Amount"],
            columns={"value_on": "Date", "amount": "Amount"},
            saved_by=by,
        )

        self.undone = self._decided(people, by=by)
        self.to_undo = services.ask_undo(line=self.undone, reason="ธนาคารยืนยันว่าโอนครั้งเดียว", by=by, on=ON)

    def _decided(self, people, *, by) -> BankLine:
        """Give a line that came by two kinds of files, and of which a person said that it is another."""
        nobody = {"ref1": "", "ref2": "", "name": "นางสองไฟล์ ตัวอย่าง"}
        money.imported(people, money.paid(None, "64.00", on=ON, at=time(9, 4), **nobody), on=ON, name="september-3.txt")
        table = b"Date,Amount\r\n30/9/2561,64.00\r\n"
        found = services.import_bank_file(name="ตาราง-2.csv", content=table, by=by, on=ON, layout=self.layout)
        line = BankLine.objects.get(file=found.file)
        services.decide_repeat(line=line, is_same=False, reason="สลิปสองใบ", by=by, on=ON)
        return line

    def grow(self, numbers: range, alike: Callable) -> None:
        """Add so many of each beside those that are there."""
        alike(self.refund, numbers, state=lambda n: "WITHDRAWN")
        alike(self.to_undo, numbers, state=lambda n: "WITHDRAWN")
        decided = {"decided_by_id": lambda n: self.chief.pk, "decided_on": lambda n: ON, "decided_at": lambda n: now()}
        alike(self.bounce, numbers, state=lambda n: "REFUSED", **decided)
        alike(self.notice, numbers, reference=lambda n: f"copy {n}")
        alike(self.layout, numbers, signature=lambda n: f"{n:064}")
        BankUpload.objects.bulk_create(
            BankUpload(
                name=f"copy {n}.txt", sha256="0" * 64, profile=self.upload.profile, state="DROPPED",
                uploaded_by=self.upload.uploaded_by, uploaded_on=ON,
            )
            for n in numbers
        )  # fmt: skip
        first = LineShare.objects.filter(line=self.split).order_by("position").first()
        alike(first, numbers, position=lambda n: 100 + n, is_live=lambda n: False)
