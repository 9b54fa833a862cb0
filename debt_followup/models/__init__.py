"""What this room keeps."""

from .acknowledgements import AcknowledgedInstalment, Acknowledgement, AcknowledgementSigner
from .arrears import ArrearsSpan, StaleArrears
from .confirmations import Confirmation
from .fraud import FraudCase, FraudPaper
from .legal import LegalAddressee, LegalDefendant, LegalEntry, LegalFile
from .limits import AnnouncedLimit, LimitMove
from .memoranda import HouseholdLine, RestructuringLine, RestructuringSigner
from .notices import DeliveryEvent, Notice, NoticeBatch, NoticeDelivery, NoticeItem
from .old_debts import OldDebt, OldDebtAgreement, OldDebtControl, OldDebtor, OldRegister, OldSubsidy
from .restructurings import Restructuring
from .waivers import Waiver

__all__ = [
    "AnnouncedLimit",
    "ArrearsSpan",
    "FraudCase",
    "FraudPaper",
    "LimitMove",
    "StaleArrears",
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
    "HouseholdLine",
    "Restructuring",
    "RestructuringLine",
    "RestructuringSigner",
    "Waiver",
]
