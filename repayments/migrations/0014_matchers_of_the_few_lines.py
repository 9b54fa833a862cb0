import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

_WHOLE = "repayments_bankline_matched_by_id_74da7c84"


class Migration(migrations.Migration):

    atomic = False  # an index that is written all day is dropped beside the writing

    dependencies = [
        ('repayments', '0013_uploads_say_what_they_bring'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='bankline',
            index=models.Index(condition=models.Q(('matched_by__isnull', False)), fields=['matched_by'], name='bank_line_by_matcher'),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='bankline',
                    name='matched_by',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='ผู้จับคู่'),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX CONCURRENTLY IF EXISTS {_WHOLE}",
                    f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {_WHOLE} ON repayments_bankline (matched_by_id)",
                ),
            ],
        ),
    ]
