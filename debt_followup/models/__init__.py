"""What this room keeps."""

from .acknowledgements import AcknowledgedInstalment, Acknowledgement, AcknowledgementSigner
from .arrears import ArrearsSpan, StaleArrears
from .cases import CaseHandOver, DebtCase
from .confirmations import (
    Confirmation,
    ConfirmationBatch,
    ConfirmationDifference,
    ConfirmationReminder,
    ConfirmationReply,
)
from .deaths import DeathDenial
from .fraud import FraudCase, FraudPaper
from .legal import LegalAddressee, LegalDefendant, LegalEntry, LegalFile
from .limits import AnnouncedLimit, LimitMove
from .memoranda import HouseholdLine, RestructuringLine, RestructuringSigner
from .notices import DeliveryEvent, Notice, NoticeBatch, NoticeDelivery, NoticeItem
from .old_debts import OldDebt, OldDebtAgreement, OldDebtControl, OldDebtor, OldRegister, OldSubsidy
from .restructurings import Restructuring
from .teams import DebtTeam, TeamMember
from .visits import DebtContact
from .voids import EntryVoid
from .waivers import Waiver
from .weeks import PlannedVisit, WeekPlan

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
    "CaseHandOver",
    "Confirmation",
    "DeathDenial",
    "DebtCase",
    "DebtContact",
    "DebtTeam",
    "PlannedVisit",
    "TeamMember",
    "WeekPlan",
    "ConfirmationBatch",
    "ConfirmationDifference",
    "ConfirmationReminder",
    "ConfirmationReply",
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
    "EntryVoid",
    "Waiver",
]
