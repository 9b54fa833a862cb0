"""Files handed in, and where the papers of a contract lie."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction

from areas.models import PersonalDataAccess
from areas.services import log_personal_data, log_reveal
from documents.uploads import keep_file
from loans import filing
from loans.models import AttachedFile, Contract, FiledPaper, Grant
from loans.selectors.filing import whereabouts
from loans.services.papers import persons_on
from loans.services.preparation import NotReady
from thai.refusals import sentence as _


def attach_file(*, of: Contract | Grant, code: str, upload: Any, by: Any, on: date) -> AttachedFile:
    """Keep a file of a contract or a grant; the newest of a kind counts, the earlier ones stay.

    :raises NotReady: it was cancelled.
    :raises Refusal: what ``documents.uploads.keep_file`` says against the file.
    Source: R-CONT-10, R-REG-08.
    """
    if of.state == "CANCELLED":
        raise NotReady(_("%(label)s ยกเลิกแล้ว จึงแนบไฟล์ไม่ได้"), label=of.label)
    owner = {"contract": of} if isinstance(of, Contract) else {"grant": of}
    with transaction.atomic():
        return AttachedFile.objects.create(
            **owner,
            code=AttachedFile.Code(code),
            file=keep_file(upload=upload, by=by),
            added_by=by,
            added_on=on,
        )


def log_file(row: AttachedFile, *, subject: str, by: Any, reason: str) -> None:
    """Record that somebody opened a file; with a reason, that she was shown the whole card numbers on it.

    :param subject: "contract:12" or "grant:3".
    """
    name = f"{row.get_code_display()} {row.file.name}"
    seen = f"{reason} · {name}" if reason else name
    log_personal_data(user=by, action=PersonalDataAccess.Action.VIEW, subject=subject, reason=seen)
    if reason:
        if row.grant_id is None:
            persons = persons_on(subject)
        else:
            persons = [f"member:{one.member_id}" for one in row.grant.proposal.borrowers.all()]
        log_reveal(user=by, subjects=persons, reason=seen)


def file_papers(*, contract: Contract, there: Collection[str], of: Collection[str], by: Any, on: date) -> int:
    """Record which papers of the distribution list lie where they belong; return how many changed.

    Only the codes in ``of`` are looked at: those in ``there`` are at their place, the others of them are not (any
    more). What did not change leaves no row.

    :raises NotReady: the contract was cancelled, or was not signed yet.
    Source: T-10, R-CONT-14, R-CONT-15, R-CONT-17, R-REG-08..10, R-DISB-04, R-DISB-07.
    """
    with transaction.atomic():
        locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
        if locked.state in (Contract.State.PREPARED, Contract.State.CANCELLED):
            raise NotReady(_("สัญญา %(contract)s ยังไม่ได้ลงนาม จึงยังไม่มีเอกสารที่ต้องแจกจ่าย"), contract=locked.label)
        known = whereabouts([locked.pk], as_of=on).get(locked.pk, {})
        rows = [
            FiledPaper(contract=locked, code=code, is_there=code in there, recorded_by=by, recorded_on=on)
            for code in filing.TICKED
            if code in of and (code in there) != (code in known)
        ]
        FiledPaper.objects.bulk_create(rows)
        return len(rows)
