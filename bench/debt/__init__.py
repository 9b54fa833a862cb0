"""Debts that are late: how fast the nation's are read, and whether they are what the rules say."""
