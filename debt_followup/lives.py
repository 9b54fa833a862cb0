"""The lives of what this room keeps as Mermaid diagrams, drawn from the tables of steps."""

from debt_followup.rules import acts, cases, deliveries, requests

MACHINES = (deliveries.DELIVERY, *acts.MACHINES, requests.MACHINE, cases.CASE)


def draw() -> str:
    """Return docs/debt_lives.md: of each kind of thing the diagram, then every step with the permission it needs."""
    head = [
        "# The lives of letters, acknowledgements, waivers, legal files, restructurings and cases",
        "",
        "Drawn from `debt_followup/rules/` by `manage.py draw_debt_lives`; the database refuses all else.",
        "",
        "",
    ]
    return "\n".join(head) + "\n".join(machine.draw() for machine in MACHINES)
