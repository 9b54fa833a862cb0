from django.db import migrations

# Who showed the slip was kept with the contact only; what a notice tells may not be changed otherwise.
TOLD = """
SELECT set_config('pgtrigger.ignore', '{pgtrigger_told_stays_afaa9}', TRUE);
UPDATE repayments_paymentnotice n SET party_id = c.party_id
FROM debt_followup_debtcontact c
WHERE c.payment_notice_id = n.id AND c.party_id IS NOT NULL AND n.party_id IS NULL;
SELECT set_config('pgtrigger.ignore', '{}', TRUE);
"""
# From now on the receipts that these slips settled are known to be hers; as known before they are nobody's.
KNOWN = """
INSERT INTO repayments_receiptpayer
    (receipt_id, party_id, notice_id, state, reason, asked_by_id, asked_on, asked_at, known_at, note)
SELECT r.id, n.party_id, n.id, 'APPROVED', '', n.recorded_by_id, n.recorded_on, now(), now(), ''
FROM repayments_paymentnotice n
JOIN debt_followup_debtcontact c ON c.payment_notice_id = n.id AND c.party_id = n.party_id
JOIN repayments_receipt r ON r.bank_line_id = n.line_id AND r.contract_id = n.contract_id AND r.amount = n.amount
WHERE n.state = 'SETTLED'
    AND NOT EXISTS (SELECT 1 FROM repayments_receiptpayer p WHERE p.receipt_id = r.id AND p.state = 'APPROVED')
    AND NOT EXISTS (SELECT 1 FROM repayments_receiptreversal v WHERE v.receipt_id = r.id AND v.state = 'APPROVED')
"""
STALE = """
INSERT INTO debt_followup_stalearrears (contract_id)
SELECT DISTINCT r.contract_id FROM repayments_receiptpayer p JOIN repayments_receipt r ON r.id = p.receipt_id
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0060_letters_sent_again'),
        ('repayments', '0070_payers_of_receipts'),
    ]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (TOLD, KNOWN, STALE)
    ]
