"""Members taken in from files: up to 50,000 rows on a page after a dry run, millions by a command.

Both read the same columns (``columns``) and judge a row by the same rules (``rows``).
"""
