from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0019_contacts_with_who_stands_in'),
    ]

    operations = [
        # behind a long transaction it gives up and can be run again, instead of holding everybody up
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        # the log is append-only: what was written into it before stays as it is, what comes is held to it
        AddConstraintNotValid(
            model_name='debtcontact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('met', 'NOBODY'), _negated=True), models.Q(('outcome__in', ['CANNOT_PAY', 'DISPUTES', 'LETTER_TAKEN', 'PAID', 'PROMISED', 'REFUSED']), _negated=True), _connector='OR'), name='somebody_was_met'),
        ),
    ]
