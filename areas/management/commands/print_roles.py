"""``manage.py print_roles``: the table of roles and permissions as Markdown; ``docs/roles.md`` is its output."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from areas.roles import PERMISSIONS, ROLES, Role


def roles_as_markdown() -> str:
    """Return the table of the code as Markdown, in Thai, a column for each role."""
    with translation.override("th"):
        roles = list(Role)
        lines = [
            "# Roles and permissions",
            "",
            "Printed by `manage.py print_roles` from `areas/roles.py`, the only place that says who may do what; a",
            "test compares the two. A role is held at an area (the nation, a province, an amphoe or a tambon) from one",
            "day to another, and opens that area only. Roles marked ◆ move money: they need the second factor in",
            "production.",
            "",
            "| Role | Called | Moves money |",
            "|---|---|---|",
            *(f"| `{role}` | {ROLES[role].label} | {'◆' if ROLES[role].moves_money else ''} |" for role in roles),
            "",
            f"| Permission | What it allows | {' | '.join(f'`{role}`' for role in roles)} |",
            f"|---|---|{'|'.join(':-:' for _role in roles)}|",
        ]
        for name, label in PERMISSIONS.items():
            marks = " | ".join("●" if name in ROLES[role].may else "" for role in roles)
            lines.append(f"| `{name}` | {label} | {marks} |")
    return "\n".join(line.rstrip() for line in lines) + "\n"


class Command(BaseCommand):
    help = "Print the table of roles and permissions as Markdown (docs/roles.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(roles_as_markdown(), ending="")
