"""A life told as a table: which step leads from which state to which, and who may take it.

One table serves three: the service asks it, the database's own guard is made from it, and docs are drawn from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from thai.refusals import Refusal
from thai.refusals import sentence as _


class StepNotOpen(Refusal):
    """The step does not lead on from the state that something is in."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a step leads and the permission it needs (None: the system's own step, no person presses it)."""

    to: StrEnum
    permission: str | None


@dataclass(frozen=True)
class Machine:
    """The states of one kind of thing, in the order of its life, and the steps between them.

    :param title: what the diagram is called, in English.
    :param table: (state, step) to edge; every other change is refused, by the database too.
    """

    title: str
    first: StrEnum
    labels: Mapping[StrEnum, str]
    step_labels: Mapping[StrEnum, str]
    table: Mapping[tuple[StrEnum, StrEnum], Edge]

    def edge(self, state: str, step: StrEnum) -> Edge:
        """The edge of a step from a state.

        :raises StepNotOpen: no step of this name leads on from there.
        """
        for (known, taken), edge in self.table.items():
            if known == state and taken == step:
                return edge
        label = next((words for known, words in self.labels.items() if known == state), str(state))
        raise StepNotOpen(_("สถานะ “%(state)s” ทำขั้นตอน “%(step)s” ไม่ได้"), state=label, step=self.step_labels[step])

    def is_open(self, state: str, step: StrEnum) -> bool:
        """Whether a step leads on from a state."""
        return any(known == state and taken == step for known, taken in self.table)

    def ends(self) -> list[StrEnum]:
        """The states from which no step leads on."""
        left = {state for state, _step in self.table}
        return [state for state in self.labels if state not in left]

    def edges_sql(self) -> str:
        """The allowed changes as an SQL list of 'FROM>TO' strings, for the database's own guard."""
        pairs = {f"'{state}>{edge.to}'" for (state, _step), edge in self.table.items() if state != edge.to}
        return ", ".join(sorted(pairs))

    def guard_sql(self, *, constraint: str) -> str:
        """The body of a trigger that refuses every other change of ``state``."""
        return f"""
    IF OLD.state || '>' || NEW.state NOT IN ({self.edges_sql()}) THEN
        RAISE EXCEPTION 'row % cannot go from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';
    END IF;
    RETURN NEW;
"""

    def draw(self) -> str:
        """The diagram in Mermaid, and a row for each step with the permission it needs."""
        lines = [f"## {self.title}", "", "```mermaid", "stateDiagram-v2", "    direction TB"]
        lines += [f"    {state} : {label}" for state, label in self.labels.items()]
        lines.append(f"    [*] --> {self.first}")
        lines += [f"    {state} --> {edge.to} : {self.step_labels[step]}" for (state, step), edge in self.table.items()]
        lines += [f"    {state} --> [*]" for state in self.ends()]
        lines += ["```", "", "| From | Step | To | Permission |", "|---|---|---|---|"]
        lines += [
            f"| {state} | {step} ({self.step_labels[step]}) | {edge.to} | {edge.permission or 'the system itself'} |"
            for (state, step), edge in self.table.items()
        ]
        return "\n".join(lines) + "\n"
