"""Every allocation and drawing booked so far belonged to the revolving money: give each its line of the budget."""

from django.db import migrations

FILL = """
    INSERT INTO treasury_budgetline (province_id, fiscal_year_be, plan, kind, amount, entry_id)
    SELECT e.province_id, COALESCE(first.year_be, e.year_be), 'REVOLVING',
        CASE COALESCE(first.kind, e.kind) WHEN 'ALLOCATION' THEN 'ALLOCATED' ELSE 'DRAWN' END,
        CASE WHEN first.id IS NULL THEN 1 ELSE -1 END * p.amount, e.id
    FROM treasury_journalentry e
    LEFT JOIN treasury_journalentry first ON first.id = e.reverses_id
    JOIN LATERAL (
        SELECT SUM(amount) FILTER (WHERE amount > 0) AS amount FROM treasury_posting WHERE entry_id = e.id
    ) p ON TRUE
    WHERE COALESCE(first.kind, e.kind) IN ('ALLOCATION', 'DRAWING')
"""


class Migration(migrations.Migration):
    dependencies = [("treasury", "0002_books_complete")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
