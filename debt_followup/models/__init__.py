"""What this room keeps."""

from .acknowledgements import AcknowledgedInstalment, Acknowledgement, AcknowledgementSigner
from .confirmations import Confirmation
from .legal import LegalAddressee, LegalDefendant, LegalEntry, LegalFile
from .notices import DeliveryEvent, Notice, NoticeBatch, NoticeDelivery, NoticeItem
from .old_debts import OldDebt, OldDebtAgreement, OldDebtControl, OldDebtor, OldRegister, OldSubsidy
from .waivers import Waiver

__all__ = [
    "AcknowledgedInstalment",
    "Acknowledgement",
    "AcknowledgementSigner",
    "Confirmation",
    "DeliveryEvent",
    "LegalAddressee",
    "LegalDefendant",
    "LegalEntry",
    "LegalFile",
    "Notice",
    "NoticeBatch",
    "NoticeDelivery",
    "NoticeItem",
    "OldDebt",
    "OldDebtAgreement",
    "OldDebtControl",
    "OldDebtor",
    "OldRegister",
    "OldSubsidy",
    "Waiver",
]
