from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('repayments', '0016_reversals_wait_or_undo_a_line'),
    ]

    operations = [
        ValidateConstraint(model_name='bankline', name='reversal_waits_or_undoes_a_line'),  # beside the writing
    ]
