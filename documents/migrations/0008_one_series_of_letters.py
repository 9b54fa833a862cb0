"""One letter code, one series: the letters of proposals had a series of their own beside that of the office."""

from django.db import migrations

# The numbers given out stay; the office's series goes on after the higher of the two, so that none is given twice again.
FORWARD = """
    INSERT INTO documents_numberseries (series, year_be, last)
    SELECT 'letter:' || COALESCE(o.amphoe_id, o.province_id), s.year_be, s.last
    FROM areas_office o JOIN documents_numberseries s ON s.series = 'letter:' || o.id
    WHERE EXISTS (
        SELECT 1 FROM documents_document d
        WHERE d.province_id = o.province_id AND d.kind IN ('REFUSAL_LETTER', 'REVISION_LETTER')
    )
    ON CONFLICT (series, year_be) DO UPDATE SET last = GREATEST(documents_numberseries.last, EXCLUDED.last)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0004_forms_are_done_once"),
        ("documents", "0007_papers_of_restructuring"),
    ]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
