import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

from areas.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name="LetterSetting",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "letter",
                        models.CharField(
                            choices=[
                                ("RESULT_LOAN", "หนังสือแจ้งผล (เงินทุนหมุนเวียน)"),
                                ("RESULT_SUBSIDY", "หนังสือแจ้งผล (เงินอุดหนุน)"),
                                ("REFUSAL", "หนังสือแจ้งไม่อนุมัติ"),
                                ("REVISION", "หนังสือแจ้งให้ปรับปรุงโครงการ"),
                            ],
                            max_length=20,
                            verbose_name="หนังสือ",
                        ),
                    ),
                    ("effective_from", models.DateField(verbose_name="มีผลตั้งแต่")),
                    (
                        "urgency",
                        models.CharField(
                            blank=True,
                            choices=[("", "ไม่ระบุ"), ("ด่วน", "ด่วน"), ("ด่วนมาก", "ด่วนมาก"), ("ด่วนที่สุด", "ด่วนที่สุด")],
                            max_length=20,
                            verbose_name="ชั้นความเร็ว",
                        ),
                    ),
                    ("references", models.JSONField(blank=True, default=list, verbose_name="อ้างถึง")),
                    ("enclosures", models.JSONField(blank=True, default=list, verbose_name="สิ่งที่ส่งมาด้วย")),
                    ("instructions", models.JSONField(blank=True, default=list, verbose_name="สิ่งที่ขอให้ดำเนินการ")),
                    ("closing", models.CharField(blank=True, max_length=200, verbose_name="คำลงท้าย")),
                    ("source", models.CharField(max_length=300, verbose_name="ที่มา")),
                    (
                        "office",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="letter_settings",
                            to="areas.office",
                            verbose_name="สำนักงาน",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "ข้อความประจำหนังสือ",
                    "verbose_name_plural": "ข้อความประจำหนังสือ",
                    "ordering": ["letter", "-effective_from"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("office", "letter", "effective_from"), name="letter_setting_one_a_day"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("source", ""), _negated=True), name="letter_setting_has_source"
                        ),
                    ],
                    "triggers": [
                        pgtrigger.compiler.Trigger(
                            name="insert_insert",
                            sql=pgtrigger.compiler.UpsertTriggerSql(
                                func='INSERT INTO "areas_lettersettingevent" ("closing", "effective_from", "enclosures", "id", "instructions", "letter", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "references", "source", "urgency") VALUES (NEW."closing", NEW."effective_from", NEW."enclosures", NEW."id", NEW."instructions", NEW."letter", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."references", NEW."source", NEW."urgency"); RETURN NULL;',
                                hash="2f4795d200efbe905a3d975a64a18fd94ca350a5",
                                operation="INSERT",
                                pgid="pgtrigger_insert_insert_7a5ac",
                                table="areas_lettersetting",
                                when="AFTER",
                            ),
                        ),
                        pgtrigger.compiler.Trigger(
                            name="update_update",
                            sql=pgtrigger.compiler.UpsertTriggerSql(
                                condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                func='INSERT INTO "areas_lettersettingevent" ("closing", "effective_from", "enclosures", "id", "instructions", "letter", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "references", "source", "urgency") VALUES (NEW."closing", NEW."effective_from", NEW."enclosures", NEW."id", NEW."instructions", NEW."letter", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."references", NEW."source", NEW."urgency"); RETURN NULL;',
                                hash="3d303b8ee5712c2a900e4624beeb7e1d0dcf54de",
                                operation="UPDATE",
                                pgid="pgtrigger_update_update_deca3",
                                table="areas_lettersetting",
                                when="AFTER",
                            ),
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="LetterSettingEvent",
                fields=[
                    ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                    ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                    ("pgh_label", models.TextField(help_text="The event label.")),
                    ("id", models.BigIntegerField()),
                    (
                        "letter",
                        models.CharField(
                            choices=[
                                ("RESULT_LOAN", "หนังสือแจ้งผล (เงินทุนหมุนเวียน)"),
                                ("RESULT_SUBSIDY", "หนังสือแจ้งผล (เงินอุดหนุน)"),
                                ("REFUSAL", "หนังสือแจ้งไม่อนุมัติ"),
                                ("REVISION", "หนังสือแจ้งให้ปรับปรุงโครงการ"),
                            ],
                            max_length=20,
                            verbose_name="หนังสือ",
                        ),
                    ),
                    ("effective_from", models.DateField(verbose_name="มีผลตั้งแต่")),
                    (
                        "urgency",
                        models.CharField(
                            blank=True,
                            choices=[("", "ไม่ระบุ"), ("ด่วน", "ด่วน"), ("ด่วนมาก", "ด่วนมาก"), ("ด่วนที่สุด", "ด่วนที่สุด")],
                            max_length=20,
                            verbose_name="ชั้นความเร็ว",
                        ),
                    ),
                    ("references", models.JSONField(blank=True, default=list, verbose_name="อ้างถึง")),
                    ("enclosures", models.JSONField(blank=True, default=list, verbose_name="สิ่งที่ส่งมาด้วย")),
                    ("instructions", models.JSONField(blank=True, default=list, verbose_name="สิ่งที่ขอให้ดำเนินการ")),
                    ("closing", models.CharField(blank=True, max_length=200, verbose_name="คำลงท้าย")),
                    ("source", models.CharField(max_length=300, verbose_name="ที่มา")),
                    (
                        "office",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            related_query_name="+",
                            to="areas.office",
                            verbose_name="สำนักงาน",
                        ),
                    ),
                    (
                        "pgh_context",
                        models.ForeignKey(
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="pghistory.context",
                        ),
                    ),
                    (
                        "pgh_obj",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="events",
                            to="areas.lettersetting",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                    "triggers": [
                        pgtrigger.compiler.Trigger(
                            name="append_only",
                            sql=pgtrigger.compiler.UpsertTriggerSql(
                                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                hash="fb31323fd238d02092fb6b8fe19c8584af928512",
                                operation="UPDATE OR DELETE",
                                pgid="pgtrigger_append_only_a3041",
                                table="areas_lettersettingevent",
                                when="BEFORE",
                            ),
                        ),
                    ],
                },
            ),
        ]),
    ]
