import django.contrib.postgres.fields
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repayments', '0012_repeated_columns_are_compared'),
    ]

    operations = [
        migrations.AddField(
            model_name='bankupload',
            name='provinces',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='จังหวัดในไฟล์'),
        ),
        migrations.AddField(
            model_name='bankupload',
            name='was_new',
            field=models.BooleanField(blank=True, null=True, verbose_name='มีรายการใหม่เมื่อนำส่ง'),
        ),
        migrations.AlterField(
            model_name='bankupload',
            name='uploaded_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='นำส่งเมื่อ'),
        ),
        # many megabytes, kept for minutes: to compress them takes longer than to write them
        migrations.RunSQL(
            "ALTER TABLE repayments_bankupload ALTER COLUMN content SET STORAGE EXTERNAL",
            "ALTER TABLE repayments_bankupload ALTER COLUMN content SET STORAGE EXTENDED",
        ),
    ]
