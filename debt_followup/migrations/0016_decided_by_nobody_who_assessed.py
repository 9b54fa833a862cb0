import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0015_restructured_before_it_is_barred'),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        # resolutions of earlier days stand as they were recorded: a trigger asks the new ones alone
        pgtrigger.migrations.AddTrigger(
            model_name='restructuring',
            trigger=pgtrigger.compiler.Trigger(name='decided_by_another', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NEW.decided_by_id = NEW.assessed_by_id AND (\n        TG_OP = 'INSERT'\n        OR NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id\n        OR NEW.assessed_by_id IS DISTINCT FROM OLD.assessed_by_id\n    ) THEN\n        RAISE EXCEPTION 'whoever assessed restructuring % does not decide on it', NEW.id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructuring_decided_by_nobody_who_assessed';\n    END IF;\n    RETURN NEW;\n", hash='48e0f1d399311077673bfee44377f8b5de10975f', operation='INSERT OR UPDATE OF "decided_by_id", "assessed_by_id"', pgid='pgtrigger_decided_by_another_70fe3', table='debt_followup_restructuring', when='BEFORE')),
        ),
    ]
