"""Papers that show whole card numbers: whose they are, and how such a paper looks without them.

The register keeps masked numbers, the PDF has the whole ones. A room whose papers have them says so here; whoever may
not see them, or gives no reason, is shown the same paper drawn from what the register keeps.
"""

from collections.abc import Callable, Iterable
from typing import Any

from areas.models import PersonalDataAccess, User
from areas.services import log_personal_data, log_reveal
from documents import rendering
from documents.models import Document
from documents.withdrawn import as_it_stands

REVEAL = "members.reveal_id"
MASKED_NOTE = "ฉบับปิดเลขประจำตัวประชาชน ใช้ดูข้อความเท่านั้น"  # stays Thai: printed on papers

Persons = Callable[[str], Iterable[str]]
_persons: dict[str, Persons] = {}


def provide(template: str, persons: Persons) -> None:
    """Tell that papers of a template show whole card numbers, and whose.

    :param persons: the subject of a paper ("contract:12") -> the subjects of the log of access ("member:3").
    """
    _persons[template] = persons


def shows_card_numbers(template: str) -> bool:
    """Tell whether papers of a template show whole card numbers."""
    return template in _persons


def masked(*, template: str, context: dict[str, Any]) -> bytes:
    """The PDF of a paper with masked card numbers, which says at its foot that it is so; it keeps the paper's code.

    :param context: a frozen one, whose card numbers are masked.
    """
    code = rendering.content_code(template=template, context=context)
    shown = {**context, "verification_code": code, "masked_note": MASKED_NOTE}
    return rendering.render_pdf(template=template, context=shown)


def given(paper: Document, *, by: User, reason: str, is_export: bool = False) -> bytes:
    """The PDF of a paper for somebody: whole where a reason is given, else without its card numbers; either is logged.

    Whether she may see them is asked by the caller. A paper of which no room says that it has any is given whole.
    """
    action = PersonalDataAccess.Action.EXPORT if is_export else PersonalDataAccess.Action.VIEW
    log_personal_data(user=by, action=action, subject=f"document:{paper.pk}", reason=reason or paper.title)
    if paper.template not in _persons:
        return as_it_stands(paper)
    if not reason:
        return masked(template=paper.template, context=paper.context)
    log_reveal(user=by, subjects=_persons[paper.template](paper.subject), reason=f"{reason} · {paper.title}")
    return as_it_stands(paper)
