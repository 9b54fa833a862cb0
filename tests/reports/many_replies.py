"""What the pages of the September confirmation show: a letter that was answered, one that differs, and many more."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from debt_followup.models import Confirmation, ConfirmationBatch, ConfirmationDifference, ConfirmationReply
from debt_followup.rules.confirmations import Answer, Said
from debt_followup.rules.deliveries import ReturnReason
from debt_followup.services import replies

ON = date(2018, 9, 30)


class Replies:
    """A letter with an answer that differs, looked into later."""

    def __init__(self, province) -> None:
        self.letter = Confirmation.objects.filter(run=province.run).order_by("pk").first()
        self.reply, _new = replies.record_reply(
            confirmation=self.letter,
            said=Said(Answer.DIFFERS, amount=Decimal("1.00"), why="ชำระครบแล้ว", is_signed=True),
            received_on=ON,
            by=province.users["secretary"],
            on=ON,
        )
        self.difference = ConfirmationDifference.objects.get(reply=self.reply)
        self.paid = Confirmation.objects.get(run=province.run, contract=province.payer)
        self.batch = ConfirmationBatch.objects.filter(run=province.run).first()

    def grow(self, numbers: range, alike: Callable) -> None:
        """Add so many answers that differ, each replacing the one before, so many batches, and letters that came back.

        Every second of the letters that were added came back.
        """
        again = alike(self.reply, numbers, number=lambda n: n + 2, correction=lambda n: "บันทึกผิด")
        by_number = dict(zip(numbers, again, strict=True))
        alike(self.difference, numbers, reply_id=lambda n: by_number[n].pk)
        alike(self.batch, numbers, part=lambda n: n + 2)
        codes = [f"C9961{n:07}" for n in numbers if n % 2]
        ConfirmationReply.objects.bulk_create(
            ConfirmationReply(
                confirmation=letter,
                number=1,
                answer=Answer.UNDELIVERED,
                return_reason=ReturnReason.MOVED,
                received_on=ON,
                recorded_by=self.reply.recorded_by,
            )
            for letter in Confirmation.objects.filter(code__in=codes)
        )
