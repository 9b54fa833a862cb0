"""Contracts and grants, what happened to them, their papers, and the transfers that pay them out."""

from .changes import ContractChange
from .contracts import Contract, ContractQuerySet, Instalment, Party, SigningCheck, Witness
from .due_dates import DueDateMove
from .grants import Grant, GrantRecord
from .papers import AttachedFile, FiledPaper
from .rejections import LineRejection
from .returns import MoneyReturn
from .signings import AnnulledSigning
from .transfers import TransferBatch, TransferLine

__all__ = [
    "AnnulledSigning",
    "AttachedFile",
    "Contract",
    "ContractChange",
    "ContractQuerySet",
    "DueDateMove",
    "FiledPaper",
    "Grant",
    "GrantRecord",
    "Instalment",
    "MoneyReturn",
    "LineRejection",
    "Party",
    "SigningCheck",
    "TransferBatch",
    "TransferLine",
    "Witness",
]
