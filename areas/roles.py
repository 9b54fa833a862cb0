"""The table of roles and permissions: the only place that says who may do what. Printed into docs/roles.md."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    AMPHOE_OFFICER = "AMPHOE_OFFICER"
    TAMBON_GROUP = "TAMBON_GROUP"
    PROVINCE_SECRETARY = "PROVINCE_SECRETARY"
    ACCOUNTANT = "ACCOUNTANT"
    PROVINCE_CHIEF = "PROVINCE_CHIEF"
    DEBT_TEAM = "DEBT_TEAM"
    NATIONAL_OFFICE = "NATIONAL_OFFICE"
    AUDITOR = "AUDITOR"
    ADMINISTRATOR = "ADMINISTRATOR"


PERMISSIONS: dict[str, Promise] = {
    "members.view": _("ดูทะเบียนสมาชิก"),
    "members.register": _("ขึ้นทะเบียนสมาชิก"),
    "members.reveal_id": _("เปิดเผยเลขประจำตัวประชาชน"),
    "members.accesses.view": _("ดูว่าใครเปิดดูข้อมูลสมาชิก"),
    "members.merge": _("รวมระเบียนสมาชิกที่ซ้ำ"),
    "members.import": _("นำเข้าสมาชิกจากไฟล์"),
    "members.export": _("ส่งออกทะเบียนสมาชิก"),
    "projects.view": _("ดูโครงการ"),
    "projects.enter": _("บันทึกแบบเสนอโครงการ"),
    "projects.tambon_opinion": _("บันทึกความเห็นตำบล"),
    "projects.amphoe_meeting": _("จัดประชุม อกส.อ."),
    "projects.record": _("บันทึกรับโครงการที่จังหวัด"),
    "projects.working_group": _("จัดประชุมคณะทำงานขับเคลื่อนจังหวัด"),
    "projects.subcommittee": _("จัดประชุม อกส.จ."),
    "projects.notify": _("ออกหนังสือแจ้งผล"),
    "projects.roster": _("จัดการทำเนียบกรรมการและผู้ลงนาม"),
    "projects.progress": _("บันทึกรายงานผลของโครงการ"),
    "projects.summarise": _("สรุปรายงานและแผนติดตามของอำเภอ (กส.๔/๒)"),
    "projects.check_summary": _("ตรวจสรุปรายงานของอำเภอ"),
    "loans.view": _("ดูสัญญา"),
    "loans.prepare": _("จัดทำสัญญาและงวดชำระ"),
    "loans.sign": _("บันทึกการลงนามสัญญา"),
    "loans.make_transfer": _("ทำรายการโอนเงิน"),
    "loans.approve_transfer": _("อนุมัติการโอนเงิน"),
    "repayments.view": _("ดูการชำระคืน"),
    "repayments.import": _("นำเข้าไฟล์ธนาคาร"),
    "repayments.receipt": _("ออกใบเสร็จรับเงิน"),
    "repayments.notice": _("บันทึกหลักฐานการชำระเงินของสมาชิก"),
    "repayments.settle": _("รับคำขอปิดบัญชีก่อนกำหนดและเรียกชำระหนี้ทั้งหมด"),
    "repayments.hand_out": _("จัดชุดและส่งมอบใบเสร็จ"),
    "repayments.approve": _("อนุมัติยกเลิกใบเสร็จ คืนเงิน และตัดหนี้สูญ"),
    "treasury.view": _("ดูบัญชี"),
    "treasury.post": _("บันทึกบัญชี"),
    "treasury.close_month": _("ปิดบัญชีเดือน"),
    "treasury.confirm_close": _("ยืนยันการปิดบัญชีเดือน"),
    "debt.view": _("ดูลูกหนี้"),
    "debt.confirm_balances": _("ออกหนังสือยืนยันยอดหนี้"),
    "debt.fraud": _("เปิดและวินิจฉัยแฟ้มหนี้ทุจริต"),
    "debt.note_move": _("รับทราบวันขาดอายุความที่เลื่อน"),
    "debt.old_debts": _("นำเข้าทะเบียนลูกหนี้เดิมและยอดคุม"),
    "debt.sign_old_debts": _("รับรองยอดทะเบียนลูกหนี้เดิม"),
    "debt.acknowledge": _("จัดทำและขึ้นทะเบียนหนังสือรับสภาพหนี้"),
    "debt.legal": _("ดูแลแฟ้มคดี และบันทึกหนังสือรับสภาพความรับผิด"),
    "debt.restructure": _("รับคำขอปรับโครงสร้างหนี้ ประเมิน เสนอวิธี และบันทึกการลงนาม"),
    "debt.restructure_opinion": _("ให้ความเห็นของคณะทำงานติดตามหนี้จังหวัดในการปรับโครงสร้างหนี้"),
    "debt.decide_restructuring": _("บันทึกมติ อกส.จ. เรื่องปรับโครงสร้างหนี้"),
    "debt.waive": _("เสนองดหรือลดเบี้ยปรับตามมติจังหวัด"),
    "debt.approve_waiver": _("อนุมัติการงดหรือลดเบี้ยปรับ"),
    "debt.approve_void": _("ยืนยันการยกเลิกรายการที่บันทึกผิด"),
    "debt.notices": _("ออกใบแจ้งหนี้และหนังสือทวงถาม"),
    "debt.deliver": _("บันทึกการส่งหนังสือถึงลูกหนี้"),
    "debt.visit": _("บันทึกการเยี่ยมและติดต่อลูกหนี้"),
    "debt.plan": _("วางแผนติดตามหนี้ประจำสัปดาห์และส่งต่อเรื่องระหว่างทีม"),
    "debt.teams": _("ตั้งทีมติดตามหนี้และสมาชิก"),
    "reports.view": _("ดูรายงาน"),
    "reports.monthly_pack": _("จัดทำชุดรายงานประจำเดือน"),
    "sara.record": _("บันทึกเลขที่ในระบบ SARA"),
    "documents.view": _("เปิดเอกสาร"),
    "jobs.view": _("ดูงานเบื้องหลัง"),
    "jobs.manage": _("หยุดหรือทำงานเบื้องหลังต่อ"),
    "audit.view": _("ตรวจประวัติการใช้งาน"),
    "people.hand_over": _("ส่งมอบงานเมื่อเปลี่ยนผู้ปฏิบัติ"),
}
_LOOKING = frozenset(name for name in PERMISSIONS if name.endswith(".view"))
# A member may ask who looked at her data, and her province answers; the looks of colleagues are not for everybody.
_OFFICE = _LOOKING - {"audit.view", "members.accesses.view"}


@dataclass(frozen=True)
class RoleEntry:
    """What a role is called, what it may do, and whether it moves money (then it needs a second factor)."""

    label: Promise
    may: frozenset[str]
    moves_money: bool = False


ROLES: dict[Role, RoleEntry] = {
    Role.AMPHOE_OFFICER: RoleEntry(
        _("เจ้าหน้าที่ อกส.อ."),
        (_OFFICE - {"treasury.view"})
        | {
            "debt.visit",
            "debt.plan",
            "debt.note_move",
            "debt.acknowledge",
            "debt.restructure",
            "members.register",
            "members.reveal_id",
            "projects.enter",
            "projects.tambon_opinion",
            "projects.amphoe_meeting",
            "projects.roster",
            "projects.progress",
            "projects.summarise",
            "members.export",
            "loans.sign",
            "repayments.notice",
            "repayments.hand_out",
            "debt.deliver",
        },
    ),
    Role.TAMBON_GROUP: RoleEntry(
        _("คณะทำงานขับเคลื่อนฯ ตำบล"),
        frozenset({"members.view", "projects.view", "projects.tambon_opinion", "projects.progress", "documents.view"}),
    ),
    Role.PROVINCE_SECRETARY: RoleEntry(
        _("เลขานุการ อกส.จ."),
        _OFFICE
        | {
            "debt.visit",
            "debt.plan",
            "debt.teams",
            "debt.fraud",
            "debt.note_move",
            "debt.acknowledge",
            "debt.legal",
            "debt.restructure",
            "debt.restructure_opinion",
            "debt.waive",
            "members.register",
            "members.reveal_id",
            "members.accesses.view",
            "members.merge",
            "members.import",
            "members.export",
            "projects.roster",
            "projects.progress",
            "projects.check_summary",
            "projects.record",
            "projects.working_group",
            "projects.subcommittee",
            "projects.notify",
            "loans.prepare",
            "loans.sign",
            "loans.make_transfer",
            "sara.record",
            "repayments.settle",
            "repayments.notice",
            "repayments.hand_out",
            "debt.confirm_balances",
            "debt.old_debts",
            "debt.notices",
            "debt.deliver",
            "reports.monthly_pack",
            "jobs.manage",
        },
        moves_money=True,
    ),
    Role.ACCOUNTANT: RoleEntry(
        _("นักบัญชีกองทุน"),
        _OFFICE
        | {
            "debt.visit",
            "debt.note_move",
            "debt.restructure_opinion",
            "debt.waive",
            "repayments.import",
            "repayments.receipt",
            "repayments.settle",
            "repayments.notice",
            "repayments.hand_out",
            "debt.notices",
            "debt.deliver",
            "treasury.post",
            "treasury.close_month",
            "loans.make_transfer",
            "sara.record",
            "debt.old_debts",
            "reports.monthly_pack",
            "jobs.manage",
        },
        moves_money=True,
    ),
    Role.PROVINCE_CHIEF: RoleEntry(
        _("พัฒนาการจังหวัด"),
        _OFFICE
        | {
            "debt.plan",
            "debt.teams",
            "debt.fraud",
            "debt.approve_waiver",
            "debt.approve_void",
            "debt.decide_restructuring",
            "loans.approve_transfer",
            "repayments.approve",
            "debt.sign_old_debts",
            "treasury.confirm_close",
            "members.reveal_id",
            "members.accesses.view",
            "members.export",
            "people.hand_over",
        },
        moves_money=True,
    ),
    Role.DEBT_TEAM: RoleEntry(
        _("ทีมติดตามหนี้"),
        frozenset(
            {
                "members.view",
                "loans.view",
                "repayments.view",
                "debt.note_move",
                "debt.view",
                "debt.acknowledge",
                "debt.deliver",
                "documents.view",
                "jobs.view",
                "debt.visit",
                "debt.plan",
                "repayments.notice",
            }
        ),
    ),
    Role.NATIONAL_OFFICE: RoleEntry(
        # a woman registered in two provinces is merged by the nation, which alone sees both
        _("สำนักงานกองทุน (สกส.)"),
        _OFFICE | {"members.export", "members.merge"},
    ),
    Role.AUDITOR: RoleEntry(_("ผู้ตรวจสอบ"), _LOOKING),
    Role.ADMINISTRATOR: RoleEntry(
        _("ผู้ดูแลระบบ"), frozenset({"jobs.view", "jobs.manage", "audit.view", "people.hand_over"})
    ),
}


# What a role is called in Bangkok, where it serves committees of other names.
_IN_BANGKOK: dict[Role, Promise] = {
    Role.AMPHOE_OFFICER: _("เจ้าหน้าที่เขต"),
    Role.TAMBON_GROUP: _("คณะทำงานขับเคลื่อนฯ เขต"),
    Role.PROVINCE_SECRETARY: _("เลขานุการ อกส.กทม."),
}


def role_label(role: Role, *, in_bangkok: bool) -> str:
    """Return what a role is called in a place."""
    return str((_IN_BANGKOK.get(role) if in_bangkok else None) or ROLES[role].label)


def roles_with(permission: str) -> frozenset[Role]:
    """Return the roles that hold a permission.

    :raises KeyError: the permission is not in the table.
    """
    PERMISSIONS[permission]
    return frozenset(role for role, entry in ROLES.items() if permission in entry.may)
