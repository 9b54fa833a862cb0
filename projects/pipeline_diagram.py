"""The pipeline as a Mermaid diagram, drawn from the table of steps."""

from projects.rules import LABELS, STEP_LABELS, TRANSITIONS, State, Where

_AREAS = {
    Where.EVERYWHERE: "",
    Where.PROVINCES: " (จังหวัด)",  # stays Thai: in the drawing
    Where.BANGKOK: " (กรุงเทพมหานคร)",  # stays Thai: in the drawing
}
_PLACES = {Where.EVERYWHERE: "everywhere", Where.PROVINCES: "every province but Bangkok", Where.BANGKOK: "Bangkok"}
_ENDS = (State.CLOSED, State.LAPSED, State.REJECTED, State.CANCELLED_MEMBER_CHANGE)


def draw() -> str:
    """Return docs/pipeline.md: the diagram, then every step with the permission it needs."""
    lines = [
        "# The pipeline of a proposal",
        "",
        "Drawn from `projects/rules/states.py` by `manage.py draw_pipeline`; the database refuses every other edge.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    direction TB",
    ]
    lines += [f"    {state} : {LABELS[state]}" for state in State]
    lines.append(f"    [*] --> {State.DRAFT}")
    lines += [
        f"    {state} --> {edge.to} : {STEP_LABELS[step]}{_AREAS[edge.where]}"
        for (state, step), edge in TRANSITIONS.items()
    ]
    lines += [f"    {state} --> [*]" for state in _ENDS]
    lines += ["```", "", "| From | Step | To | Permission | Where |", "|---|---|---|---|---|"]
    lines += [
        f"| {state} | {step} ({STEP_LABELS[step]}) | {edge.to} | {edge.permission or 'the system itself'} "
        f"| {_PLACES[edge.where]} |"
        for (state, step), edge in TRANSITIONS.items()
    ]
    return "\n".join(lines) + "\n"
