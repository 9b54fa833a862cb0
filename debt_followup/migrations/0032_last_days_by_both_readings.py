from django.db import migrations

# Of these the last days may be others: promised or put into instalments, judged, brought to court, or told twice.
STALE = """
INSERT INTO debt_followup_stalearrears (contract_id)
SELECT contract_id FROM loans_instalment WHERE agreed_on IS NOT NULL
UNION SELECT contract_id FROM debt_followup_acknowledgement
UNION SELECT contract_id FROM debt_followup_legalfile
ON CONFLICT DO NOTHING
"""
# The days of open files that are counted from a day that was told twice: the next daily run works them out again.
TOLD_TWICE = """
UPDATE debt_followup_legalfile f SET sue_by_on = NULL, next_on = NULL, next_what = ''
WHERE f.state <> 'CLOSED' AND f.kind IN ('DEATH', 'BANKRUPTCY', 'JUDGMENT') AND EXISTS (
    SELECT 1 FROM debt_followup_legalentry e
    WHERE e.file_id = f.id AND e.kind = 'DAY' AND e.day IN ('LEARNED', 'ADVERTISED', 'JUDGED')
      AND NOT EXISTS (SELECT 1 FROM debt_followup_legalentry c WHERE c.corrects_id = e.id)
    GROUP BY e.day HAVING COUNT(*) > 1
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0031_claims_that_came_to_nothing'),
    ]

    operations = [
        migrations.RunSQL(STALE, migrations.RunSQL.noop),
        migrations.RunSQL(TOLD_TWICE, migrations.RunSQL.noop),
    ]
