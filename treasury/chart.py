"""The codes of the fund's chart of accounts that the rooms post to. The chart itself is data (LedgerAccount)."""

TREASURY_DEPOSIT = "1101"
BANK = "1102"
IN_TRANSIT = "1103"  # left the bank, not yet in the treasury deposit
LOANS = "1201"
ALLOWANCE = "1290"  # stands against the loans: its balance is a credit
SUSPENSE = "2101"
BORROWER_CREDIT = "2102"
REFUNDS_PAYABLE = "2103"  # decided to be paid back, not paid yet
FUND_CAPITAL = "3101"
ADMINISTRATION_FUNDS = "3102"
SUBSIDY_FUNDS = "3103"
ACCUMULATED_RESULT = "3901"
CONTRACT_INTEREST = "4101"
DEFAULT_INTEREST = "4102"
BANK_INTEREST = "4103"
RECOVERIES = "4104"  # paid by debtors whose debt was written off
LATE_RETURN_INTEREST = "4105"  # on money returned after its day
SUBSIDY = "5101"
ADMINISTRATION = "5201"
BANK_FEES = "5202"
DOUBTFUL_DEBTS = "5301"
WRITTEN_OFF = "5302"

CASH = (TREASURY_DEPOSIT, BANK, IN_TRANSIT)
