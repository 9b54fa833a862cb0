import debt_followup.rules.voids
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0005_history_asks_without_exceptions'),
        ('debt_followup', '0060_letters_sent_again'),
        ('documents', '0008_one_series_of_letters'),
        ('loans', '0060_a_number_in_sara_once'),
        ('repayments', '0070_payers_of_receipts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # behind a long transaction it gives up and can be run again, instead of holding everybody up
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name='EntryVoid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entry_voids', to='loans.contract', verbose_name='สัญญา')),
                ('acknowledgement_signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voids', to='debt_followup.acknowledgementsigner', verbose_name='การลงนาม')),
                ('restructuring_signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voids', to='debt_followup.restructuringsigner', verbose_name='การลงนามบันทึกข้อตกลง')),
                ('legal_entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voids', to='debt_followup.legalentry', verbose_name='วันที่ในแฟ้มคดี')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voids', to='debt_followup.debtcontact', verbose_name='การติดต่อ')),
                ('right_on', models.DateField(blank=True, null=True, verbose_name='วันที่ลงนามที่ถูกต้อง')),
                ('state', models.CharField(choices=[('ASKED', 'รอยืนยันการยกเลิก'), ('CONFIRMED', 'ยกเลิกแล้ว'), ('REFUSED', 'ไม่ยกเลิก'), ('WITHDRAWN', 'ถอนคำขอ')], default=debt_followup.rules.voids.VoidState['ASKED'], max_length=9, verbose_name='สถานะ')),
                ('reason', models.CharField(max_length=300, verbose_name='เหตุผล')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้ขอ')),
                ('asked_on', models.DateField(verbose_name='วันที่ขอ')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='ขอเมื่อ')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้ยืนยัน')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='วันที่พิจารณา')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='พิจารณาเมื่อ')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='เหตุผลที่ไม่ยกเลิก')),
                ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='debt_followup.entryvoid', verbose_name='ตามคำขอ')),
            ],
            options={
                'verbose_name': 'การยกเลิกรายการที่บันทึกผิด',
                'verbose_name_plural': 'การยกเลิกรายการที่บันทึกผิด',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['contract', '-id'], name='void_by_contract'), models.Index(fields=['state'], name='void_by_state')],
                'constraints': [models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func(models.F('acknowledgement_signer'), models.F('restructuring_signer'), models.F('legal_entry'), models.F('contact'), function='num_nonnulls', output_field=models.PositiveSmallIntegerField()), 1), name='void_of_one_entry'), models.UniqueConstraint(condition=models.Q(('state', 'ASKED')), fields=('acknowledgement_signer', 'restructuring_signer', 'legal_entry', 'contact'), name='void_asked_once', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('right_on__isnull', True), ('state', 'CONFIRMED')), fields=('acknowledgement_signer', 'restructuring_signer', 'legal_entry', 'contact'), name='entry_voided_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['CONFIRMED', 'REFUSED']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('decided_on__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='void_decided_by_another'), models.CheckConstraint(condition=django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length('reason'), 15), name='void_says_what_is_wrong'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'REFUSED'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='void_refused_for_a_reason'), models.CheckConstraint(condition=models.Q(('right_on', None), ('acknowledgement_signer__isnull', False), ('restructuring_signer__isnull', False), _connector='OR'), name='right_day_of_a_signature')],
                'triggers': [pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3d31627cc91631e3c6b34b0bdaf8bad2d31bf59a', operation='DELETE', pgid='pgtrigger_kept_4f41e', table='debt_followup_entryvoid', when='BEFORE')), pgtrigger.compiler.Trigger(name='decided_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'ASKED\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a0c920ec77755f727439143be99914bdf4345390', operation='UPDATE', pgid='pgtrigger_decided_stays_10648', table='debt_followup_entryvoid', when='BEFORE')), pgtrigger.compiler.Trigger(name='stays_as_asked', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."acknowledgement_signer_id" IS DISTINCT FROM (NEW."acknowledgement_signer_id") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_on" IS DISTINCT FROM (NEW."asked_on") OR OLD."contact_id" IS DISTINCT FROM (NEW."contact_id") OR OLD."contract_id" IS DISTINCT FROM (NEW."contract_id") OR OLD."legal_entry_id" IS DISTINCT FROM (NEW."legal_entry_id") OR OLD."part_of_id" IS DISTINCT FROM (NEW."part_of_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."restructuring_signer_id" IS DISTINCT FROM (NEW."restructuring_signer_id") OR OLD."right_on" IS DISTINCT FROM (NEW."right_on"))', func="\n    RAISE EXCEPTION 'request % is what was asked', OLD.id\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'void_stays_as_asked';\n", hash='4fea23aceb026e0843f4e85f052059be41268907', operation='UPDATE OF "contract_id", "acknowledgement_signer_id", "restructuring_signer_id", "legal_entry_id", "contact_id", "right_on", "reason", "asked_by_id", "asked_on", "part_of_id"', pgid='pgtrigger_stays_as_asked_d1f33', table='debt_followup_entryvoid', when='BEFORE')), pgtrigger.compiler.Trigger(name='of_its_contract', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NOT EXISTS (\n        SELECT 1 FROM debt_followup_acknowledgementsigner s\n            JOIN debt_followup_acknowledgement a ON a.id = s.acknowledgement_id\n            WHERE s.id = NEW.acknowledgement_signer_id AND s.signed_on IS NOT NULL AND a.contract_id = NEW.contract_id\n        UNION ALL\n        SELECT 1 FROM debt_followup_restructuringsigner s\n            JOIN debt_followup_restructuring r ON r.id = s.restructuring_id\n            WHERE s.id = NEW.restructuring_signer_id AND s.signed_on IS NOT NULL AND r.contract_id = NEW.contract_id\n        UNION ALL\n        SELECT 1 FROM debt_followup_legalentry e JOIN debt_followup_legalfile f ON f.id = e.file_id\n            WHERE e.id = NEW.legal_entry_id AND e.kind = 'DAY' AND f.contract_id = NEW.contract_id\n        UNION ALL\n        SELECT 1 FROM debt_followup_debtcontact c\n            WHERE c.id = NEW.contact_id AND c.contract_id = NEW.contract_id\n    ) THEN\n        RAISE EXCEPTION 'what is taken back is no entry of contract %', NEW.contract_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'void_is_of_its_contract';\n    END IF;\n    RETURN NEW;\n", hash='e9199a96d11fdc8bbac598a027c026846cd58b47', operation='INSERT', pgid='pgtrigger_of_its_contract_30ecc', table='debt_followup_entryvoid', when='BEFORE'))],
            },
        ),
    ]
