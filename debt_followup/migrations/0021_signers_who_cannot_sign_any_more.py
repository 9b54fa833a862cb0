import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from areas.migrating import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0020_something_was_said_by_somebody'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        AtOnce([
            pgtrigger.migrations.RemoveTrigger(
                model_name='restructuring',
                name='signed_by_all',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='restructuringsigner',
                name='signature_stays',
            ),
            migrations.AddField(
                model_name='restructuringsigner',
                name='dropped_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้ตัดออก'),
            ),
            migrations.AddField(
                model_name='restructuringsigner',
                name='dropped_on',
                field=models.DateField(blank=True, null=True, verbose_name='ตัดออกวันที่'),
            ),
            migrations.AddField(
                model_name='restructuringsigner',
                name='dropped_reason',
                field=models.CharField(blank=True, max_length=500, verbose_name='เหตุที่ลงนามไม่ได้'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='restructuring',
                trigger=pgtrigger.compiler.Trigger(name='signed_by_all', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NEW.state = 'IN_FORCE' AND (\n        NOT EXISTS (\n            SELECT 1 FROM debt_followup_restructuringsigner s\n            WHERE s.restructuring_id = NEW.id AND s.signed_on IS NOT NULL\n        )\n        OR EXISTS (\n            SELECT 1 FROM debt_followup_restructuringsigner s\n            WHERE s.restructuring_id = NEW.id AND s.signed_on IS NULL AND s.dropped_on IS NULL\n        )\n    ) THEN\n        RAISE EXCEPTION 'not everybody signed the memorandum of restructuring %', NEW.id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructuring_is_signed_by_all';\n    END IF;\n    RETURN NEW;\n", hash='11c223c8c36095d823baba52e7f6dfca277d8919', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_signed_by_all_64e0c', table='debt_followup_restructuring', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='restructuringsigner',
                trigger=pgtrigger.compiler.Trigger(name='signature_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF OLD.signed_on IS NOT NULL OR OLD.dropped_on IS NOT NULL THEN\n        RAISE EXCEPTION 'signature % is recorded', OLD.id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructuring_signature_stays';\n    END IF;\n    RETURN COALESCE(NEW, OLD);\n", hash='127bed88c93cf60f23aa4310b1fa1d8d37aeccee', operation='UPDATE OR DELETE', pgid='pgtrigger_signature_stays_6f8e9', table='debt_followup_restructuringsigner', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='restructuringsigner',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('dropped_by__isnull', True), ('dropped_on__isnull', True), ('dropped_reason', '')), models.Q(('dropped_by__isnull', False), ('dropped_on__isnull', False), ('signed_on__isnull', True), models.Q(('dropped_reason', ''), _negated=True)), _connector='OR'), name='restructuring_signer_dropped_for_a_reason'),
            ),
        ]),
    ]
