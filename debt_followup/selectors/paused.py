"""Who is late and yet gets no letter: she keeps the plan that she signed, was sued, or accepted what was barred."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from debt_followup.models import Acknowledgement
from debt_followup.rules.acts import ActState
from debt_followup.rules.notices import Pause

# The plan is in force until the daily run finds a part of it missed. Of the suit the day of filing stands, neither
# judged, nor withdrawn or dismissed since; of what was closed without a word nobody knows that a court deals with it.
_STANDS = """NOT EXISTS (SELECT 1 FROM debt_followup_legalentry c WHERE c.corrects_id = {0}.id) AND NOT EXISTS (
            SELECT 1 FROM debt_followup_entryvoid v WHERE v.legal_entry_id = {0}.id AND v.state = 'CONFIRMED')"""
PAUSE_SQL = f"""
    CASE WHEN EXISTS (
        SELECT 1 FROM debt_followup_acknowledgement a
        WHERE a.contract_id = {{key}} AND a.kind = 'ACKNOWLEDGEMENT' AND a.state = 'IN_FORCE'
    ) THEN '{Pause.PLAN}' WHEN EXISTS (
        SELECT 1 FROM debt_followup_legalfile f JOIN debt_followup_legalentry e ON e.file_id = f.id
        WHERE f.contract_id = {{key}} AND f.kind = 'LITIGATION' AND f.state <> 'CLOSED'
          AND e.kind = 'DAY' AND e.day = 'FILED' AND {_STANDS.format("e")}
          AND NOT EXISTS (
            SELECT 1 FROM debt_followup_legalentry o
            WHERE o.file_id = f.id AND o.kind = 'DAY' AND {_STANDS.format("o")}
              AND (o.day = 'JUDGED' OR o.day = 'FILING_ENDED' AND o."on" >= e."on")
          )
    ) THEN '{Pause.SUIT}' WHEN EXISTS (
        SELECT 1 FROM debt_followup_acknowledgement a
        WHERE a.contract_id = {{key}} AND a.kind = 'ACCEPTANCE' AND a.state = 'IN_FORCE'
    ) THEN '{Pause.ACCEPTED}' END"""


def pauses(contract_ids: Iterable[int]) -> dict[int, Pause]:
    """Return why no letter is proposed to the debtors of some contracts; the others are left out. One query."""
    said = PAUSE_SQL.format(key="asked.key")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, pause FROM (SELECT key, {said} AS pause FROM unnest(%s::bigint[]) asked(key)) found "
            "WHERE pause IS NOT NULL",
            [sorted(set(contract_ids))],
        )
        return {key: Pause(pause) for key, pause in cursor.fetchall()}


def kept_plans() -> QuerySet[Acknowledgement]:
    """Return the acknowledgements whose plan is being kept, as ``pauses`` counts them."""
    return Acknowledgement.objects.filter(kind=Acknowledgement.Kind.ACKNOWLEDGEMENT, state=ActState.IN_FORCE)
