import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loans', '0060_a_number_in_sara_once'),
        ('repayments', '0060_numbers_in_sara'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # behind a long transaction it gives up and can be run again, instead of holding everybody up
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name='ReceiptPayer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('ASKED', 'รออนุมัติ'), ('APPROVED', 'บันทึกแล้ว'), ('REFUSED', 'ไม่อนุมัติ'), ('WITHDRAWN', 'ถอนคำขอ')], default='ASKED', max_length=9, verbose_name='สถานะ')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='เหตุผล')),
                ('asked_on', models.DateField(verbose_name='วันที่บันทึก')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='บันทึกเมื่อ')),
                ('known_at', models.DateTimeField(blank=True, null=True, verbose_name='ใช้ตั้งแต่')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='วันที่อนุมัติ')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='หมายเหตุของผู้อนุมัติ')),
            ],
            options={
                'verbose_name': 'ลูกหนี้ผู้ชำระของใบเสร็จ',
                'verbose_name_plural': 'ลูกหนี้ผู้ชำระของใบเสร็จ',
                'ordering': ['-pk'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='paymentnotice',
            name='told_stays',
        ),
        migrations.AddField(
            model_name='paymentnotice',
            name='party',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loans.party', verbose_name='ลูกหนี้ผู้ชำระ'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paymentnotice',
            trigger=pgtrigger.compiler.Trigger(name='told_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func='RAISE EXCEPTION \'pgtrigger: Cannot update of "contract_id", "paid_on", "amount", "evidence_id", "channel", "party_id" rows from % table\', TG_TABLE_NAME;', hash='5320360817d5fc5b5526290b7a6a8ebdf45c7dde', operation='UPDATE OF "contract_id", "paid_on", "amount", "evidence_id", "channel", "party_id"', pgid='pgtrigger_told_stays_afaa9', table='repayments_paymentnotice', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='receiptpayer',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้บันทึก'),
        ),
        migrations.AddField(
            model_name='receiptpayer',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้อนุมัติ'),
        ),
        migrations.AddField(
            model_name='receiptpayer',
            name='notice',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='repayments.paymentnotice', verbose_name='หลักฐานการชำระเงิน'),
        ),
        migrations.AddField(
            model_name='receiptpayer',
            name='party',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loans.party', verbose_name='ลูกหนี้ผู้ชำระ'),
        ),
        migrations.AddField(
            model_name='receiptpayer',
            name='receipt',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='payers', to='repayments.receipt', verbose_name='ใบเสร็จ'),
        ),
        migrations.AddIndex(
            model_name='receiptpayer',
            index=models.Index(fields=['receipt', '-known_at'], name='payer_by_receipt'),
        ),
        migrations.AddConstraint(
            model_name='receiptpayer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ASKED')), fields=('receipt',), name='payer_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='receiptpayer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('notice__isnull', False), ('party__isnull', False), ('state', 'APPROVED')), models.Q(('notice__isnull', True), models.Q(('reason', ''), _negated=True), models.Q(models.Q(('state__in', ['APPROVED', 'REFUSED']), _negated=True), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR')), _connector='OR'), name='payer_told_by_a_slip_or_by_two'),
        ),
        migrations.AddConstraint(
            model_name='receiptpayer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('known_at__isnull', False), ('state', 'APPROVED')), models.Q(models.Q(('state', 'APPROVED'), _negated=True), ('known_at__isnull', True)), _connector='OR'), name='payer_that_stands_counts_since'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='receiptpayer',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='145fe87ec545c3130ff1b66f6c5e47336eda1ed0', operation='DELETE', pgid='pgtrigger_kept_add2d', table='repayments_receiptpayer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='receiptpayer',
            trigger=pgtrigger.compiler.Trigger(name='decided_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'ASKED\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='bd3458a3c127cab9b0d59c46c146f8cac26da3b0', operation='UPDATE', pgid='pgtrigger_decided_stays_a3725', table='repayments_receiptpayer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='receiptpayer',
            trigger=pgtrigger.compiler.Trigger(name='of_its_contract', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."party_id" IS NOT NULL)', func="\n    IF NOT EXISTS (\n        SELECT 1 FROM repayments_receipt r JOIN loans_party p ON p.contract_id = r.contract_id\n        WHERE r.id = NEW.receipt_id AND p.id = NEW.party_id\n    ) THEN\n        RAISE EXCEPTION 'party % is no signer of the contract of receipt %', NEW.party_id, NEW.receipt_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'payer_signed_the_contract';\n    END IF;\n    RETURN NEW;\n", hash='52b6277fb98a4dad37bb8753e471e98afd756c3f', operation='INSERT OR UPDATE OF "party_id", "receipt_id"', pgid='pgtrigger_of_its_contract_c5644', table='repayments_receiptpayer', when='BEFORE')),
        ),
    ]
