from django.db import migrations

# Who accepted her liability has a last day of her own now: the next daily run works the spans out again.
STALE = """
INSERT INTO debt_followup_stalearrears (contract_id)
SELECT DISTINCT contract_id FROM debt_followup_acknowledgement WHERE kind = 'ACCEPTANCE'
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0032_last_days_by_both_readings'),
    ]

    operations = [
        migrations.RunSQL(STALE, migrations.RunSQL.noop),
    ]
