"""The series of circulars was named by the key of an office's row; as every other it is now named by its area's code."""

from django.db import migrations

# In two steps, because the code of one province may be the key of another one's office.
ASIDE = """
    UPDATE documents_numberseries SET series = 'moved-' || series WHERE series LIKE 'circular:%'
"""
BY_PROVINCE = """
    UPDATE documents_numberseries s SET series = 'circular:' || o.province_id
    FROM areas_office o WHERE s.series = 'moved-circular:' || o.id
"""
BY_OFFICE = """
    UPDATE documents_numberseries s SET series = 'circular:' || o.id
    FROM areas_office o WHERE s.series = 'moved-circular:' || o.province_id AND o.amphoe_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0004_forms_are_done_once"),
        ("documents", "0008_one_series_of_letters"),
        ("projects", "0031_paid_after_all_and_given_up"),
    ]

    operations = [
        migrations.RunSQL(ASIDE, BY_OFFICE),
        migrations.RunSQL(BY_PROVINCE, ASIDE),
    ]
