"""How the conditions of the fund come out: one finding for each, and the verdict of them all."""

from dataclasses import dataclass
from enum import StrEnum

from thai.refusals import Refusal
from thai.refusals import sentence as _


class Condition(StrEnum):
    """What is looked at."""

    MEMBERSHIP = "MEMBERSHIP"
    AGE = "AGE"
    RESIDENCE = "RESIDENCE"
    WORK = "WORK"
    DISCIPLINE = "DISCIPLINE"
    OTHER_LOAN = "OTHER_LOAN"
    OFFICE = "OFFICE"
    AUTHORITY = "AUTHORITY"


CONDITION_LABELS = {
    Condition.MEMBERSHIP: _("สถานะสมาชิก"),
    Condition.AGE: _("อายุ"),
    Condition.RESIDENCE: _("อยู่ในพื้นที่ไม่น้อยกว่าหกเดือน"),
    Condition.WORK: _("ผลงานเกี่ยวข้องกับอาชีพ"),
    Condition.DISCIPLINE: _("วินัยทางการเงิน"),
    Condition.OTHER_LOAN: _("สัญญาอื่นที่ยังไม่ปิด"),
    Condition.OFFICE: _("ที่ตั้งสำนักงาน"),
    Condition.AUTHORITY: _("ผู้มีอำนาจยื่นเสนอโครงการ"),
}


class Answer(StrEnum):
    """How a condition came out: a BLOCK keeps the member from borrowing, a WARN is for the committee to weigh."""

    OK = "OK"
    WARN = "WARN"
    BLOCK = "BLOCK"


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition with its answer and the sentence that tells why; ``values`` fill the sentence's placeholders."""

    condition: Condition
    answer: Answer
    said: str
    values: tuple[tuple[str, object], ...] = ()

    @property
    def sentence(self) -> str:
        """The whole sentence, in the reader's language."""
        return str(Refusal(self.said, **dict(self.values)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings about one member."""

    findings: tuple[Finding, ...]

    @property
    def may_borrow(self) -> bool:
        """Whether nothing blocks."""
        return not self.blocks

    @property
    def blocks(self) -> tuple[Finding, ...]:
        """The findings that keep the member from borrowing."""
        return tuple(finding for finding in self.findings if finding.answer is Answer.BLOCK)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings for the committee to weigh."""
        return tuple(finding for finding in self.findings if finding.answer is Answer.WARN)
