from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # the contacts of years are indexed beside the work of the day

    dependencies = [
        ('debt_followup', '0070_entries_taken_back'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='debtcontact',
            index=models.Index(condition=models.Q(('is_demand', True), ('party__isnull', False)), fields=['party', 'on'], name='demand_by_party'),
        ),
    ]
