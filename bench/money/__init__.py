"""Money at the size of the nation: what is owed on any day, a bank file, a pack. Run with ``make bench-money``."""
