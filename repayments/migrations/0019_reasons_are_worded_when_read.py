from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repayments', '0018_lines_that_may_be_one'),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='bankline',
            name='reason',
            field=models.TextField(verbose_name='เหตุผลของการจับคู่'),
        ),
    ]
