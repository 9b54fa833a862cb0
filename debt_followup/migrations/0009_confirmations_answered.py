"""Letters of September: to whom each goes, its own code, its batch; what was answered, who was reminded."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from areas.migrating import AtOnce


# The letters that there are went to the representative; their slips bear the contract's reference and the year.
ADDRESSED = """
    UPDATE debt_followup_confirmation c
    SET party_id = (
            SELECT p.id FROM loans_party p WHERE p.contract_id = c.contract_id
            ORDER BY p.role <> 'REPRESENTATIVE', p.position LIMIT 1
        ),
        code = COALESCE(d.context->>'slip_code', 'C' || LPAD(c.id::text, 11, '0'))
    FROM documents_document d WHERE d.id = c.document_id;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
"""
# Their batches were one PDF a province, without a posting list.
BATCHED = """
    INSERT INTO debt_followup_confirmationbatch (run_id, province_id, amphoe_id, as_of, part, count, letters_id)
    SELECT c.run_id, c.province_id, c.amphoe_id, c.as_of, 1, COUNT(*), (r.result->>'document')::bigint
    FROM debt_followup_confirmation c JOIN jobs_jobrun r ON r.id = c.run_id
    WHERE r.result ? 'document'
    GROUP BY c.run_id, c.province_id, c.amphoe_id, c.as_of, r.result->>'document';
    UPDATE debt_followup_confirmation c SET batch_id = b.id
    FROM debt_followup_confirmationbatch b WHERE b.run_id = c.run_id AND b.amphoe_id = c.amphoe_id;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0004_forms_are_done_once"),
        ("debt_followup", "0008_old_debts"),
        ("documents", "0008_one_series_of_letters"),
        ("jobs", "0001_initial"),
        ("loans", "0006_receipts_taken_back_do_not_hold"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name="ConfirmationBatch",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("as_of", models.DateField(verbose_name="ณ วันที่")),
                    ("part", models.PositiveSmallIntegerField(default=1, verbose_name="ชุดที่")),
                    ("count", models.PositiveIntegerField(verbose_name="จำนวนฉบับ")),
                    (
                        "amphoe",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, to="areas.amphoe", verbose_name="อำเภอ"
                        ),
                    ),
                    (
                        "letters",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="documents.document",
                            verbose_name="หนังสือทั้งชุด",
                        ),
                    ),
                    (
                        "posting_list",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="documents.document",
                            verbose_name="บัญชีนำส่ง",
                        ),
                    ),
                    (
                        "province",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, to="areas.province", verbose_name="จังหวัด"
                        ),
                    ),
                    (
                        "run",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="confirmation_batches",
                            to="jobs.jobrun",
                            verbose_name="งาน",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "ชุดหนังสือยืนยันยอดหนี้",
                    "verbose_name_plural": "ชุดหนังสือยืนยันยอดหนี้",
                    "ordering": ["run", "amphoe", "part"],
                    "constraints": [
                        models.UniqueConstraint(fields=("run", "amphoe", "part"), name="confirmation_batch_part_once"),
                    ],
                    "triggers": [
                        pgtrigger.compiler.Trigger(
                            name="append_only",
                            sql=pgtrigger.compiler.UpsertTriggerSql(
                                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                hash="a0ccfa4f18aa9577a940f48ae518f7caa7c39fe4",
                                operation="UPDATE OR DELETE",
                                pgid="pgtrigger_append_only_33843",
                                table="debt_followup_confirmationbatch",
                                when="BEFORE",
                            ),
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ConfirmationReminder",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "kind",
                        models.CharField(
                            choices=[("LETTER", "หนังสือเตือนขอคำตอบ"), ("CALL", "โทรศัพท์ติดตาม")],
                            max_length=6,
                            verbose_name="วิธี",
                        ),
                    ),
                    ("on", models.DateField(verbose_name="วันที่")),
                    ("said", models.CharField(blank=True, max_length=500, verbose_name="ผลการติดตาม")),
                    ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="บันทึกเมื่อ")),
                    (
                        "confirmation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="reminders",
                            to="debt_followup.confirmation",
                            verbose_name="หนังสือยืนยันยอดหนี้",
                        ),
                    ),
                    (
                        "document",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="documents.document",
                            verbose_name="หนังสือ",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="ผู้บันทึก",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "การติดตามขอคำตอบ",
                    "verbose_name_plural": "การติดตามขอคำตอบ",
                    "ordering": ["confirmation", "on"],
                    "constraints": [
                        models.UniqueConstraint(fields=("confirmation", "on"), name="confirmation_reminder_once_a_day"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("document__isnull", False), ("kind", "LETTER")),
                                models.Q(("kind", "CALL"), models.Q(("said", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="reminder_is_a_letter_or_says_something",
                        ),
                    ],
                    "triggers": [
                        pgtrigger.compiler.Trigger(
                            name="append_only",
                            sql=pgtrigger.compiler.UpsertTriggerSql(
                                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                hash="6d1ba643cac655e496cfcfec69493c73b809a819",
                                operation="UPDATE OR DELETE",
                                pgid="pgtrigger_append_only_723a3",
                                table="debt_followup_confirmationreminder",
                                when="BEFORE",
                            ),
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ConfirmationReply",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("number", models.PositiveSmallIntegerField(verbose_name="ครั้งที่")),
                    (
                        "answer",
                        models.CharField(
                            choices=[
                                ("AGREES", "ยอดถูกต้อง"),
                                ("DIFFERS", "ยอดไม่ถูกต้อง"),
                                ("UNDELIVERED", "ส่งไม่ถึง"),
                                ("NO_ANSWER", "ไม่ตอบ ยุติการติดตาม"),
                            ],
                            max_length=12,
                            verbose_name="คำตอบ",
                        ),
                    ),
                    (
                        "amount",
                        models.DecimalField(
                            blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="ยอดที่ลูกหนี้แจ้ง"
                        ),
                    ),
                    ("why", models.CharField(blank=True, max_length=500, verbose_name="เหตุผล")),
                    (
                        "return_reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("MOVED", "ย้ายที่อยู่"),
                                ("NOT_KNOWN", "ไม่มีผู้รับตามจ่าหน้า"),
                                ("NOT_CLAIMED", "ไม่มารับภายในกำหนด"),
                                ("REFUSED", "ไม่ยอมรับ"),
                                ("NOBODY_HOME", "ไม่มีผู้รับ บ้านปิด"),
                                ("BAD_ADDRESS", "จ่าหน้าไม่ชัดเจนหรือไม่พบที่อยู่"),
                                ("DEAD", "ผู้รับเสียชีวิต"),
                                ("OTHER", "อื่น ๆ"),
                            ],
                            max_length=12,
                            verbose_name="เหตุที่ส่งไม่ถึง",
                        ),
                    ),
                    ("is_signed", models.BooleanField(default=False, verbose_name="มีลายมือชื่อลูกหนี้")),
                    ("received_on", models.DateField(verbose_name="วันที่ได้รับคำตอบ")),
                    ("correction", models.CharField(blank=True, max_length=300, verbose_name="เหตุที่แก้ไขคำตอบ")),
                    ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="บันทึกเมื่อ")),
                    (
                        "confirmation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="replies",
                            to="debt_followup.confirmation",
                            verbose_name="หนังสือยืนยันยอดหนี้",
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="documents.storedfile",
                            verbose_name="ภาพใบตอบรับ",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="ผู้บันทึก",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "คำตอบหนังสือยืนยันยอดหนี้",
                    "verbose_name_plural": "คำตอบหนังสือยืนยันยอดหนี้",
                    "ordering": ["confirmation", "number"],
                    "indexes": [
                        models.Index(fields=["recorded_by", "-id"], name="confirmation_reply_by_officer"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("confirmation", "number"), name="confirmation_reply_number_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("amount__gte", 0),
                                    ("amount__isnull", False),
                                    ("answer", "DIFFERS"),
                                    models.Q(("why", ""), _negated=True),
                                ),
                                models.Q(models.Q(("answer", "DIFFERS"), _negated=True), ("amount__isnull", True)),
                                _connector="OR",
                            ),
                            name="reply_that_differs_says_how",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("answer", "UNDELIVERED"), models.Q(("return_reason", ""), _negated=True)),
                                models.Q(models.Q(("answer", "UNDELIVERED"), _negated=True), ("return_reason", "")),
                                _connector="OR",
                            ),
                            name="undelivered_for_a_reason",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("correction", ""), ("number", 1)),
                                models.Q(("number__gt", 1), models.Q(("correction", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="reply_corrected_with_reason",
                        ),
                    ],
                    "triggers": [
                        pgtrigger.compiler.Trigger(
                            name="append_only",
                            sql=pgtrigger.compiler.UpsertTriggerSql(
                                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                hash="820807d818b3ba1f4efc779a1001611443c5f3cf",
                                operation="UPDATE OR DELETE",
                                pgid="pgtrigger_append_only_78bec",
                                table="debt_followup_confirmationreply",
                                when="BEFORE",
                            ),
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ConfirmationDifference",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "ending",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("FUND_RIGHT", "บัญชีของกองทุนถูกต้อง"),
                                ("DEBTOR_RIGHT", "ลูกหนี้แจ้งถูกต้อง แก้ไขบัญชีแล้ว"),
                                ("PARTLY", "ถูกต้องบางส่วน แก้ไขบัญชีแล้ว"),
                                ("SUPERSEDED", "มีคำตอบใหม่แทน"),
                            ],
                            max_length=12,
                            verbose_name="ผลการตรวจสอบ",
                        ),
                    ),
                    (
                        "amount",
                        models.DecimalField(
                            blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="ยอดที่ถูกต้อง"
                        ),
                    ),
                    ("found", models.CharField(blank=True, max_length=1000, verbose_name="สิ่งที่พบ")),
                    ("ended_on", models.DateField(blank=True, null=True, verbose_name="สิ้นสุดวันที่")),
                    (
                        "amphoe",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, to="areas.amphoe", verbose_name="อำเภอ"
                        ),
                    ),
                    (
                        "ended_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="ผู้ตรวจสอบ",
                        ),
                    ),
                    (
                        "province",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, to="areas.province", verbose_name="จังหวัด"
                        ),
                    ),
                    (
                        "tambon",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, to="areas.tambon", verbose_name="ตำบล"
                        ),
                    ),
                    (
                        "reply",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="difference",
                            to="debt_followup.confirmationreply",
                            verbose_name="คำตอบ",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "ผลต่างยอดหนี้ที่ต้องตรวจสอบ",
                    "verbose_name_plural": "ผลต่างยอดหนี้ที่ต้องตรวจสอบ",
                    "indexes": [
                        models.Index(fields=["province", "ending"], name="confirmation_difference_open"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("amount__isnull", True), ("ended_by__isnull", True), ("ended_on__isnull", True), ("ending", "")
                                ),
                                models.Q(
                                    models.Q(("ending", ""), _negated=True),
                                    models.Q(("found", ""), _negated=True),
                                    ("ended_by__isnull", False),
                                    ("ended_on__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="difference_ended_whole",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("ending__in", ["", "SUPERSEDED"]), ("amount__isnull", False), _connector="OR"),
                            name="difference_ended_with_amount",
                        ),
                    ],
                    "triggers": [
                        pgtrigger.compiler.Trigger(
                            name="kept",
                            sql=pgtrigger.compiler.UpsertTriggerSql(
                                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                hash="21ee86bc337b861fef91154967a43d48361782ec",
                                operation="DELETE",
                                pgid="pgtrigger_kept_18496",
                                table="debt_followup_confirmationdifference",
                                when="BEFORE",
                            ),
                        ),
                        pgtrigger.compiler.Trigger(
                            name="ending_stays",
                            sql=pgtrigger.compiler.UpsertTriggerSql(
                                condition="WHEN (NOT (OLD.\"ending\" = ''))",
                                func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                hash="e07a429bf1efe9e984ccf1458054a6c9af554556",
                                operation="UPDATE",
                                pgid="pgtrigger_ending_stays_f5250",
                                table="debt_followup_confirmationdifference",
                                when="BEFORE",
                            ),
                        ),
                    ],
                },
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name="confirmation",
                name="append_only",
            ),
            migrations.RemoveConstraint(
                model_name="confirmation",
                name="one_confirmation_a_contract",
            ),
            migrations.AddField(
                model_name="confirmation",
                name="code",
                field=models.CharField(max_length=30, null=True, verbose_name="รหัสใบตอบรับ"),
            ),
            migrations.AddField(
                model_name="confirmation",
                name="costs",
                field=models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="ค่าใช้จ่าย"),
            ),
            migrations.AddField(
                model_name="confirmation",
                name="frozen",
                field=models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="ดอกเบี้ยและเบี้ยปรับที่พักไว้"),
            ),
            migrations.AddField(
                model_name="confirmation",
                name="known_at",
                field=models.DateTimeField(blank=True, null=True, verbose_name="ทราบ ณ เวลา"),
            ),
            migrations.AddField(
                model_name="confirmation",
                name="number",
                field=models.PositiveSmallIntegerField(default=1, verbose_name="ผู้รับลำดับที่"),
            ),
            migrations.AddField(
                model_name="confirmation",
                name="party",
                field=models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="confirmations",
                    to="loans.party",
                    verbose_name="ลูกหนี้",
                ),
            ),
            migrations.AddField(
                model_name="confirmation",
                name="reply_by",
                field=models.DateField(blank=True, null=True, verbose_name="ขอให้ตอบภายใน"),
            ),
        ]),
        migrations.RunSQL(ADDRESSED, migrations.RunSQL.noop),
        AtOnce([
            migrations.AlterField(
                model_name="confirmation",
                name="code",
                field=models.CharField(max_length=30, unique=True, verbose_name="รหัสใบตอบรับ"),
            ),
            migrations.AlterField(
                model_name="confirmation",
                name="party",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="confirmations",
                    to="loans.party",
                    verbose_name="ลูกหนี้",
                ),
            ),
            migrations.AddField(
                model_name="confirmation",
                name="batch",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="confirmations",
                    to="debt_followup.confirmationbatch",
                    verbose_name="ชุด",
                ),
            ),
        ]),
        migrations.RunSQL(BATCHED, migrations.RunSQL.noop),
        AtOnce([
            pgtrigger.migrations.AddTrigger(
                model_name="confirmation",
                trigger=pgtrigger.compiler.Trigger(
                    name="kept",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="db574c1ffb09207637a0dc825de0bf15f3f66316",
                        operation="DELETE",
                        pgid="pgtrigger_kept_45995",
                        table="debt_followup_confirmation",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="confirmation",
                trigger=pgtrigger.compiler.Trigger(
                    name="append_only",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func='RAISE EXCEPTION \'pgtrigger: Cannot update of "run_id", "province_id", "amphoe_id", "tambon_id", "contract_id", "party_id", "number", "code", "as_of", "known_at", "principal", "contract_interest", "default_interest", "costs", "frozen", "credit", "next_due_on", "reply_by", "document_id", "id" rows from % table\', TG_TABLE_NAME;',
                        hash="7dbaf7b77f62f447f2829da395e55ef944c3ed69",
                        operation='UPDATE OF "run_id", "province_id", "amphoe_id", "tambon_id", "contract_id", "party_id", "number", "code", "as_of", "known_at", "principal", "contract_interest", "default_interest", "costs", "frozen", "credit", "next_due_on", "reply_by", "document_id", "id"',
                        pgid="pgtrigger_append_only_c9877",
                        table="debt_followup_confirmation",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="confirmation",
                trigger=pgtrigger.compiler.Trigger(
                    name="batch_stays",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."batch_id" IS NOT NULL)',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="c97a196ffdfe1306eb8ce82de178bc357b39d22d",
                        operation="UPDATE",
                        pgid="pgtrigger_batch_stays_a5b8d",
                        table="debt_followup_confirmation",
                        when="BEFORE",
                    ),
                ),
            ),
            migrations.AddIndex(
                model_name="confirmation",
                index=models.Index(fields=["province", "as_of", "amphoe"], name="confirmation_by_place"),
            ),
            migrations.AddConstraint(
                model_name="confirmation",
                constraint=models.UniqueConstraint(
                    fields=("contract", "as_of", "number"), name="one_confirmation_an_addressee"
                ),
            ),
        ]),
    ]
