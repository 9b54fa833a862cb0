"""Reads of the register of members."""

from .accesses import AccessPage, accesses_to_member
from .listing import areas_of, registry_keys, registry_page
from .organisations import (
    all_officers_of,
    find_organisations,
    likely_same_organisations,
    officers_of,
    organisation_verdict,
)
from .places import tambon_typed
from .records import (
    against_merging,
    former_addresses,
    ids_of,
    kept_record_of,
    merge_candidates,
    merges_into,
)
from .registry import (
    PAGE,
    Page,
    find_by_national_id,
    likely_duplicates,
    with_area,
    without_title,
)
from .verdicts import Elsewhere, elsewhere, standing_of, verdicts

__all__ = [
    "PAGE",
    "AccessPage",
    "Elsewhere",
    "Page",
    "accesses_to_member",
    "against_merging",
    "former_addresses",
    "ids_of",
    "kept_record_of",
    "merge_candidates",
    "merges_into",
    "tambon_typed",
    "all_officers_of",
    "areas_of",
    "elsewhere",
    "find_by_national_id",
    "find_organisations",
    "likely_duplicates",
    "likely_same_organisations",
    "officers_of",
    "organisation_verdict",
    "registry_keys",
    "registry_page",
    "standing_of",
    "verdicts",
    "with_area",
    "without_title",
]
