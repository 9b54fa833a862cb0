from django.db import migrations

# A new schedule of what was barred and accepted moves no alert: the next daily run works the spans out again.
STALE = """
INSERT INTO debt_followup_stalearrears (contract_id)
SELECT a.contract_id FROM debt_followup_acknowledgement a
WHERE a.kind = 'ACCEPTANCE'
  AND EXISTS (SELECT 1 FROM loans_instalment i WHERE i.contract_id = a.contract_id AND i.agreed_on IS NOT NULL)
GROUP BY a.contract_id
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0072_what_was_taken_back_counts_no_more'),
    ]

    operations = [
        migrations.RunSQL(STALE, migrations.RunSQL.noop),
    ]
