"""Servers that the project starts by itself where none is given: PostgreSQL and Valkey for the demo and the tests."""
