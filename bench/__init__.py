"""Measurements that are too large for the tests: ``make bench-members``."""
