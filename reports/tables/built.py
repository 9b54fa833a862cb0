"""How each report is built from what was asked: the selectors' figures, the tables, the papers."""

from typing import Any
from urllib.parse import parse_qs

from django.utils.translation import gettext as _

from areas.rules import NoPolicy
from areas.selectors import office_of
from reports import letters
from reports.letters import parts
from reports.selectors import agreement as agreements
from reports.selectors import cash, province_figures
from reports.selectors import debtors as debts_of_books
from reports.selectors import revolving as revolvings
from reports.selectors import year_end as year_ends
from reports.selectors.doubtful import doubtful
from reports.tables import debts, money, nation
from reports.tables import year_end as year_end_tables
from reports.tables.listing import Asked, Listing
from thai.refusals import Refusal, sentence
from treasury.debts import allowance_report
from treasury.tables import audit
from treasury.tables.budgets import budget_table

SHOWN = 200  # rows of a long list on the screen; all of them are in the workbook


class NothingCounted(Refusal):
    """The figures of the provinces were not counted yet."""


class NoRates(Refusal):
    """No rates of the allowance are in force."""


class NoProvince(Refusal):
    """The report is of one province."""


def provinces(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build the figures of the provinces: ranking, arrears, the months before."""
    found = province_figures.nation(
        user=asked.user, on=asked.as_of or asked.on, provinces=[asked.province.code] if asked.province else ()
    )
    if found is None:
        raise NothingCounted(sentence("ยังไม่มีตัวเลขของวันที่เลือก ระบบนับตัวเลขของทุกจังหวัดวันละครั้ง"))
    values = parse_qs(query)
    rank = values.get("rank", [""])[0]
    kept = "".join(f"{name}={values[name][0]}&" for name in ("as_of", "province") if name in values)
    return Listing(
        title=_("ตัวเลขรายจังหวัด"),
        as_of=found.as_of,
        tables=[nation.ranking(found, rank=rank, query=kept)],
        figures=nation.nation_figures(found),
        bars=[bars for bars in (nation.arrears_bars(found), nation.ageing_bars(found)) if bars["bars"]],
        lines=nation.month_lines(found),
        notes=[
            _("เงินโอนและรับคืนนับตามวันที่ลงบัญชี หนี้ค้างนับตามวันที่ธนาคารรับเงิน ไม่รวมเบี้ยปรับ"),
            _("รับตามงวด คือเงินต้นและดอกเบี้ยที่ได้รับ เทียบกับที่ถึงกำหนดในปีงบประมาณจนถึงวันนับ"),
        ],
    )


def year_end(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build what a province has to do before its fiscal year ends."""
    province, year = _one(asked), asked.year or 0
    found = year_ends.year_end(user=asked.user, province=province.code, year=year, on=asked.on)
    return Listing(
        title=_("ติดตามสิ้นปีงบประมาณ %(year)s") % {"year": year},
        as_of=min(asked.on, found.last),
        tables=[
            year_end_tables.work(found, user=asked.user, province=province, on=asked.on),
            {**budget_table(found.budget), "title": _("งบประมาณ")},
        ],
        figures=year_end_tables.figures(found, on=asked.on),
        notes=[_("เงินที่เบิกไม่หมดเมื่อสิ้นปีงบประมาณต้องส่งคืนกรม คงเหลือจึงเป็นศูนย์")],
    )


def cash_report(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build the report of receipts and payments, on paper for the sub-committee and the department."""
    period = _period(asked)
    found = cash.receipts_and_payments(province=_one(asked).code, from_on=period[0], to_on=period[1])
    return Listing(
        title=_("รายงานการรับ-จ่ายเงินกองทุน"),
        as_of=period[1],
        period=period,
        tables=[money.cash_report(found)],
        figures=[
            {"label": _("ยอดยกมา"), "value": found.opening_total, "kind": "money"},
            {"label": _("รับ"), "value": found.receipts_total, "kind": "money"},
            {"label": _("จ่าย"), "value": found.payments_total, "kind": "money"},
            {"label": _("คงเหลือยกไป"), "value": found.closing_total, "kind": "money"},
        ],
        notes=[_("เงินที่ย้ายระหว่างเงินฝากคลังกับเงินฝากธนาคารไม่ใช่รายรับหรือรายจ่าย")],
        papers=() if on_screen else [parts.receipts_and_payments(found, shared=_shared(asked))],
    )


def repayments(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build the repayments of a period by amphoe."""
    period = _period(asked)
    found = cash.repayments_by_amphoe(province=_one(asked).code, from_on=period[0], to_on=period[1])
    return Listing(
        title=_("สรุปผลการชำระคืนเงิน"),
        as_of=period[1],
        period=period,
        tables=[money.repayments(found)],
        papers=() if on_screen else [parts.repayment_summary(found, shared=_shared(asked))],
    )


def revolving(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build the register of the revolving money."""
    period = _period(asked)
    found = revolvings.revolving(province=_one(asked).code, from_on=period[0], to_on=period[1])
    return Listing(
        title=_("ทะเบียนคุมเงินหมุนเวียน"),
        as_of=period[1],
        period=period,
        tables=[money.revolving_register(found)],
        figures=[
            {"label": _("เงินหมุนเวียนคงเหลือ"), "value": found.closing, "kind": "money", "help": _("พร้อมให้กู้")},
            {"label": _("ลูกหนี้คงเหลือ"), "value": found.loans_closing, "kind": "money"},
        ],
        notes=[_("เงินหมุนเวียนคงเหลือ คือทุนที่ได้รับจัดสรร หักเงินกู้ที่ยังไม่ได้รับคืน ดอกเบี้ยและเบี้ยปรับเป็นรายได้ ไม่รวมในทะเบียนนี้")],
    )


def debtors(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build the control of debtors: by amphoe on the screen and on paper, each contract in the workbook."""
    period = _period(asked)
    values: dict[str, Any] = {"province": _one(asked).code, "from_on": period[0], "to_on": period[1]}
    summed = debts_of_books.debtors(by_amphoe=True, **values)
    return Listing(
        title=_("ทะเบียนคุมลูกหนี้"),
        as_of=period[1],
        period=period,
        tables=[money.debtors_by_amphoe(summed)],
        more=() if on_screen else [money.debtors_each(debts_of_books.debtors(**values))],
        notes=[_("ยอดรวมเงินต้นยกไปเท่ากับบัญชีลูกหนี้เงินกู้ในงบทดลอง บัญชีรายสัญญาอยู่ในไฟล์ XLSX")],
        papers=() if on_screen else [parts.debtor_summary(summed, shared=_shared(asked))],
    )


def receipts(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build the list of the receipts of a period."""
    period = _period(asked)
    found = debts_of_books.receipts(province=_one(asked).code, from_on=period[0], to_on=period[1])
    table = money.receipts(found)
    return Listing(
        title=_("รายการใบเสร็จรับเงิน"),
        as_of=period[1],
        period=period,
        tables=[_cut(table) if on_screen else table],
        papers=() if on_screen else [parts.receipt_list(found, shared=_shared(asked))],
    )


def allowance(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build the ageing of the debts of a province with its allowance."""
    province, as_of = _one(asked), asked.as_of or asked.on
    try:
        report = allowance_report(province=province.code, as_of=as_of)
    except NoPolicy:
        raise NoRates(sentence("ยังไม่มีนโยบายอัตราค่าเผื่อหนี้สงสัยจะสูญ ระบบจึงไม่คำนวณ ให้ผู้ดูแลระบบเพิ่มตามที่กองทุนกำหนด")) from None
    rows = doubtful(province=province.code, as_of=as_of, most=SHOWN + 1 if on_screen else None)
    is_cut = on_screen and len(rows) > SHOWN
    contracts = debts.contracts(rows[:SHOWN] if is_cut else rows)
    if is_cut:
        contracts["shown"] = _shown(SHOWN, report.needed.count)
        contracts["totals"] = None
    return Listing(
        title=_("อายุหนี้และค่าเผื่อหนี้สงสัยจะสูญ"),
        as_of=as_of,
        tables=[{**audit.allowance_table(report), "title": _("ค่าเผื่อหนี้สงสัยจะสูญ")}, contracts],
        figures=audit.allowance_figures(report),
        notes=[
            _("ชั้นหนี้นับจากวันครบกำหนดของงวดที่ค้างเก่าที่สุด อัตราเป็นนโยบายที่ใช้ ณ วันนั้น หนี้ที่ตัดสูญแล้วไม่รวม"),
            _("ค่าเผื่อคิดจากเงินต้นที่อยู่ในบัญชี ณ วันนั้น หนี้ที่รับโอนหรือลงบัญชีในเดือนหลังจึงอยู่ในรายสัญญาแต่ยังไม่มีค่าเผื่อ"),
        ],
    )


def agreement(asked: Asked, *, on_screen: bool, query: str) -> Listing:
    """Build the pairs of figures that must agree with the treasury, the bank and the books."""
    province, as_of = _one(asked), asked.as_of or asked.on
    rows = agreements.agreement(province=province.code, as_of=as_of)
    return Listing(
        title=_("ความเป็นปัจจุบันของข้อมูล"),
        as_of=as_of,
        tables=[year_end_tables.agreement(rows, user=asked.user, province=province)],
        notes=[
            _("รายงาน GFMIS และรายงานของธนาคารคือฉบับล่าสุดของเดือนที่สิ้นสุดแล้ว"),
            _("ลูกหนี้รายสัญญานับตามวันที่ชำระ บัญชีนับตามวันที่ลงบัญชี จึงต่างกันได้เมื่อสองวันนั้นอยู่คนละฝั่งของวันนี้"),
        ],
    )


# -- the parts --------------------------------------------------------------------------------------------------------
def _one(asked: Asked) -> Any:
    if asked.province is None:
        raise NoProvince(sentence("เลือกจังหวัดก่อน รายงานนี้เป็นของจังหวัดเดียว"))
    return asked.province


def _period(asked: Asked) -> tuple[Any, Any]:
    return asked.from_on, asked.to_on


def _shared(asked: Asked) -> dict[str, Any]:
    """What the papers of a period share; those of the books as they stand today, so nobody has signed them."""
    first, last = _period(asked)
    shared = letters.shared_of(
        office=office_of(province=_one(asked).code), from_on=first, to_on=last, signed_on=asked.on
    )
    return {**shared, "known_at": asked.on.isoformat()}


def _cut(table: dict[str, Any]) -> dict[str, Any]:
    rows = table["rows"]
    return {**table, "rows": rows[:SHOWN], "shown": _shown(min(len(rows), SHOWN), len(rows))}


def _shown(shown: int, count: int) -> str:
    said = {"shown": f"{shown:,}", "count": f"{count:,}"}
    if shown < count:
        return _("แสดง %(shown)s จาก %(count)s แถว ทั้งหมดอยู่ในไฟล์ XLSX") % said
    return _("แสดง %(shown)s จาก %(count)s แถว") % said
