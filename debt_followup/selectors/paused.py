"""Who is late and yet gets no letter: she keeps the plan that she signed, was sued, or accepted what was barred."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import connection
from django.db.models import QuerySet

from debt_followup.models import Acknowledgement
from debt_followup.rules.acts import ActState
from debt_followup.rules.notices import Pause
from repayments.selectors import Standing

# The plan is in force until the daily run finds a part of it missed. Of the suit the day of filing stands, neither
# judged, nor withdrawn or dismissed since; of what was closed without a word nobody knows that a court deals with it.
_STANDS = """NOT EXISTS (SELECT 1 FROM debt_followup_legalentry c WHERE c.corrects_id = {0}.id) AND NOT EXISTS (
            SELECT 1 FROM debt_followup_entryvoid v WHERE v.legal_entry_id = {0}.id AND v.state = 'CONFIRMED')"""
# Whether a debtor is the one who is written to: the representative, and any signer where no letter reaches her place.
_WRITTEN_TO = """(p.role = 'REPRESENTATIVE' OR NOT EXISTS (
            SELECT 1 FROM loans_party r JOIN members_member m ON m.id = r.member_id
            LEFT JOIN LATERAL (
                SELECT COUNT(*) AS files, COUNT(s.id) AS named FROM debt_followup_legalfile d
                LEFT JOIN debt_followup_legaladdressee s ON s.file_id = d.id AND s.ended_on IS NULL
                WHERE d.party_id = r.id AND d.kind IN ('DEATH', 'BANKRUPTCY') AND d.state <> 'CLOSED'
            ) place ON TRUE
            WHERE r.contract_id = p.contract_id AND r.role = 'REPRESENTATIVE'
              AND CASE WHEN place.files = 0 THEN m.status <> 'DECEASED' ELSE place.named > 0 END
        ))"""
# ``due`` is since when a contract is behind: what fell due after an acceptance was not accepted by it.
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
          ) AND EXISTS (
            SELECT 1 FROM debt_followup_legaldefendant l JOIN loans_party p ON p.id = l.party_id
            WHERE l.file_id = f.id AND {_WRITTEN_TO}
          )
    ) THEN '{Pause.SUIT}' WHEN EXISTS (
        SELECT 1 FROM debt_followup_acknowledgement a
        JOIN debt_followup_acknowledgementsigner g ON g.acknowledgement_id = a.id AND g.signed_on IS NOT NULL
        JOIN loans_party p ON p.id = g.party_id
        WHERE a.contract_id = {{key}} AND a.kind = 'ACCEPTANCE' AND a.state = 'IN_FORCE'
          AND ({{due}} > a.as_of) IS NOT TRUE AND NOT EXISTS (
            SELECT 1 FROM debt_followup_entryvoid v
            WHERE v.acknowledgement_signer_id = g.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL
          ) AND {_WRITTEN_TO}
    ) THEN '{Pause.ACCEPTED}' END"""


def pauses(contract_ids: Iterable[int], *, behind_since: Mapping[int, date] | None = None) -> dict[int, Pause]:
    """Return why no letter is proposed to the debtors of some contracts; the others are left out. One query.

    A plan pauses for all, whoever signed it: its money comes in, and the first part that does not ends it. A suit or an
    acceptance, which may stand for years, pauses where it is of who is written to.

    :param behind_since: the oldest effective due date that is unpaid of each contract: an acceptance pauses nothing
        where that came after it. Of a contract that is not named, nothing is late.
    Source: R-ACK-06, A-12, A-15, CCC 295, docs/decisions.md.
    """
    said = PAUSE_SQL.format(key="asked.key", due="asked.due")
    keys, since = sorted(set(contract_ids)), behind_since or {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, pause FROM (SELECT key, {said} AS pause "
            "FROM unnest(%s::bigint[], %s::date[]) asked(key, due)) found WHERE pause IS NOT NULL",
            [keys, [since.get(key) for key in keys]],
        )
        return {key: Pause(pause) for key, pause in cursor.fetchall()}


def behind_since(owed: Mapping[int, Standing]) -> dict[int, date]:
    """Return the oldest effective due date that is unpaid of each contract that is behind, by its standing."""
    return {key: one.as_of - timedelta(days=one.days_past_due) for key, one in owed.items() if one.overdue}


def kept_plans() -> QuerySet[Acknowledgement]:
    """Return the acknowledgements whose plan is being kept, as ``pauses`` counts them."""
    return Acknowledgement.objects.filter(kind=Acknowledgement.Kind.ACKNOWLEDGEMENT, state=ActState.IN_FORCE)
