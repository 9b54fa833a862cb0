"""One line of the bank for several contracts."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loans.models import Contract

from .bank import BankLine

_NO_MORE_THAN_THE_LINE = """
    PERFORM 1 FROM repayments_bankline b WHERE b.id = NEW.line_id FOR UPDATE;
    IF (SELECT COALESCE(SUM(s.amount), 0) FROM repayments_lineshare s WHERE s.line_id = NEW.line_id AND s.is_live)
        > (SELECT b.amount FROM repayments_bankline b WHERE b.id = NEW.line_id) THEN
        RAISE EXCEPTION 'the shares of bank line % are more than its amount', NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shares_within_line';
    END IF;
    RETURN NULL;
"""


class LineShare(models.Model):
    """So much of one line is of this contract; its receipt names the line and the share's position.

    A share that was given up, before its receipt or by the receipt's reversal, stays and counts no more.
    """

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="shares", verbose_name=_("รายการธนาคาร"))
    position = models.PositiveSmallIntegerField(_("ส่วนที่"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="line_shares", verbose_name=_("สัญญา"))
    amount = models.DecimalField(_("จำนวนเงิน"), max_digits=14, decimal_places=2)
    is_live = models.BooleanField(_("ใช้อยู่"), default=True)
    reason = models.CharField(_("เหตุผล"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ผู้แบ่ง"))
    made_at = models.DateTimeField(_("แบ่งเมื่อ"), auto_now_add=True)

    class Meta:
        verbose_name = _("ส่วนแบ่งของรายการธนาคาร")
        verbose_name_plural = _("ส่วนแบ่งของรายการธนาคาร")
        ordering = ["line", "position"]
        constraints = [
            models.UniqueConstraint(fields=["line", "position"], name="share_position_once"),
            models.CheckConstraint(name="share_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="share_positions_count_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(name="share_has_reason", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="money_stays", operation=pgtrigger.UpdateOf("line_id", "position", "contract_id", "amount")
            ),
            pgtrigger.Trigger(
                name="within_line",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("is_live"),
                func=_NO_MORE_THAN_THE_LINE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}/{self.position} {self.amount}"
