import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from areas.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_letter_settings"),
        ("projects", "0001_initial"),
    ]

    operations = [
        AtOnce([
            pgtrigger.migrations.RemoveTrigger(
                model_name="proposal",
                name="step_allowed",
            ),
            migrations.AddField(
                model_name="attendance",
                name="reason",
                field=models.CharField(blank=True, max_length=200, verbose_name="เหตุที่ไม่มา"),
            ),
            migrations.AddField(
                model_name="attendance",
                name="seat",
                field=models.PositiveSmallIntegerField(default=0, verbose_name="ลำดับที่นั่ง"),
            ),
            migrations.AddField(
                model_name="meeting",
                name="guests",
                field=models.TextField(
                    blank=True, help_text="หนึ่งคนต่อบรรทัด เช่น ชื่อ ตำแหน่ง", verbose_name="ผู้เข้าร่วมประชุมที่เชิญมา"
                ),
            ),
            migrations.AlterField(
                model_name="statechange",
                name="step",
                field=models.CharField(
                    choices=[
                        ("SEND", "ส่งแบบเสนอโครงการ"),
                        ("GIVE_TAMBON_OPINION", "ตำบลให้ความเห็น"),
                        ("PUT_ON_AMPHOE_AGENDA", "เข้าวาระประชุม อกส.อ."),
                        ("AGREE", "อกส.อ. เห็นชอบ"),
                        ("RETURN", "ส่งกลับให้ปรับปรุงภายใน 30 วัน"),
                        ("SEND_AGAIN", "ส่งแบบที่ปรับปรุงแล้ว"),
                        ("LAPSE", "พ้นกำหนด ถือว่าไม่ประสงค์ขอรับการสนับสนุน"),
                        ("REOPEN", "เปิดให้ปรับปรุงใหม่หลังพ้นกำหนด"),
                        ("RECORD", "จังหวัดบันทึกรับ"),
                        ("SCREEN", "คณะทำงานจังหวัดกลั่นกรอง"),
                        ("APPROVE", "อกส.จ. อนุมัติ"),
                        ("REJECT", "อกส.จ. ไม่อนุมัติ"),
                        ("NOTIFY", "แจ้งผล"),
                        ("OPEN_ACCOUNT", "เปิดบัญชีเงินฝาก"),
                        ("SIGN", "ลงนามสัญญา"),
                        ("TRANSFER", "โอนเงิน"),
                        ("START", "เริ่มดำเนินโครงการ"),
                        ("FIRST_REPAYMENT", "รับชำระคืนงวดแรก"),
                        ("CLOSE", "ปิดโครงการเมื่อชำระครบ"),
                        ("CHANGE_BORROWER", "ยกเลิกเพราะเปลี่ยนผู้กู้"),
                        ("RECORD_IN_BANGKOK", "สำนักงานเลขานุการ อกส.กทม. บันทึกรับ"),
                        ("RETURN_IN_BANGKOK", "สำนักงานเลขานุการ อกส.กทม. ส่งกลับให้ปรับปรุงภายใน 30 วัน"),
                        ("REOPEN_IN_BANGKOK", "เปิดให้ปรับปรุงใหม่หลังพ้นกำหนด (กรุงเทพมหานคร)"),
                    ],
                    max_length=25,
                    verbose_name="ขั้นตอน",
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="attendance",
                trigger=pgtrigger.compiler.Trigger(
                    name="meeting_is_open_for_removal",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="\n    IF EXISTS (SELECT 1 FROM projects_meeting m WHERE m.id = OLD.meeting_id AND m.closed_on IS NOT NULL) THEN\n        RAISE EXCEPTION 'meeting % is closed', OLD.meeting_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_is_open';\n    END IF;\n    RETURN OLD;\n",
                        hash="c25d18c6349cf82c41bf6aa8c78b712bd5d0423a",
                        operation="DELETE",
                        pgid="pgtrigger_meeting_is_open_for_removal_47855",
                        table="projects_attendance",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="committeemember",
                trigger=pgtrigger.compiler.Trigger(
                    name="kept",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="a13c78af6665845490b38899bcf04eed5a0220f7",
                        operation="DELETE",
                        pgid="pgtrigger_kept_bae4f",
                        table="projects_committeemember",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="committeemember",
                trigger=pgtrigger.compiler.Trigger(
                    name="one_seat_at_a_time",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="\n    IF EXISTS (SELECT 1 FROM projects_committeemember c\n               WHERE c.id <> NEW.id AND c.organ = NEW.organ AND c.province_id = NEW.province_id\n                 AND c.amphoe_id IS NOT DISTINCT FROM NEW.amphoe_id AND c.name = NEW.name\n                 AND c.term_from <= COALESCE(NEW.term_to, 'infinity') AND NEW.term_from <= COALESCE(c.term_to, 'infinity'))\n    THEN\n        RAISE EXCEPTION '% sits on this committee already', NEW.name\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'one_seat_at_a_time';\n    END IF;\n    RETURN NEW;\n",
                        hash="45f9b897805f3a1b8892b3c891b4b1b6931fa097",
                        operation="INSERT OR UPDATE",
                        pgid="pgtrigger_one_seat_at_a_time_d2f0d",
                        table="projects_committeemember",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="committeemember",
                trigger=pgtrigger.compiler.Trigger(
                    name="seat_stays",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="\n    IF (NEW.organ, NEW.province_id, NEW.name, NEW.position, NEW.order_number, NEW.term_from)\n       IS DISTINCT FROM (OLD.organ, OLD.province_id, OLD.name, OLD.position, OLD.order_number, OLD.term_from)\n       AND EXISTS (SELECT 1 FROM projects_attendance a WHERE a.member_id = OLD.id) THEN\n        RAISE EXCEPTION 'committee member % has been at a meeting', OLD.id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_stays';\n    END IF;\n    RETURN NEW;\n",
                        hash="9079eb2227aba88d489c1de1816b4601504ac653",
                        operation="UPDATE",
                        pgid="pgtrigger_seat_stays_70355",
                        table="projects_committeemember",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="proposal",
                trigger=pgtrigger.compiler.Trigger(
                    name="step_allowed",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))',
                        func="\n    IF (NEW.province_id = '10' AND OLD.state || '>' || NEW.state NOT IN ('ACCOUNT_OPENED>CANCELLED_MEMBER_CHANGE', 'ACCOUNT_OPENED>CONTRACT_SIGNED', 'APPROVED>CANCELLED_MEMBER_CHANGE', 'APPROVED>NOTIFIED', 'CONTRACT_SIGNED>CANCELLED_MEMBER_CHANGE', 'CONTRACT_SIGNED>TRANSFERRED', 'DRAFT>SUBMITTED', 'LAPSED>RETURNED_FOR_REVISION', 'NOTIFIED>ACCOUNT_OPENED', 'NOTIFIED>CANCELLED_MEMBER_CHANGE', 'PROVINCE_SCREENED>APPROVED', 'PROVINCE_SCREENED>REJECTED', 'RECORDED>PROVINCE_SCREENED', 'REPAYING>CLOSED', 'RETURNED_FOR_REVISION>LAPSED', 'RETURNED_FOR_REVISION>SUBMITTED', 'STARTED>REPAYING', 'SUBMITTED>TAMBON_CHECKED', 'TAMBON_CHECKED>RECORDED', 'TAMBON_CHECKED>RETURNED_FOR_REVISION', 'TRANSFERRED>REPAYING', 'TRANSFERRED>STARTED'))\n       OR (NEW.province_id <> '10' AND OLD.state || '>' || NEW.state NOT IN ('ACCOUNT_OPENED>CANCELLED_MEMBER_CHANGE', 'ACCOUNT_OPENED>CONTRACT_SIGNED', 'AMPHOE_AGREED>RECORDED', 'AMPHOE_MEETING>AMPHOE_AGREED', 'AMPHOE_MEETING>RETURNED_FOR_REVISION', 'APPROVED>CANCELLED_MEMBER_CHANGE', 'APPROVED>NOTIFIED', 'CONTRACT_SIGNED>CANCELLED_MEMBER_CHANGE', 'CONTRACT_SIGNED>TRANSFERRED', 'DRAFT>SUBMITTED', 'LAPSED>RETURNED_FOR_REVISION', 'NOTIFIED>ACCOUNT_OPENED', 'NOTIFIED>CANCELLED_MEMBER_CHANGE', 'PROVINCE_SCREENED>APPROVED', 'PROVINCE_SCREENED>REJECTED', 'RECORDED>PROVINCE_SCREENED', 'REPAYING>CLOSED', 'RETURNED_FOR_REVISION>LAPSED', 'RETURNED_FOR_REVISION>SUBMITTED', 'STARTED>REPAYING', 'SUBMITTED>TAMBON_CHECKED', 'TAMBON_CHECKED>AMPHOE_MEETING', 'TRANSFERRED>REPAYING', 'TRANSFERRED>STARTED')) THEN\n        RAISE EXCEPTION 'proposal % cannot go from % to %', OLD.id, OLD.state, NEW.state\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_step_allowed';\n    END IF;\n    RETURN NEW;\n",
                        hash="ff3b45fa94b43a41855dd272163b6cfc76c0312a",
                        operation='UPDATE OF "state"',
                        pgid="pgtrigger_step_allowed_4369b",
                        table="projects_proposal",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="recusal",
                trigger=pgtrigger.compiler.Trigger(
                    name="recused_took_no_part",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="\n    IF EXISTS (SELECT 1 FROM projects_score s WHERE s.item_id = NEW.item_id AND s.member_id = NEW.member_id)\n       OR EXISTS (SELECT 1 FROM projects_vote v WHERE v.item_id = NEW.item_id AND v.member_id = NEW.member_id) THEN\n        RAISE EXCEPTION 'a member who scored or voted on item % cannot be recused from it', NEW.item_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'recused_took_no_part';\n    END IF;\n    RETURN NEW;\n",
                        hash="156f790e969ca0a463a5ccba6b0e7594885daf74",
                        operation="INSERT OR UPDATE",
                        pgid="pgtrigger_recused_took_no_part_2d537",
                        table="projects_recusal",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="recusal",
                trigger=pgtrigger.compiler.Trigger(
                    name="meeting_is_open_for_removal",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="\n    IF EXISTS (SELECT 1 FROM projects_agendaitem i JOIN projects_meeting m ON m.id = i.meeting_id\n               WHERE i.id = OLD.item_id AND m.closed_on IS NOT NULL) THEN\n        RAISE EXCEPTION 'the meeting of agenda item % is closed', OLD.item_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_is_open';\n    END IF;\n    RETURN OLD;\n",
                        hash="569817b950cf3fb76e8bdaf9b95abc48690a6d13",
                        operation="DELETE",
                        pgid="pgtrigger_meeting_is_open_for_removal_1d3f5",
                        table="projects_recusal",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="score",
                trigger=pgtrigger.compiler.Trigger(
                    name="meeting_is_open_for_removal",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="\n    IF EXISTS (SELECT 1 FROM projects_agendaitem i JOIN projects_meeting m ON m.id = i.meeting_id\n               WHERE i.id = OLD.item_id AND m.closed_on IS NOT NULL) THEN\n        RAISE EXCEPTION 'the meeting of agenda item % is closed', OLD.item_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_is_open';\n    END IF;\n    RETURN OLD;\n",
                        hash="776b485175d79c43a7ac77d4235a71734b50d075",
                        operation="DELETE",
                        pgid="pgtrigger_meeting_is_open_for_removal_270b0",
                        table="projects_score",
                        when="BEFORE",
                    ),
                ),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name="vote",
                trigger=pgtrigger.compiler.Trigger(
                    name="meeting_is_open_for_removal",
                    sql=pgtrigger.compiler.UpsertTriggerSql(
                        func="\n    IF EXISTS (SELECT 1 FROM projects_agendaitem i JOIN projects_meeting m ON m.id = i.meeting_id\n               WHERE i.id = OLD.item_id AND m.closed_on IS NOT NULL) THEN\n        RAISE EXCEPTION 'the meeting of agenda item % is closed', OLD.item_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_is_open';\n    END IF;\n    RETURN OLD;\n",
                        hash="4c045f082987e2289f834c4fe5861c55c8df2e29",
                        operation="DELETE",
                        pgid="pgtrigger_meeting_is_open_for_removal_9e35a",
                        table="projects_vote",
                        when="BEFORE",
                    ),
                ),
            ),
            migrations.AddConstraint(
                model_name="committeemember",
                constraint=models.CheckConstraint(
                    condition=models.Q(("term_to__isnull", True), ("term_to__gte", models.F("term_from")), _connector="OR"),
                    name="committee_term_ends_after_it_begins",
                ),
            ),
        ]),
    ]
