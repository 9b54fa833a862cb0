import django.db.models.deletion
from django.db import migrations, models

from areas.migrating import AtOnce

# Indexes of one column with which another index begins, and their twins for LIKE, which nothing asks of a code.
_COVERED = {
    "repayments_allocation_contract_id_1093b9f4": "repayments_allocation (contract_id)",
    "repayments_allocation_receipt_id_18755fca": "repayments_allocation (receipt_id)",
    "repayments_bankline_province_id_d55e052a": "repayments_bankline (province_id)",
    "repayments_bankline_province_id_d55e052a_like": "repayments_bankline (province_id varchar_pattern_ops)",
    "repayments_receipt_bank_line_id_a0e30236": "repayments_receipt (bank_line_id)",
    "repayments_receipt_contract_id_6f34e413": "repayments_receipt (contract_id)",
    "repayments_receipt_province_id_d4262e35": "repayments_receipt (province_id)",
    "repayments_receipt_province_id_d4262e35_like": "repayments_receipt (province_id varchar_pattern_ops)",
    "repayments_receipt_amphoe_id_7749ef46_like": "repayments_receipt (amphoe_id varchar_pattern_ops)",
    "repayments_receipt_tambon_id_a408b577_like": "repayments_receipt (tambon_id varchar_pattern_ops)",
}


class Migration(migrations.Migration):

    atomic = False  # an index that is written all day is dropped beside the writing

    dependencies = [
        ('areas', '0004_forms_are_done_once'),
        ('loans', '0006_receipts_taken_back_do_not_hold'),
        ('repayments', '0010_sums_of_satang'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                AtOnce([
                    migrations.AlterField(
                        model_name='allocation',
                        name='contract',
                        field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='loans.contract', verbose_name='สัญญา'),
                    ),
                    migrations.AlterField(
                        model_name='allocation',
                        name='receipt',
                        field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='repayments.receipt', verbose_name='ใบเสร็จ'),
                    ),
                    migrations.AlterField(
                        model_name='bankline',
                        name='province',
                        field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='areas.province', verbose_name='จังหวัด'),
                    ),
                    migrations.AlterField(
                        model_name='receipt',
                        name='bank_line',
                        field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='repayments.bankline', verbose_name='รายการธนาคาร'),
                    ),
                    migrations.AlterField(
                        model_name='receipt',
                        name='contract',
                        field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='loans.contract', verbose_name='สัญญา'),
                    ),
                    migrations.AlterField(
                        model_name='receipt',
                        name='province',
                        field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='areas.province', verbose_name='จังหวัด'),
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
