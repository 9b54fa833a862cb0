"""Two people at once: one request about an entry, one decision about a request."""

import pytest

from debt_followup import services
from debt_followup.models import EntryVoid
from debt_followup.rules.voids import VoidRefused, VoidState
from debt_followup.selectors.interruptions import interruptions
from loans.models import ContractChange
from reports.demo import people as demo
from tests.debt_followup.test_acknowledgements import ON, prepared, signed
from tests.debt_followup.test_restructuring_at_once import at_once
from tests.repayments.factories import contracts_in_force, quick_papers

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = "ลงนามผิดคน ผู้ลงนามจริงคือคู่สัญญาอีกคนหนึ่ง"


@pytest.fixture
def contract():
    patch = quick_papers()
    yield contracts_in_force(demo.read(), groups=(12,))[0]
    patch.undo()


def test_a_signature_is_asked_about_once_and_taken_back_once_by_two_at_once(contract):
    people = demo.read()
    by, chief = people.users["secretary"], people.users["chief"]
    only = contract.parties.first()
    signer = signed(prepared(contract, by, parties=[only.pk]), by).signers.get()
    assert len(interruptions([contract.pk], on=ON)[contract.pk]) == 1
    outcomes = at_once(lambda: services.ask_void(entry=signer, reason=WRONG, by=by, on=ON).pk)
    assert VoidRefused in outcomes
    row = EntryVoid.objects.get()
    outcomes = at_once(lambda: services.confirm_void(void=row, by=chief, on=ON).state)
    assert sorted(map(str, outcomes)) == sorted([str(VoidState.CONFIRMED), str(VoidRefused)])
    assert ContractChange.objects.filter(kind="WITHDRAWN").count() == 1
    assert signer.acknowledgement.signers.filter(signed_on=None).count() == 1, "she has one line to sign, not two"
    assert not interruptions([contract.pk], on=ON)


def test_of_confirming_and_refusing_at_once_one_counts(contract):
    people = demo.read()
    by, chief, other = people.users["secretary"], people.users["chief"], people.users["accountant"]
    signer = signed(prepared(contract, by), by).signers.first()
    row = services.ask_void(entry=signer, reason=WRONG, by=by, on=ON)
    steps = iter(
        [
            lambda: services.confirm_void(void=row, by=chief, on=ON).state,
            lambda: services.refuse_void(void=row, note="ลงนามจริง", by=other, on=ON).state,
        ]
    )
    outcomes = at_once(lambda: next(steps)())
    assert outcomes.count(VoidRefused) == 1
    row.refresh_from_db()
    assert row.state in outcomes
    counted = {event.party_id for event in interruptions([contract.pk], on=ON)[contract.pk]}
    assert (signer.party_id in counted) == (row.state == VoidState.REFUSED)
