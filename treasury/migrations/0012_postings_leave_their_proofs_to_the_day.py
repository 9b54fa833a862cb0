import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from areas.migrating import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0005_history_asks_without_exceptions'),
        ('treasury', '0011_day_totals_prove_province_and_account'),
    ]

    operations = [
        # behind a long transaction it gives up and can be run again, instead of holding everybody up
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        AtOnce([
            migrations.AlterField(
                model_name='journalentry',
                name='province',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='areas.province', verbose_name='จังหวัด'),
            ),
            migrations.AlterField(
                model_name='posting',
                name='account',
                field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='treasury.ledgeraccount', verbose_name='บัญชี'),
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='posting',
                name='day_is_added_up',
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='posting',
                trigger=pgtrigger.compiler.Trigger(name='day_is_added_up', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    INSERT INTO treasury_daytotal AS kept (province_id, account_id, posting_on, cause, debit, credit)\n    SELECT e.province_id, w.account_id, e.posting_on, e.cause,\n           SUM(GREATEST(w.amount, 0)), SUM(GREATEST(-w.amount, 0))\n    FROM written w\n    LEFT JOIN LATERAL (\n        SELECT j.province_id, j.posting_on,\n               COALESCE((SELECT r.kind FROM treasury_journalentry r WHERE r.id = j.reverses_id), j.kind) AS cause\n        FROM treasury_journalentry j WHERE j.id = w.entry_id OFFSET 0\n    ) e ON TRUE\n    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4\n    ON CONFLICT (province_id, account_id, posting_on, cause)\n    DO UPDATE SET debit = kept.debit + EXCLUDED.debit, credit = kept.credit + EXCLUDED.credit;\n    RETURN NULL;\n', hash='bb180303c4afdb8511f94b069a584faf0f6e16c2', level='STATEMENT', operation='INSERT', pgid='pgtrigger_day_is_added_up_5d81f', referencing='REFERENCING NEW TABLE AS written ', table='treasury_posting', when='AFTER')),
            ),
        ]),
    ]
