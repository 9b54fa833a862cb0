import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repayments', '0017_reversals_are_all_so'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='bankline',
            name='state',
            field=models.CharField(choices=[('MATCHED', 'จับคู่ได้'), ('DOUBTFUL', 'ต้องตรวจสอบ'), ('UNKNOWN', 'ไม่ทราบเจ้าของ'), ('RECEIPTED', 'ออกใบเสร็จแล้ว'), ('TAKEN_BACK', 'ธนาคารเรียกเงินคืน รอดำเนินการ'), ('NOT_A_RECEIPT', 'รายการกลับรายการของธนาคาร'), ('REVERSED_BY_BANK', 'ธนาคารเรียกเงินคืน'), ('REFUNDED', 'คืนเงินแล้ว'), ('MONEY_BACK', 'รับคืนเงินที่ไม่ได้ใช้'), ('PERHAPS_SAME', 'อาจซ้ำกับรายการอื่น'), ('SAME', 'ซ้ำกับรายการอื่น')], max_length=20, verbose_name='สถานะ'),
        ),
        migrations.CreateModel(
            name='PossibleRepeat',
            fields=[
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='repeat', serialize=False, to='repayments.bankline', verbose_name='รายการธนาคาร')),
                ('is_same', models.BooleanField(blank=True, null=True, verbose_name='เป็นรายการเดียวกัน')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='เหตุผล')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='วันที่ตัดสิน')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้ตัดสิน')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='perhaps_repeated_by', to='repayments.bankline', verbose_name='รายการที่มีอยู่ก่อน')),
            ],
            options={
                'verbose_name': 'รายการที่อาจซ้ำ',
                'verbose_name_plural': 'รายการที่อาจซ้ำ',
                'constraints': [models.CheckConstraint(condition=models.Q(('is_same__isnull', True), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='repeat_is_decided_by_somebody_with_a_reason')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='possiblerepeat',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='09a6266eba5da6169b14e5641c3e37bc0f6df017', operation='DELETE', pgid='pgtrigger_kept_c4590', table='repayments_possiblerepeat', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='possiblerepeat',
            trigger=pgtrigger.compiler.Trigger(name='decided_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."is_same" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c1a8b88c4d7aa20fcbe5e704cfbca6affdb6ec4b', operation='UPDATE', pgid='pgtrigger_decided_stays_e565a', table='repayments_possiblerepeat', when='BEFORE')),
        ),
    ]
