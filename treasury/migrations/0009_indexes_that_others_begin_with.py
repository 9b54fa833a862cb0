import django.db.models.deletion
from django.db import migrations, models

from areas.migrating import AtOnce

# Indexes of one column with which another index begins, and their twins for LIKE, which nothing asks of a code.
_COVERED = {
    "treasury_posting_account_id_85a284c1": "treasury_posting (account_id)",
    "treasury_posting_account_id_85a284c1_like": "treasury_posting (account_id varchar_pattern_ops)",
    "treasury_journalentry_province_id_2c9060d4": "treasury_journalentry (province_id)",
    "treasury_journalentry_province_id_2c9060d4_like": "treasury_journalentry (province_id varchar_pattern_ops)",
}


class Migration(migrations.Migration):

    atomic = False  # an index that is written all day is dropped beside the writing

    dependencies = [
        ('areas', '0004_forms_are_done_once'),
        ('treasury', '0008_day_totals_by_day'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                AtOnce([
                    migrations.AlterField(
                        model_name='journalentry',
                        name='province',
                        field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='areas.province', verbose_name='จังหวัด'),
                    ),
                    migrations.AlterField(
                        model_name='posting',
                        name='account',
                        field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='treasury.ledgeraccount', verbose_name='บัญชี'),
                    ),
                ]),
            ],
            database_operations=[
                migrations.RunSQL(
                    [f"DROP INDEX CONCURRENTLY IF EXISTS {name}" for name in _COVERED],
                    [f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {on}" for name, on in _COVERED.items()],
                ),
            ],
        ),
    ]
