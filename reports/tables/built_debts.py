"""How the reports of old debts are built from what was asked."""

from django.utils.translation import gettext as _

from debt_followup import tables as classed
from reports.selectors import old_debts as selectors
from reports.tables import old_debts as tables
from reports.tables.built import SHOWN, NoProvince
from reports.tables.listing import Asked, Listing, Table
from thai.dates import format_short
from thai.refusals import reader_is_english, sentence


def arrears_by_year(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build the arrears by the fiscal year of approval (T-03, R-DEBT-14)."""
    found = selectors.arrears_by_year(provinces=asked.codes, as_of=asked.as_of or asked.on)
    notes = [
        _("จำนวนเงินที่รับชำระคือเงินต้นที่ได้รับ ตามวันที่ชำระ ไม่รวมดอกเบี้ยและเบี้ยปรับ"),
        _("ปีงบประมาณคือปีที่ อกส.จ. อนุมัติ หรือปีตามทะเบียนลูกหนี้เดิม"),
    ]
    notes += [
        _("ทะเบียนลูกหนี้เดิมเริ่มที่ %(day)s ยอดก่อนวันนั้นแสดงตามวันของทะเบียน")
        % {"day": format_short(day, english=reader_is_english())}
        for day in found.begins_after
    ]
    bars = tables.arrears_bars(found)
    return Listing(
        title=_("ลูกหนี้คงเหลือตามปีที่อนุมัติ"),
        as_of=found.as_of,
        tables=[tables.arrears_by_year(found)],
        bars=[bars] if bars["max"] else (),
        notes=notes,
    )


def sixty_percent(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build what was collected of old debts beside the aim of 60 per cent, in both readings (R-DEBT-06)."""
    found = selectors.collected(provinces=asked.codes, as_of=asked.as_of or asked.on)
    built: list[Table] = [tables.readings(found), tables.months(found)]
    if found.provinces:
        built.append(tables.provinces(found, asked.provinces))
    return Listing(
        title=_("ผลการชำระคืนหนี้เดิม ร้อยละ 60"),
        as_of=found.as_of,
        tables=built,
        figures=tables.collected_figures(found),
        notes=[
            _("ฐานคือเงินต้นคงเหลือ ณ 30 เม.ย. 2559 นับการชำระตั้งแต่ 1 พ.ค. 2559 ถึง 30 ก.ย. 2560 ตามวันที่ชำระ"),
            _("เก็บให้ได้ร้อยละ 60 ของฐานทำให้หนี้เหลือร้อยละ 40"),
            _("ลดหนี้ให้เหลือร้อยละ 60 คือเก็บร้อยละ 40 ของฐาน จึงแสดงทั้งสองความหมาย"),
        ],
    )


def classed_register(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build the register of debtors by term, kind and limitation (R-DEBT-03..05)."""
    if asked.province is None:
        raise NoProvince(sentence("เลือกจังหวัดก่อน รายงานนี้เป็นของจังหวัดเดียว"))
    as_of = asked.as_of or asked.on
    rows = selectors.classed_register(province=asked.province.code, as_of=as_of)
    each = classed.register(rows[:SHOWN] if on_screen else rows, on_screen=on_screen)
    if on_screen and len(rows) > SHOWN:
        said = {"shown": f"{SHOWN:,}", "count": f"{len(rows):,}"}
        each["shown"] = _("แสดง %(shown)s จาก %(count)s แถว ทั้งหมดอยู่ในไฟล์ XLSX") % said
    return Listing(
        title=_("ทะเบียนลูกหนี้แยกประเภท"),
        as_of=as_of,
        tables=[*classed.summaries(rows), each],
        notes=[
            _("ระยะสั้นคือหนี้ที่ครบกำหนดภายในสิบสองเดือน ฟ้องได้ถึงคือวันแรกสุดของลูกหนี้ทุกคนและทุกความหมาย"),
            _("เลือก ณ วันที่ 19 มิ.ย. 2560 เพื่อทำทะเบียนที่ส่งกรมในวันนั้นอีกครั้ง"),
        ],
    )


def old_subsidies(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build the subsidies of 2556-2559 for the State Audit Office (R-REP-13, R-ACT-24, DL-30)."""
    if asked.province is None:
        raise NoProvince(sentence("เลือกจังหวัดก่อน รายงานนี้เป็นของจังหวัดเดียว"))
    rows = selectors.old_subsidies(province=asked.province.code)
    each = tables.subsidies(rows[:SHOWN] if on_screen else rows)
    if on_screen and len(rows) > SHOWN:
        said = {"shown": f"{SHOWN:,}", "count": f"{len(rows):,}"}
        each["shown"] = _("แสดง %(shown)s จาก %(count)s แถว ทั้งหมดอยู่ในไฟล์ XLSX") % said
    return Listing(
        title=_("ข้อมูลเงินอุดหนุน 2556-2559"),
        as_of=asked.as_of or asked.on,
        tables=[tables.subsidies_by_year(rows), each],
        notes=[
            _("สำหรับสำนักงานการตรวจเงินแผ่นดิน ตามทะเบียนที่จังหวัดนำเข้า ไม่ใช่รายการในบัญชีของระบบ"),
            _("ยังไม่มีหลักฐาน คือเงินที่จ่ายแล้ว หักที่ใช้และที่ส่งคืน"),
        ],
    )
