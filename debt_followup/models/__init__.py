"""What this room keeps."""

from .acknowledgements import AcknowledgedInstalment, Acknowledgement, AcknowledgementSigner
from .confirmations import Confirmation
from .legal import LegalAddressee, LegalDefendant, LegalEntry, LegalFile
from .old_debts import OldDebt, OldDebtAgreement, OldDebtControl, OldDebtor, OldRegister, OldSubsidy
from .waivers import Waiver

__all__ = [
    "AcknowledgedInstalment",
    "Acknowledgement",
    "AcknowledgementSigner",
    "Confirmation",
    "LegalAddressee",
    "LegalDefendant",
    "LegalEntry",
    "LegalFile",
    "OldDebt",
    "OldDebtAgreement",
    "OldDebtControl",
    "OldDebtor",
    "OldRegister",
    "OldSubsidy",
    "Waiver",
]
