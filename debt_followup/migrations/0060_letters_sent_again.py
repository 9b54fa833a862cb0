from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0040_acceptances_have_their_last_day'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='confirmationreminder',
            name='reminder_is_a_letter_or_says_something',
        ),
        migrations.AlterField(
            model_name='confirmationreminder',
            name='kind',
            field=models.CharField(choices=[('LETTER', 'หนังสือเตือนขอคำตอบ'), ('AGAIN', 'ส่งหนังสืออีกครั้ง'), ('CALL', 'โทรศัพท์ติดตาม')], max_length=6, verbose_name='วิธี'),
        ),
        migrations.AddConstraint(
            model_name='confirmationreminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('kind__in', ['LETTER', 'AGAIN'])), models.Q(('kind', 'CALL'), models.Q(('said', ''), _negated=True)), _connector='OR'), name='reminder_is_a_letter_or_says_something'),
        ),
    ]
