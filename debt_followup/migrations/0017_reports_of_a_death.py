import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from areas.migrating import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0016_decided_by_nobody_who_assessed'),
        ('loans', '0009_the_area_of_a_contract_stays'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # behind a long transaction it gives up and can be run again, instead of holding everybody up
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        AtOnce([
            migrations.CreateModel(
                name='DeathDenial',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=300, verbose_name='เหตุผล')),
                    ('denied_on', models.DateField(verbose_name='ตรวจสอบวันที่')),
                    ('denied_at', models.DateTimeField(auto_now_add=True, verbose_name='บันทึกเมื่อ')),
                    ('contact', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='denial', to='debt_followup.debtcontact', verbose_name='การติดต่อ')),
                    ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='death_denials', to='loans.contract', verbose_name='สัญญา')),
                    ('denied_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้ตรวจสอบ')),
                    ('event', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='denial', to='debt_followup.deliveryevent', verbose_name='หนังสือตีกลับ')),
                    ('reply', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='denial', to='debt_followup.confirmationreply', verbose_name='ใบตอบรับ')),
                ],
                options={
                    'verbose_name': 'การแจ้งถึงแก่กรรมที่ไม่เป็นความจริง',
                    'verbose_name_plural': 'การแจ้งถึงแก่กรรมที่ไม่เป็นความจริง',
                    'ordering': ['-pk'],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c7e2a535a7f231d8961c1a6f2dc3117b41fe44bd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cfbc0', table='debt_followup_deathdenial', when='BEFORE')),
                        pgtrigger.compiler.Trigger(name='of_its_contract', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NOT EXISTS (\n        SELECT 1 FROM debt_followup_debtcontact c WHERE c.id = NEW.contact_id AND c.contract_id = NEW.contract_id\n        UNION ALL\n        SELECT 1 FROM debt_followup_deliveryevent e\n            JOIN debt_followup_noticedelivery d ON d.id = e.delivery_id\n            JOIN debt_followup_notice n ON n.id = d.notice_id\n            WHERE e.id = NEW.event_id AND n.contract_id = NEW.contract_id\n        UNION ALL\n        SELECT 1 FROM debt_followup_confirmationreply r\n            JOIN debt_followup_confirmation f ON f.id = r.confirmation_id\n            WHERE r.id = NEW.reply_id AND f.contract_id = NEW.contract_id\n    ) THEN\n        RAISE EXCEPTION 'the report of a death is about another contract than %', NEW.contract_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'denial_is_of_its_contract';\n    END IF;\n    RETURN NEW;\n", hash='ef2039ecf78dab57569a19a5c4224c212fa81c4c', operation='INSERT', pgid='pgtrigger_of_its_contract_0623c', table='debt_followup_deathdenial', when='BEFORE')),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', False), ('event__isnull', True), ('reply__isnull', True)), models.Q(('contact__isnull', True), ('event__isnull', False), ('reply__isnull', True)), models.Q(('contact__isnull', True), ('event__isnull', True), ('reply__isnull', False)), _connector='OR'), name='denial_of_one_report'),
                        models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='death_denied_for_a_reason'),
                    ],
                },
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='debtcontact',
                name='of_one_contract',
            ),
            migrations.AddField(
                model_name='debtcontact',
                name='deceased',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reported_dead', to='loans.party', verbose_name='ผู้ที่ถูกแจ้งว่าถึงแก่กรรม'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='debtcontact',
                trigger=pgtrigger.compiler.Trigger(name='of_one_contract', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (NEW.party_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM loans_party p WHERE p.id = NEW.party_id AND p.contract_id = NEW.contract_id))\n        OR (NEW.deceased_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM loans_party p WHERE p.id = NEW.deceased_id AND p.contract_id = NEW.contract_id))\n        OR (NEW.case_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM debt_followup_debtcase c WHERE c.id = NEW.case_id AND c.contract_id = NEW.contract_id))\n        OR (NEW.payment_notice_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM repayments_paymentnotice n\n            WHERE n.id = NEW.payment_notice_id AND n.contract_id = NEW.contract_id))\n    THEN\n        RAISE EXCEPTION 'a contact is about one contract'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'contact_is_of_one_contract';\n    END IF;\n    RETURN NEW;\n", hash='c65dfe3f22887e54fa2a36490f35936a1bc55e5c', operation='INSERT', pgid='pgtrigger_of_one_contract_62134', table='debt_followup_debtcontact', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='debtcontact',
                constraint=models.CheckConstraint(condition=models.Q(('deceased', None), models.Q(('outcome', 'DEAD'), models.Q(('party', models.F('deceased')), _negated=True)), _connector='OR'), name='deceased_is_another'),
            ),
        ]),
    ]
