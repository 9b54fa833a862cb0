from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # the letters and slips of years are indexed beside the work of the day

    dependencies = [
        ('debt_followup', '0017_reports_of_a_death'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='confirmationreply',
            index=models.Index(condition=models.Q(('return_reason', 'DEAD')), fields=['confirmation'], name='slip_returned_for_a_death'),
        ),
        AddIndexConcurrently(
            model_name='debtcontact',
            index=models.Index(condition=models.Q(('outcome', 'DEAD')), fields=['contract'], name='contact_about_a_death'),
        ),
        AddIndexConcurrently(
            model_name='noticedelivery',
            index=models.Index(condition=models.Q(('return_reason', 'DEAD')), fields=['notice'], name='returned_for_a_death'),
        ),
    ]
