"""Debtors in whose place another stands: who died or is bankrupt, by which file, and to whom one turns instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from debt_followup.models import LegalAddressee, LegalFile
from debt_followup.rules.acknowledgements import Death, Receivership
from debt_followup.rules.visits import Stands
from debt_followup.selectors.legal import current_addressees, death_of, open_files, receivership_of, with_entries
from loans.models import Party
from members.models import Member

Kind = LegalFile.Kind


@dataclass(frozen=True, slots=True)
class Replaced:
    """One debtor who does not act for herself any more; without a file the register of members says that she died.

    ``by_law`` is why, with the day since when.
    """

    party: Party
    by_law: Death | Receivership
    file: LegalFile | None = None
    stand_ins: tuple[LegalAddressee, ...] = ()

    @property
    def stands(self) -> Stands:
        """How she stands to the law."""
        return Stands.BANKRUPT if isinstance(self.by_law, Receivership) else Stands.DEAD


def replaced(parties: Iterable[Party], *, on: date | None = None) -> dict[int, Replaced]:
    """Return those of some debtors who do not act for themselves, by key; who died is dead, bankrupt or not.

    Three queries; the parties come with their members.

    :param on: only those who did not act for themselves on that day; left out, on any day.
    Source: docs/decisions.md, CCC 1600, 1754, Bankruptcy Act sections 22, 24.
    """
    given = {party.pk: party for party in parties}
    files = open_files(LegalFile.objects.filter(party__in=given, kind__in=[Kind.DEATH, Kind.BANKRUPTCY]))
    rows = [
        Replaced(
            given[file.party_id or 0],
            death_of(file) if file.kind == Kind.DEATH else receivership_of(file),
            file,
            tuple(current_addressees(file)),
        )
        for file in with_entries(files).prefetch_related("addressees").order_by("pk")
    ]
    filed = {one.party.pk for one in rows if one.stands is Stands.DEAD}
    rows += [
        Replaced(party, Death(party.member.status_since_on))
        for key, party in given.items()
        if key not in filed and party.member is not None and party.member.status == Member.Status.DECEASED
    ]
    rows.sort(key=lambda one: one.stands is Stands.DEAD)  # a death comes after a bankruptcy and takes its place
    return {one.party.pk: one for one in rows if on is None or one.by_law.binds(on)}
