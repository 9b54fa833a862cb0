"""The law of proposals and decisions: states, scores, checks. Pure."""

from .states import EDITABLE, LABELS, STEP_LABELS, TRANSITIONS, Edge, State, Step, edges_sql

__all__ = ["EDITABLE", "LABELS", "STEP_LABELS", "TRANSITIONS", "Edge", "State", "Step", "edges_sql"]
