import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from areas.migrating import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0018_reports_of_a_death_by_index'),
    ]

    operations = [
        # behind a long transaction it gives up and can be run again, instead of holding everybody up
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        AtOnce([
            pgtrigger.migrations.RemoveTrigger(
                model_name='debtcontact',
                name='of_one_contract',
            ),
            migrations.AddField(
                model_name='debtcontact',
                name='stand_in',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='debt_contacts', to='debt_followup.legaladdressee', verbose_name='ผู้แทนลูกหนี้ที่พบ'),
            ),
            migrations.AlterField(
                model_name='debtcontact',
                name='met',
                field=models.CharField(choices=[('DEBTOR', 'ลูกหนี้ (ผู้ลงนามในสัญญา)'), ('STAND_IN', 'ผู้แทนลูกหนี้ตามแฟ้มคดี'), ('HOUSEHOLD', 'คนในครัวเรือน'), ('OTHER', 'บุคคลอื่น'), ('NOBODY', 'ไม่พบใคร')], max_length=9, verbose_name='พบใคร'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='debtcontact',
                trigger=pgtrigger.compiler.Trigger(name='of_one_contract', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (NEW.party_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM loans_party p WHERE p.id = NEW.party_id AND p.contract_id = NEW.contract_id))\n        OR (NEW.deceased_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM loans_party p WHERE p.id = NEW.deceased_id AND p.contract_id = NEW.contract_id))\n        OR (NEW.stand_in_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM debt_followup_legaladdressee a JOIN debt_followup_legalfile f ON f.id = a.file_id\n            WHERE a.id = NEW.stand_in_id AND f.contract_id = NEW.contract_id))\n        OR (NEW.case_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM debt_followup_debtcase c WHERE c.id = NEW.case_id AND c.contract_id = NEW.contract_id))\n        OR (NEW.payment_notice_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM repayments_paymentnotice n\n            WHERE n.id = NEW.payment_notice_id AND n.contract_id = NEW.contract_id))\n    THEN\n        RAISE EXCEPTION 'a contact is about one contract'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'contact_is_of_one_contract';\n    END IF;\n    RETURN NEW;\n", hash='6a82639c393dea61d3bd5c87f79d28adc7c0dd68', operation='INSERT', pgid='pgtrigger_of_one_contract_62134', table='debt_followup_debtcontact', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='debtcontact',
                trigger=pgtrigger.compiler.Trigger(name='acts_for_herself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."party_id" IS NOT NULL)', func='\n    IF EXISTS (\n        SELECT 1 FROM debt_followup_legalfile f\n        LEFT JOIN LATERAL (\n            SELECT MIN(e."on") AS first_on, MAX(e."on") AS last_on FROM debt_followup_legalentry e\n            WHERE e.file_id = f.id AND e.kind = \'DAY\'\n              AND e.day = CASE f.kind WHEN \'DEATH\' THEN \'DIED\' ELSE \'RECEIVERSHIP\' END\n              AND NOT EXISTS (SELECT 1 FROM debt_followup_legalentry c WHERE c.corrects_id = e.id)\n        ) told ON TRUE\n        WHERE f.party_id = NEW.party_id AND f.state <> \'CLOSED\' AND (\n            f.kind = \'DEATH\' AND NEW."on" > COALESCE(told.first_on, DATE \'-infinity\')\n            OR f.kind = \'BANKRUPTCY\' AND NEW.is_demand AND NEW."on" >= COALESCE(told.last_on, DATE \'-infinity\')\n        )\n    ) THEN\n        RAISE EXCEPTION \'debtor % does not act for herself\', NEW.party_id\n            USING ERRCODE = \'check_violation\', CONSTRAINT = \'debtor_acts_for_herself\';\n    END IF;\n    RETURN NEW;\n', hash='f964315d4a282df59f346c453cb55b89cb006d1b', operation='INSERT', pgid='pgtrigger_acts_for_herself_810ed', table='debt_followup_debtcontact', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='debtcontact',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('met', 'STAND_IN'), ('stand_in__isnull', False)), models.Q(models.Q(('met', 'STAND_IN'), _negated=True), ('stand_in', None)), _connector='OR'), name='stand_in_was_met'),
            ),
        ]),
    ]
