from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('repayments', '0015_money_taken_back_waits'),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        AddConstraintNotValid(
            model_name='bankline',
            constraint=models.CheckConstraint(condition=(Q(kind='C') & ~Q(state='TAKEN_BACK')) | (Q(kind='D') & ~Q(state__in=['MATCHED', 'DOUBTFUL', 'UNKNOWN', 'RECEIPTED', 'REVERSED_BY_BANK', 'REFUNDED', 'MONEY_BACK']) & (~Q(state='NOT_A_RECEIPT') | Q(reverses__isnull=False))), name='reversal_waits_or_undoes_a_line'),
        ),
    ]
