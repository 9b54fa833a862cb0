"""What was booked, issued or decided cannot be changed or deleted, not even by somebody with the database open."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests.reports.many_rows import Province
from tests.scenario import kept_for_module

province = kept_for_module(Province)
pytestmark = pytest.mark.usefixtures("db", "province")

NEVER_CHANGED = [
    "areas.PersonalDataAccess",
    "projects.ProposalVersion",
    "projects.Decision",
    "projects.StateChange",
    "loans.ContractChange",
    "loans.GrantRecord",
    "loans.FiledPaper",
    "loans.AttachedFile",
    "treasury.JournalEntry",
    "treasury.Posting",
    "treasury.BudgetLine",
    "treasury.LedgerSeal",
    "treasury.Statement",
    "treasury.StatementDifference",
    "treasury.StatementLine",
    "repayments.BankFile",
    "repayments.Receipt",
    "repayments.Allocation",
    "repayments.BundledReceipt",
    "repayments.HandOut",
    "debt_followup.Confirmation",
    "debt_followup.ConfirmationBatch",
    "debt_followup.ConfirmationReply",
    "documents.Document",
    "documents.DocumentFile",
]
NEVER_DELETED = [
    "loans.Instalment",
    "debt_followup.ConfirmationDifference",
    "debt_followup.EntryVoid",
    "members.Member",
    "projects.Proposal",
    "projects.Meeting",
    "loans.Contract",
    "loans.TransferBatch",
    "loans.TransferLine",
    "loans.LineRejection",
    "loans.Grant",
    "loans.MoneyReturn",
    "treasury.MonthClose",
    "treasury.OpeningBalances",
    "treasury.DrawingUndo",
    "repayments.BankLine",
    "repayments.ReceiptReversal",
    "repayments.PossibleRepeat",
    "repayments.UndoRequest",
    "repayments.ReceiptBundle",
    "repayments.ReceiptPayer",
    "repayments.RefundBounce",
]


def refused(statement: str) -> None:
    """Run a statement that the database must refuse by a trigger."""
    said = pytest.raises(DatabaseError, match="Cannot (update|delete)")
    with said, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("label", NEVER_CHANGED)
def test_a_row_that_is_the_record_is_neither_changed_nor_deleted_by_raw_sql(label):
    model = apps.get_model(label)
    table, key, before = model._meta.db_table, model._meta.pk.column, model.objects.count()
    assert before
    refused(f"UPDATE {table} SET {key} = {key}")
    refused(f"DELETE FROM {table}")
    assert model.objects.count() == before


@pytest.mark.parametrize("label", NEVER_DELETED)
def test_a_row_that_papers_rest_on_is_not_deleted_by_raw_sql(label):
    model = apps.get_model(label)
    assert model.objects.exists()
    refused(f"DELETE FROM {model._meta.db_table}")


def test_the_amount_of_a_bank_line_stays_what_the_bank_said():
    refused("UPDATE repayments_bankline SET amount = amount + 1")


@pytest.mark.parametrize("column", ["principal", "interest", "nominal_due_on", "number", "version"])
def test_of_an_instalment_only_the_effective_date_follows_the_calendar(column):
    refused(f"UPDATE loans_instalment SET {column} = {column} + 1")
