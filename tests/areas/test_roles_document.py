"""The printed table of roles says what the code says."""

from pathlib import Path

from areas.management.commands.print_roles import roles_as_markdown
from areas.roles import PERMISSIONS, ROLES, Role

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_document_is_the_table_of_the_code():
    assert (DOCS / "roles.md").read_text(encoding="utf-8") == roles_as_markdown()


def test_every_role_has_an_entry_and_every_permission_a_holder():
    assert set(ROLES) == set(Role)
    held = set().union(*(entry.may for entry in ROLES.values()))
    assert held == set(PERMISSIONS)


def test_the_auditor_reads_and_changes_nothing():
    assert all(name.endswith(".view") for name in ROLES[Role.AUDITOR].may)
