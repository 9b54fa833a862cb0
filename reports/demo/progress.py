"""After the transfer of 2 February 2561: the projects begin, report with drawn photographs, and are summed up.

Most report in time, two are late, one never reports, so that every list has somebody on it. Every function may be
played again: what is done already is left as it is. Play it after the contracts and before the first repayments.
"""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from areas.models import Amphoe
from projects.models import AmphoeSummary, FollowUpVisit, ProgressReport, Proposal
from projects.rules import State
from projects.rules.progress import Course, ReportKind
from projects.selectors.progress import half_year
from projects.services import progress, summaries, visits
from reports.demo import people
from reports.demo.proposals import OFFICERS, projects, request_key

MARCH_ON = date(2018, 3, 31)
STARTED_ON = date(2018, 2, 9)
FIRST_FORWARDED_ON = date(2018, 3, 30)
HALF_YEAR_FORWARDED_ON = date(2018, 4, 10)
SUMMARISED_ON = date(2018, 4, 19)
CHECKED_ON = date(2018, 4, 24)
NOT_STARTED = 13  # has its money and nobody has noted the start
NEVER_REPORTED = 9
# Days of the first report that differ from 2 March; the limit of P-16 is 19 March.
FIRST_REPORTED_ON = {2: date(2018, 2, 20), 5: date(2018, 3, 16), 8: date(2018, 3, 26), 12: date(2018, 3, 29)}
PROBLEMS = {
    3: ("อากาศร้อน ปลาตายบางส่วน", "ขอให้ประมงอำเภอแนะนำการดูแลบ่อ"),
    7: ("ราคาอาหารสัตว์สูงขึ้น", ""),
    12: ("", "ขอให้ช่วยหาตลาดจำหน่าย"),
}


@dataclass(frozen=True)
class Scene:
    """The colours of a drawn photograph."""

    sky: str
    ground: str
    house: str


SCENES = (
    Scene("#a9cbe8", "#7fa35a", "#c98f5b"),
    Scene("#d8e2ea", "#b59a6a", "#8a5a44"),
    Scene("#f1d8a8", "#6f8f4e", "#a86b4c"),
)


def play() -> None:
    """Play from the start of the projects to the province's check of the half-year of March."""
    start_projects()
    plan_follow_up()
    first_reports()
    forward(kind=ReportKind.FIRST, on=FIRST_FORWARDED_ON)
    half_year_reports()
    forward(kind=ReportKind.HALF_YEAR, on=HALF_YEAR_FORWARDED_ON)
    send_summaries()
    check_summaries()


def photograph(*, number: int, shot: int = 1) -> SimpleUploadedFile:
    """Return a drawn photograph of the work of a project, a different one for each shot, as a browser sends it."""
    scene = SCENES[number % len(SCENES)]
    picture = Image.new("RGB", (800, 600), scene.sky)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((600 - shot * 20, 60, 680 - shot * 20, 140), fill="#fff3c4")
    draw.rectangle((0, 380, 800, 600), fill=scene.ground)
    left = 90 + number * 17 % 200
    draw.rectangle((left, 280, left + 230, 420), fill=scene.house)
    draw.polygon(((left - 25, 280), (left + 115, 190), (left + 255, 280)), fill="#6b3a2e")
    for at in range(number % 4 + 2):  # the women of the group at work
        x, y = 420 + at * 62, 430 + (at * shot * 23) % 60
        draw.ellipse((x, y - 50, x + 30, y - 20), fill="#8d5b3e")
        draw.polygon(
            ((x - 8, y + 60), (x + 15, y - 22), (x + 38, y + 60)), fill=("#7a3b8f", "#3b6f8f", "#a8434f")[at % 3]
        )
    for at in range(shot * 3 + number):  # what they make, plant or raise
        x, y = (at * 53) % 760 + 15, 510 + (at * 37) % 70
        draw.ellipse((x, y, x + 18, y + 12), fill="#e9d9a6", outline="#7c6a35")
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=80)
    return SimpleUploadedFile(f"กิจกรรม-{number}-{shot}.jpg", content.getvalue(), content_type="image/jpeg")


def start_projects(*, on: date = STARTED_ON) -> None:
    """Record that every project but one began within its seven business days."""
    for number, proposal in _paid().items():
        if number != NOT_STARTED and proposal.state == State.TRANSFERRED:
            progress.record_start(proposal=proposal, started_on=on, by=_officer(proposal), on=on)


def first_reports() -> list[ProgressReport]:
    """Give the first reports with photographs: most in time, two after the limit, one not at all."""
    given = []
    for number, proposal in _paid().items():
        on = FIRST_REPORTED_ON.get(number, date(2018, 3, 2))
        if number == NEVER_REPORTED or _reported(proposal, ReportKind.FIRST):
            continue
        spent = (proposal.amount * Decimal("0.4")).quantize(Decimal("0.01"))
        given.append(
            progress.enter_report(
                proposal=proposal,
                kind=ReportKind.FIRST,
                period_on=None,
                told=progress.Told(
                    activity=f"ประชุมกลุ่ม แบ่งหน้าที่ และจัดซื้อวัสดุอุปกรณ์สำหรับโครงการ{proposal.title}",
                    spent=spent,
                    people=5 + number % 6,
                    relayed_by="อาสาสมัครผู้ประสานงานสตรีประจำหมู่บ้าน" if number % 2 else "",
                ),
                reported_on=on,
                photos=[photograph(number=number, shot=shot) for shot in range(1, 3 + number % 2)],
                by=_recorder(proposal),
                on=on,
            )
        )
    return given


def half_year_reports(*, period_on: date = MARCH_ON) -> list[ProgressReport]:
    """Give กส.๓/๒ of a half-year: all but the one that never reports."""
    given = []
    for number, proposal in _paid().items():
        on = period_on + timedelta(days=number % 9)
        if number == NEVER_REPORTED or _reported(proposal, ReportKind.HALF_YEAR, period_on):
            continue
        problems, help_wanted = PROBLEMS.get(number, ("", ""))
        given.append(
            progress.enter_report(
                proposal=proposal,
                kind=ReportKind.HALF_YEAR,
                period_on=period_on,
                told=progress.Told(
                    activity=f"ดำเนินโครงการ{proposal.title}ต่อเนื่อง เริ่มมีผลผลิตออกจำหน่ายในตลาดชุมชน",
                    course=Course.SLOWER if problems else Course.AS_PLANNED,
                    spent=(proposal.amount * Decimal("0.75")).quantize(Decimal("0.01")),
                    income=Decimal(2_500 + 730 * number),
                    people=8 + number % 6,
                    jobs=5,
                    problems=problems,
                    help_wanted=help_wanted,
                ),
                reported_on=on,
                photos=[photograph(number=number, shot=6)] if number % 3 == 0 else [],
                by=_recorder(proposal),
                on=on,
            )
        )
    return given


def forward(*, kind: ReportKind, on: date) -> None:
    """Send on what the tambon have received, each for itself."""
    waiting = ProgressReport.objects.filter(kind=kind, forwarded_on=None, proposal__request_key__in=_keys())
    by_tambon: dict[str, list[ProgressReport]] = {}
    for report in waiting.select_related("proposal"):
        by_tambon.setdefault(report.proposal.tambon_id, []).append(report)
    for reports in by_tambon.values():
        progress.forward_reports(reports=reports, forwarded_on=on, by=_recorder(reports[0].proposal), on=on)


def send_summaries(*, period_on: date = MARCH_ON, on: date = SUMMARISED_ON) -> list[AmphoeSummary]:
    """Send กส.๔/๒ of each amphoe to the province."""
    users, sent = people.read().users, []
    for amphoe in Amphoe.objects.select_related("province").filter(code__in=OFFICERS):
        if not AmphoeSummary.objects.filter(amphoe=amphoe, period_on=period_on).exists():
            by = users[OFFICERS[amphoe.pk]]
            sent.append(summaries.send_summary(amphoe=amphoe, period=half_year(period_on), by=by, on=on))
    return sent


def check_summaries(*, period_on: date = MARCH_ON, on: date = CHECKED_ON) -> None:
    """Let the province check them: one goes back with its reason, is sent again and is found correct."""
    users = people.read().users
    waiting = AmphoeSummary.objects.filter(period_on=period_on, outcome="").select_related("amphoe__province")
    for summary in waiting.order_by("amphoe"):
        is_back = summary.amphoe_id == people.WIANG_PA_PAO and summary.revision == 1
        reason = "ตรวจสอบโครงการที่ยังไม่รายงาน แล้วส่งใหม่" if is_back else ""
        by = users["secretary"]
        summaries.check_summary(summary=summary, passed=not is_back, reason=reason, by=by, on=on)
        if is_back:
            again = summaries.send_summary(
                amphoe=summary.amphoe,
                period=half_year(period_on),
                by=users[OFFICERS[summary.amphoe_id]],
                on=on,
            )
            summaries.check_summary(summary=again, passed=True, by=by, on=on)


def plan_follow_up(*, year_be: int = 2561) -> list[FollowUpVisit]:
    """Plan the year of following up of each amphoe in its three phases, and record what came of the first ones."""
    users, planned = people.read().users, []
    for amphoe in Amphoe.objects.select_related("province").filter(code__in=OFFICERS):
        by = users[OFFICERS[amphoe.pk]]
        own = [row for row in _paid().values() if row.amphoe_id == amphoe.pk]
        for phase, activity, on, about in (
            ("BEFORE", "ชี้แจงสัญญา การผ่อนชำระ และการรายงานแก่สมาชิกที่ได้รับอนุมัติ", date(2018, 2, 1), []),
            ("DURING", "เยี่ยมกลุ่ม ตรวจการใช้จ่ายเงินและบัญชีรับจ่าย", date(2018, 3, 8), own),
            ("AFTER", "ประเมินผลโครงการและถอดบทเรียน", date(2018, 9, 18), own[:1]),
        ):
            lines = visits.plan_visits(
                amphoe=amphoe,
                fiscal_year_be=year_be,
                phase=phase,
                activity=activity,
                planned_on=on,
                proposals=about,
                request_key=request_key(f"visit/{amphoe.pk}/{phase}"),
                by=by,
            )
            planned += lines
            if phase == "BEFORE" and lines[0].done_on is None:
                visits.record_result(visit=lines[0], done_on=on, result="ผู้แทนกลุ่มเข้าร่วมครบทุกโครงการ", by=by, on=on)
    for visit in planned:
        if visit.phase == "DURING" and visit.done_on is None and visit.amphoe_id == people.KHUN_TAN:
            done_on = visit.planned_on + timedelta(days=1)
            visits.record_result(
                visit=visit,
                done_on=done_on,
                result="กลุ่มดำเนินการตามแผน มีบัญชีรับจ่ายครบถ้วน",
                by=users["khuntan"],
                on=done_on,
            )
    return planned


def _keys() -> list:
    return [request_key(f"proposal/{project.number}") for project in projects()]


def _paid() -> dict[int, Proposal]:
    """The projects of the round that have their money, by their number."""
    numbers = {request_key(f"proposal/{project.number}"): project.number for project in projects()}
    rows = Proposal.objects.filter(request_key__in=numbers).select_related("tambon")
    rows = rows.in_state(State.TRANSFERRED, State.STARTED, State.REPAYING)
    return {numbers[row.request_key]: row for row in rows.order_by("reference")}


def _reported(proposal: Proposal, kind: ReportKind, period_on: date | None = None) -> bool:
    rows = proposal.reports.filter(kind=kind)
    return (rows.filter(period_on=period_on) if period_on else rows).exists()


def _officer(proposal: Proposal):
    return people.read().users[OFFICERS[proposal.amphoe_id]]


def _recorder(proposal: Proposal):
    """ยางฮอม records for itself; for the others their district officer does."""
    users = people.read().users
    return users["yanghom"] if proposal.tambon_id == people.GROUPS[6] else users[OFFICERS[proposal.amphoe_id]]
