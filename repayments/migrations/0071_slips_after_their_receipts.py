from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repayments', '0070_payers_of_receipts'),
    ]

    operations = [
        # behind a long transaction it gives up and can be run again, instead of holding everybody up
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name='receiptpayer',
            name='payer_told_by_a_slip_or_by_two',
        ),
        migrations.AddConstraint(
            model_name='receiptpayer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('notice__isnull', False), ('party__isnull', False), ('state', 'APPROVED')), models.Q(models.Q(('reason', ''), _negated=True), models.Q(models.Q(('state__in', ['APPROVED', 'REFUSED']), _negated=True), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR')), _connector='OR'), name='payer_told_by_a_slip_or_by_two'),
        ),
    ]
