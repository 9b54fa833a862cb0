"""A request to restructure, taken step by step as the people of the demo take it."""

from datetime import date, timedelta
from decimal import Decimal

from debt_followup.rules.restructuring import Method
from debt_followup.selectors import restructurings as selectors
from debt_followup.services import memoranda
from debt_followup.services import restructurings as services

ON = date(2018, 9, 30)


def applied(people, contract, *, by="phan", on=ON, wish=Method.LONGER):
    return services.apply(
        contract=contract,
        applicant=contract.parties.first().pk,
        applied_on=on,
        reason="น้ำท่วมนาข้าว ไม่มีผลผลิตขาย",
        wish=wish,
        by=people.users[by],
        on=on,
    )


def assessed(people, contract, *, by="phan", on=ON):
    row = applied(people, contract, by=by, on=on)
    return services.assess(
        restructuring=row,
        incomes=[("ขายผัก", Decimal("9000.00")), ("ลูกส่งให้", Decimal("3000.00"))],
        expenses=[("อาหาร", Decimal("6000.00")), ("ค่าเล่าเรียน", Decimal("1500.00"))],
        assessment="มีรายได้พอผ่อนเดือนละไม่เกิน 4,500 บาท",
        assessed_on=on,
        by=people.users[by],
        on=on,
    )


def plan(contract, method=Method.LONGER, *, on=ON, **asked):
    rates, _is_silent = selectors.rates_of(contract)
    limits = selectors.limits_of(province=contract.province_id, on=on)
    return selectors.plan_of(method, selectors.Asked(agreed_on=on, **asked), limits, rates=rates)


def proposed(people, contract, method=Method.LONGER, *, by="phan", on=ON, exception_reason="", **asked):
    return services.propose(
        restructuring=assessed(people, contract, by=by, on=on),
        plan=plan(contract, method, on=on, exception_reason=exception_reason, **asked),
        met_on=on,
        meeting="5/2561",
        proposal="เห็นควรให้ขยายเวลา",
        exception_reason=exception_reason,
        by=people.users[by],
        on=on,
    )


def opined(people, contract, method=Method.LONGER, *, by="phan", supports=True, on=ON, **asked):
    return services.opine(
        restructuring=proposed(people, contract, method, by=by, on=on, **asked),
        supports=supports,
        opinion="เห็นพ้องกับอำเภอ",
        opined_on=on,
        by=people.users["secretary"],
        on=on,
    )


def decided(people, contract, method=Method.LONGER, *, approve=True, on=ON, **asked):
    return services.decide(
        restructuring=opined(people, contract, method, on=on, **asked),
        approve=approve,
        decision_number="9/2561",
        decided_on=on,
        reason="" if approve else "มีรายได้พอชำระตามสัญญาเดิม",
        by=people.users["chief"],
        on=on,
    )


def prepared(people, contract, method=Method.LONGER, *, by="phan", on=ON, **asked):
    row = decided(people, contract, method, by=by, on=on, **asked)
    return memoranda.prepare_memorandum(restructuring=row, agreed_on=on, by=people.users[by], on=on)


def signed_by_all(people, row, *, on=ON):
    for place, line in enumerate(row.signers.order_by("pk")):
        day = on + timedelta(days=place)
        row = memoranda.sign(restructuring=row, signer=line.pk, signed_on=day, by=people.users["phan"], on=day)
    return row


def in_force(people, contract, method=Method.LONGER, *, on=ON, **asked):
    return signed_by_all(people, prepared(people, contract, method, on=on, **asked), on=on)
