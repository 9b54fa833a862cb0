"""The register of members, the organisations in it, and what was done to its records."""

from .members import Member, MemberQuerySet, NameOf
from .organisations import Organisation, OrganisationOfficer
from .records import FormerAddress, MemberImport, MemberMerge

__all__ = [
    "FormerAddress",
    "Member",
    "MemberImport",
    "MemberMerge",
    "MemberQuerySet",
    "NameOf",
    "Organisation",
    "OrganisationOfficer",
]
