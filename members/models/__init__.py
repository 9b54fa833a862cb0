"""The register of members, the organisations in it, and what was done to its records."""

from .counts import MemberCount
from .members import IN_BULK, Member, NameOf
from .names import FirstWord
from .organisations import Organisation, OrganisationOfficer
from .records import FormerAddress, MemberImport, MemberMerge

__all__ = [
    "IN_BULK",
    "FirstWord",
    "FormerAddress",
    "Member",
    "MemberCount",
    "MemberImport",
    "MemberMerge",
    "NameOf",
    "Organisation",
    "OrganisationOfficer",
]
