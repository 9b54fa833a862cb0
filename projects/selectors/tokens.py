"""Signed names of members and organisations that were found properly, so that nobody is looked up by counting keys."""

from django.core.signing import BadSignature, Signer

_MEMBERS = Signer(salt="projects.borrower")
_ORGANISATIONS = Signer(salt="projects.organisation")


def member_token(member_id: int) -> str:
    """Return the signed name of a member."""
    return _MEMBERS.sign(str(member_id))


def member_in(token: str) -> int | None:
    """Return the member that a token names, None where it was not made here."""
    return _key(_MEMBERS, token)


def organisation_token(organisation_id: int) -> str:
    """Return the signed name of an organisation."""
    return _ORGANISATIONS.sign(str(organisation_id))


def organisation_in(token: str) -> int | None:
    """Return the organisation that a token names, None where it was not made here."""
    return _key(_ORGANISATIONS, token)


def _key(signer: Signer, token: str) -> int | None:
    try:
        return int(signer.unsign(token))
    except (BadSignature, ValueError):
        return None
