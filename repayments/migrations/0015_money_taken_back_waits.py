from django.db import migrations, models

# a reversal whose request was approved names the money of that receipt, and not another that the import had guessed
_FREE = """
UPDATE repayments_bankline d SET reverses_id = NULL
FROM repayments_receiptreversal v JOIN repayments_receipt r ON r.id = v.receipt_id
WHERE v.state = 'APPROVED' AND v.taken_back_by_id IS NOT NULL AND v.taken_back_by_id <> d.id
    AND d.kind = 'D' AND d.reverses_id = r.bank_line_id
    AND NOT EXISTS (SELECT 1 FROM repayments_receiptreversal own WHERE own.taken_back_by_id = d.id AND own.state = 'APPROVED')
"""
# where the receipts of one payment were taken back with several lines of the bank, the first is the one that undid it
_NAME = """
UPDATE repayments_bankline d SET reverses_id = first.bank_line_id
FROM (
    SELECT DISTINCT ON (r.bank_line_id) r.bank_line_id, v.taken_back_by_id
    FROM repayments_receiptreversal v JOIN repayments_receipt r ON r.id = v.receipt_id
    WHERE v.state = 'APPROVED' AND v.taken_back_by_id IS NOT NULL
    ORDER BY r.bank_line_id, v.id
) first
WHERE first.taken_back_by_id = d.id AND d.reverses_id IS DISTINCT FROM first.bank_line_id
    AND NOT EXISTS (SELECT 1 FROM repayments_bankline o WHERE o.reverses_id = first.bank_line_id)
"""
# its receipt was taken back as another contract's, and the line waits again: a person says whether its money is there
_ASK = """
UPDATE repayments_bankline d SET reverses_id = NULL
FROM repayments_bankline c
WHERE d.kind = 'D' AND c.id = d.reverses_id AND c.state IN ('MATCHED', 'DOUBTFUL', 'UNKNOWN')
    AND NOT EXISTS (
        SELECT 1 FROM repayments_receipt r
        WHERE r.bank_line_id = c.id AND NOT EXISTS (
            SELECT 1 FROM repayments_receiptreversal v WHERE v.receipt_id = r.id AND v.state = 'APPROVED'
        )
    )
"""
# settled is what undid a payment without a receipt, or whose receipts were all taken back
_OPEN = """
UPDATE repayments_bankline d SET state = 'TAKEN_BACK'
WHERE d.kind = 'D' AND d.state = 'NOT_A_RECEIPT' AND (
    d.reverses_id IS NULL
    OR EXISTS (
        SELECT 1 FROM repayments_receipt r
        WHERE r.bank_line_id = d.reverses_id AND NOT EXISTS (
            SELECT 1 FROM repayments_receiptreversal v WHERE v.receipt_id = r.id AND v.state = 'APPROVED'
        )
    )
)
"""
_BACK = "UPDATE repayments_bankline SET state = 'NOT_A_RECEIPT' WHERE state = 'TAKEN_BACK'"


class Migration(migrations.Migration):

    dependencies = [
        ('repayments', '0014_matchers_of_the_few_lines'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bankline',
            name='state',
            field=models.CharField(choices=[('MATCHED', 'จับคู่ได้'), ('DOUBTFUL', 'ต้องตรวจสอบ'), ('UNKNOWN', 'ไม่ทราบเจ้าของ'), ('RECEIPTED', 'ออกใบเสร็จแล้ว'), ('TAKEN_BACK', 'ธนาคารเรียกเงินคืน รอดำเนินการ'), ('NOT_A_RECEIPT', 'รายการกลับรายการของธนาคาร'), ('REVERSED_BY_BANK', 'ธนาคารเรียกเงินคืน'), ('REFUNDED', 'คืนเงินแล้ว'), ('MONEY_BACK', 'รับคืนเงินที่ไม่ได้ใช้')], max_length=20, verbose_name='สถานะ'),
        ),
        migrations.RunSQL(_FREE, migrations.RunSQL.noop),
        migrations.RunSQL(_NAME, migrations.RunSQL.noop),
        migrations.RunSQL(_ASK, migrations.RunSQL.noop),
        migrations.RunSQL(_OPEN, _BACK),
    ]
