"""What belongs to one record: those merged into it, its former addresses, and what speaks against merging it."""

from django.db.models import QuerySet

from areas.models import User
from members import rules
from members.merge_ties import ties_between
from members.models import FormerAddress, Member, MemberMerge, Organisation
from members.selectors.listing import registry_page
from members.selectors.registry import with_area
from thai.refusals import Refusal

MOST_CANDIDATES = 20


def ids_of(member: Member) -> list[int]:
    """Return the keys of a record and of all that were merged into it, its own first. One query."""
    return [member.pk, *Member.objects.filter(merged_into=member).order_by("pk").values_list("pk", flat=True)]


def merges_into(member: Member) -> QuerySet[MemberMerge]:
    """Return the merges whose absorbed records point at this one now, the newest first."""
    rows = MemberMerge.objects.filter(absorbed__merged_into=member).select_related("absorbed", "merged_by")
    return rows.defer("absorbed__national_id_encrypted").order_by("-merged_at")


def former_addresses(member_ids: list[int]) -> QuerySet[FormerAddress]:
    """Return where the persons of these records lived before, the last address first."""
    rows = FormerAddress.objects.filter(member__in=member_ids)
    return rows.select_related("tambon__amphoe__province", "recorded_by", "member").defer(
        "member__national_id_encrypted"
    )


def merge_candidates(*, user: User, text: str, than: Member) -> list[Member]:
    """Return the records in the user's area that fit what was typed and might be the same as a given one.

    Nothing typed looks for her own name. Merged records and those of the other kind are left out.
    """
    typed = text.strip() or f"{than.first_name} {than.last_name}".strip()
    page = registry_page(user=user, permission="members.merge", text=typed, kind=than.kind, size=2 * MOST_CANDIDATES)
    found = [row for row in page.rows if row.pk != than.pk and row.status != Member.Status.MERGED]
    return found[:MOST_CANDIDATES]


def against_merging(*, kept: Member, absorbed: Member) -> list[Refusal]:
    """Return every reason for which a record cannot be merged into another, the gravest first."""
    try:
        rules.check_merge(kept=_record(kept), absorbed=_record(absorbed))
    except rules.MergeNotPossible as refused:
        return [refused]
    return ties_between(ones=ids_of(kept), others=ids_of(absorbed))


def kept_record_of(member: Member) -> Member | None:
    """Return the record that a merged one points at, with its area; None where it was not merged."""
    return with_area().get(pk=member.merged_into_id) if member.merged_into_id else None


def _record(member: Member) -> rules.Record:
    number = Organisation.objects.filter(pk=member.pk).values_list("registration_number", flat=True).first()
    return rules.Record(
        key=member.pk,
        number=member.member_number,
        is_organisation=member.is_organisation,
        registration_number=number or "",
        merged_into=member.merged_into.member_number if member.merged_into_id else "",
    )
