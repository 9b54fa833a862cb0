"""Women's organisations: whether one may submit a proposal, who may act for it, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from members.rules.conditions import discipline, other_loan, residence, work
from members.rules.findings import Answer, Condition, Finding, Verdict
from members.rules.standing import Standing, membership
from thai.refusals import Refusal
from thai.refusals import sentence as _


class Duty(StrEnum):
    """What somebody is in an organisation."""

    PRESIDENT = "PRESIDENT"
    REPRESENTATIVE = "REPRESENTATIVE"


class OfficerNotPossible(Refusal):
    """Somebody cannot hold this office, or not in these days."""


class FoundingNotPossible(Refusal):
    """The day of the founding, or since when the office is there, cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Somebody who acts for the organisation on the day asked about; ``key`` tells persons apart.

    ``authority`` names the power of attorney of a representative. ``standing`` is her own as a member.
    """

    key: object
    name: str
    duty: str
    authority: str = ""
    standing: Standing = Standing()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationApplicant:
    """What is known about an organisation on a day. ``tambon`` is where its office is.

    ``has_work`` and ``is_of_good_standing`` are attestations of the proposal; None where nobody has been asked yet.
    """

    is_legal_person: bool
    tambon: str
    tambon_name: str
    residence_since_on: date
    standing: Standing = Standing()
    overdue_contracts: tuple[str, ...] = ()
    open_contracts: tuple[str, ...] = ()
    has_work: bool | None = None
    is_of_good_standing: bool | None = None


def organisation_may_submit(
    *,
    organisation: OrganisationApplicant,
    officers: Iterable[Officer],
    submitter: object | None = None,
    tambon: str | None = None,
    on: date,
) -> Verdict:
    """Whether an organisation may submit a proposal on a day, condition by condition.

    - a standing member of the register (R-ACT-02);
    - submitted where its office is (R-PROJ-19), where ``tambon`` says where it is to be submitted;
    - six months at that place (R-MEM-03);
    - by its president, or, where it is a legal person, by a representative with a power of attorney as well
      (R-PROJ-15, R-PROJ-16);
    - work, discipline and other loans of the organisation as for a person (R-MEM-04, R-MEM-05, A-29).

    :param officers: those in office on the day.
    :param submitter: the ``key`` of the one who is to submit; None asks whether anybody may.
    """
    return Verdict(
        (
            membership(standing=organisation.standing, on=on),
            _office(organisation, tambon),
            residence(since_on=organisation.residence_since_on, on=on),
            _authority(organisation, tuple(officers), submitter, on),
            work(has_work=organisation.has_work),
            discipline(overdue=organisation.overdue_contracts, is_of_good_standing=organisation.is_of_good_standing),
            other_loan(still_open=organisation.open_contracts, overdue=organisation.overdue_contracts),
        )
    )


def who_may_submit(*, officers: Iterable[Officer], is_legal_person: bool, on: date) -> tuple[Officer, ...]:
    """Return those of the officers in office who may submit a proposal on a day. Source: R-PROJ-15, R-PROJ-16."""
    return tuple(officer for officer in officers if _against(officer, is_legal_person=is_legal_person, on=on) is None)


def check_founding(*, founded_on: date | None, office_since_on: date, on: date) -> None:
    """Refuse a founding or an office of tomorrow, and an office that is older than its organisation.

    :raises FoundingNotPossible: with the date that is wrong.
    """
    if office_since_on > on:
        raise FoundingNotPossible(_("วันที่เริ่มใช้สำนักงานต้องไม่หลังวันที่ %(on)s"), on=on)
    if founded_on is not None and founded_on > on:
        raise FoundingNotPossible(_("วันที่ก่อตั้งต้องไม่หลังวันที่ %(on)s"), on=on)
    if founded_on is not None and office_since_on < founded_on:
        raise FoundingNotPossible(_("วันที่เริ่มใช้สำนักงานต้องไม่ก่อนวันที่ก่อตั้ง %(founded_on)s"), founded_on=founded_on)


def check_officer(
    *,
    name: str,
    is_person: bool,
    standing: Standing,
    duty: str,
    authority: str,
    valid_from: date,
    valid_to: date | None,
    on: date,
) -> None:
    """Refuse an officer who cannot be one.

    She is a natural person of the register in good standing, a representative names her power of attorney
    (R-PROJ-15), her term begins by today and does not end before it begins.

    :raises OfficerNotPossible: with the reason.
    """
    if not is_person:
        raise OfficerNotPossible(_("ผู้กระทำการแทนองค์กรต้องเป็นบุคคลธรรมดาในทะเบียนสมาชิก"))
    if membership(standing=standing, on=on).answer is Answer.BLOCK:
        raise OfficerNotPossible(_("%(name)s พ้นสมาชิกภาพหรือถูกระงับสิทธิ จึงเป็นผู้กระทำการแทนองค์กรไม่ได้"), name=name)
    if duty == Duty.REPRESENTATIVE and not authority:
        raise OfficerNotPossible(_("ผู้แทนต้องมีหนังสือมอบอำนาจ กรุณาระบุเลขที่และวันที่ของหนังสือ"))
    if valid_from > on:
        raise OfficerNotPossible(_("วันเริ่มทำหน้าที่ต้องไม่หลังวันที่ %(on)s"), on=on)
    check_term(valid_from=valid_from, valid_to=valid_to)


def check_term(*, valid_from: date, valid_to: date | None) -> None:
    """Refuse a term that ends before it begins.

    :raises OfficerNotPossible: with the first day.
    """
    if valid_to is not None and valid_to < valid_from:
        raise OfficerNotPossible(_("วันสิ้นสุดหน้าที่ต้องไม่ก่อนวันเริ่มทำหน้าที่ %(valid_from)s"), valid_from=valid_from)


def _office(organisation: OrganisationApplicant, tambon: str | None) -> Finding:
    here, values = Condition.OFFICE, (("tambon", organisation.tambon_name),)
    if tambon is None:
        return Finding(here, Answer.OK, _("ยื่นโครงการที่ตำบล%(tambon)sซึ่งเป็นที่ตั้งสำนักงาน"), values)
    if tambon == organisation.tambon:
        return Finding(here, Answer.OK, _("ยื่น ณ ที่ตั้งสำนักงานขององค์กร ตำบล%(tambon)s"), values)
    return Finding(here, Answer.BLOCK, _("องค์กรต้องยื่นโครงการที่ตำบล%(tambon)sซึ่งเป็นที่ตั้งสำนักงาน"), values)


def _authority(
    organisation: OrganisationApplicant, officers: tuple[Officer, ...], submitter: object | None, on: date
) -> Finding:
    here, legal = Condition.AUTHORITY, organisation.is_legal_person
    if submitter is None:
        able = who_may_submit(officers=officers, is_legal_person=legal, on=on)
        if able:
            names = (("names", ", ".join(dict.fromkeys(officer.name for officer in able))),)
            return Finding(here, Answer.OK, _("ผู้มีอำนาจยื่น: %(names)s"), names)
        if legal:
            return Finding(here, Answer.BLOCK, _("ยังไม่มีประธานหรือผู้แทนที่มีหนังสือมอบอำนาจในทะเบียนขององค์กร"))
        return Finding(here, Answer.BLOCK, _("ยังไม่มีประธานในทะเบียนขององค์กร"))
    hers = [officer for officer in officers if officer.key == submitter]
    if not hers:
        return Finding(here, Answer.BLOCK, _("ผู้ยื่นไม่ใช่ประธานหรือผู้แทนขององค์กรในวันที่ยื่น"))
    reasons = [_against(officer, is_legal_person=legal, on=on) for officer in hers]
    for officer, reason in zip(hers, reasons, strict=True):
        if reason is None:
            if officer.duty == Duty.PRESIDENT:
                return Finding(here, Answer.OK, _("ประธาน %(name)s เป็นผู้ยื่น"), (("name", officer.name),))
            values = (("name", officer.name), ("authority", officer.authority))
            return Finding(here, Answer.OK, _("ผู้แทน %(name)s เป็นผู้ยื่นตามหนังสือมอบอำนาจ %(authority)s"), values)
    return Finding(here, Answer.BLOCK, reasons[0] or "", (("name", hers[0].name),))


def _against(officer: Officer, *, is_legal_person: bool, on: date) -> str | None:
    """The sentence that keeps an officer from submitting, None where nothing does."""
    if membership(standing=officer.standing, on=on).answer is Answer.BLOCK:
        return _("%(name)s พ้นสมาชิกภาพหรือถูกระงับสิทธิ จึงยื่นแทนองค์กรไม่ได้")
    if officer.duty == Duty.PRESIDENT:
        return None
    if not is_legal_person:
        return _("องค์กรที่ไม่เป็นนิติบุคคล ให้ประธานขององค์กรเท่านั้นเป็นผู้ยื่น %(name)s เป็นผู้แทน")
    if not officer.authority:
        return _("ผู้แทน %(name)s ยังไม่มีหนังสือมอบอำนาจ")
    return None
