"""Two records of one woman become one: what is kept, what is refused, and two officers who merge at once."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from members import rules, selectors, services
from members.loan_facts import loan_facts
from members.models import FormerAddress, Member, MemberMerge
from members.rules import Condition, Standing
from tests.loans import factories as loans
from tests.repayments.factories import quick_papers
from tests.scenario import kept_for_module
from thai import national_id
from thai.refusals import Refusal

ON = date(2017, 12, 12)


def register(people, seed, **changed):
    facts = {
        "national_id": national_id.generate(9_000 + seed),
        "title": "นาง",
        "first_name": f"ซ้ำ{seed}",
        "last_name": "ระเบียน",
        "birth_on": date(1980, 1, 1),
        "tambon": "571403",
        "address": "1",
        "residence_since_on": date(2010, 1, 1),
        "by": people.users["secretary"],
        "on": date(2017, 6, 1),
    }
    return services.register(**(facts | changed))


def merge(people, kept, absorbed, reason="บัตรใหม่ พิมพ์เลขผิดครั้งแรก"):
    return services.merge(kept=kept, absorbed=absorbed, reason=reason, by=people.users["secretary"], on=ON)


@pytest.mark.requirement("R-MEM-08")
def test_the_absorbed_record_stays_readable_and_points_at_the_kept_one(people):
    kept, absorbed = register(people, 1), register(people, 2)
    before = Member.objects.filter(pk=absorbed.pk).values("first_name", "address", "national_id_hash").get()
    row = merge(people, kept, absorbed)
    absorbed.refresh_from_db()
    assert (absorbed.status, absorbed.merged_into, absorbed.status_since_on) == ("MERGED", kept, ON)
    assert Member.objects.filter(pk=absorbed.pk).values("first_name", "address", "national_id_hash").get() == before
    assert (row.kept, row.absorbed, row.merged_by, row.merged_on) == (kept, absorbed, people.users["secretary"], ON)
    assert absorbed.events.filter(pgh_label="update", status="MERGED").exists()
    assert selectors.ids_of(kept) == [kept.pk, absorbed.pk]
    assert selectors.find_by_national_id(national_id.generate(9_002)) == kept
    verdict = selectors.verdicts(members=[absorbed], on=ON)[absorbed.pk]
    assert f"รวมเข้ากับสมาชิกเลขที่ {kept.member_number} แล้ว" in verdict.blocks[0].sentence


def test_what_was_merged_before_and_the_offices_held_pass_to_the_kept_record(people):
    first, second, third = (register(people, seed) for seed in (1, 2, 3))
    organisation = services.register_organisation(
        name="กลุ่มตัวอย่าง",
        is_legal_person=False,
        tambon="571403",
        address="1",
        residence_since_on=date(2015, 1, 1),
        president=second,
        by=people.users["secretary"],
        on=ON,
    )
    services.move(
        member=first, tambon="571401", address="2", moved_on=date(2017, 9, 1), by=people.users["secretary"], on=ON
    )
    merge(people, second, first)
    merge(people, third, second)
    assert selectors.ids_of(third) == [third.pk, first.pk, second.pk]
    assert {row.absorbed for row in selectors.merges_into(third)} == {first, second}
    assert [row.member for row in selectors.officers_of(organisation, ON)] == [third]
    assert FormerAddress.objects.get(member__in=selectors.ids_of(third)).member == first


@pytest.mark.parametrize("reason", ["", "   "])
def test_merging_needs_its_reason(people, reason):
    with pytest.raises(services.MergeNeedsReason, match="การรวมระเบียนต้องระบุเหตุผล"):
        merge(people, register(people, 1), register(people, 2), reason=reason)
    assert not MemberMerge.objects.exists()


def test_what_cannot_be_merged_is_refused_with_a_sentence(people):
    one, two, three = (register(people, seed) for seed in (1, 2, 3))
    organisation = services.register_organisation(
        name="กลุ่มตัวอย่าง",
        is_legal_person=False,
        tambon="571403",
        address="1",
        residence_since_on=date(2015, 1, 1),
        by=people.users["secretary"],
        on=ON,
    )
    with pytest.raises(services.MergeNotPossible, match="เลือกระเบียนเดียวกัน"):
        merge(people, one, one)
    with pytest.raises(services.MergeNotPossible, match="บุคคลธรรมดากับองค์กรสตรี"):
        merge(people, one, organisation.member)
    merge(people, one, two)
    with pytest.raises(services.MergeNotPossible, match=f"รวมเข้ากับเลขที่ {one.member_number} แล้ว"):
        merge(people, three, two)
    with pytest.raises(services.MergeNotPossible, match="แล้ว"):
        merge(people, two, three)
    with pytest.raises(services.IsMerged, match="แก้ไขไม่ได้"):
        services.update(member=two, changes={"telephone": "1"}, by=people.users["secretary"], on=ON)
    with pytest.raises(services.IsMerged):
        services.move(
            member=two, tambon="571401", address="2", moved_on=date(2017, 9, 1), by=people.users["secretary"], on=ON
        )
    with pytest.raises(services.StatusNotPossible, match="รวมเข้ากับระเบียนอื่นแล้ว"):
        services.change_standing(member=two, status="ACTIVE", reason="ก", by=people.users["secretary"], on=ON)


BARRED = Standing(status="BARRED", reason="คำสั่ง", since_on=date(2017, 1, 1))
ENDING = Standing(status="BARRED", reason="อื่น", since_on=date(2017, 1, 1), until_on=date(2018, 1, 1))
OVER = Standing(status="BARRED", reason="อื่น", since_on=date(2017, 1, 1), until_on=date(2017, 12, 11))
DEAD, LEFT, ACTIVE = Standing(status="DECEASED"), Standing(status="LEFT"), Standing()


@pytest.mark.requirement("R-MEM-05")
@pytest.mark.parametrize(
    ("kept", "absorbed", "after"),
    [
        (ACTIVE, BARRED, BARRED),
        (ACTIVE, OVER, ACTIVE),
        (ACTIVE, LEFT, ACTIVE),
        (ACTIVE, DEAD, DEAD),
        (LEFT, BARRED, BARRED),
        (BARRED, ENDING, BARRED),
        (ENDING, BARRED, BARRED),
        (OVER, ENDING, ENDING),
        (BARRED, DEAD, DEAD),
        (DEAD, BARRED, DEAD),
        (BARRED, ACTIVE, BARRED),
    ],
)
def test_whoever_is_barred_under_one_number_is_not_free_under_the_other(kept, absorbed, after):
    assert rules.standing_after_merge(kept=kept, absorbed=absorbed, on=ON) == after


# -- with loans --------------------------------------------------------------------------------------------------------
def _play():
    from reports.demo import people as demo

    people, patch = demo.read(), quick_papers()
    try:
        contract = loans.a_prepared_contract(people)
    finally:
        patch.undo()
    return contract


contract = kept_for_module(_play)


@pytest.mark.requirement("R-MEM-05", "R-MEM-08")
def test_loans_signed_under_the_absorbed_record_are_the_kept_ones_too(db, contract, people):
    borrower = contract.parties.first().member
    kept = register(people, 1)
    assert not selectors.verdicts(members=[kept], on=ON)[kept.pk].warnings[2:]
    merge(people, kept, borrower)
    verdict = selectors.verdicts(members=[kept], on=ON)[kept.pk]
    [finding] = [one for one in verdict.findings if one.condition is Condition.OTHER_LOAN]
    assert contract.label in finding.sentence
    assert borrower.borrowings.get().member == borrower, "what was signed stays with the record that signed"


@pytest.mark.requirement("R-ACT-02")
def test_what_was_signed_for_an_organisation_it_owes_and_not_who_signed(db, contract, people):
    signer = contract.parties.first().member
    organisation = services.register_organisation(
        name="กลุ่มตัวอย่าง",
        is_legal_person=False,
        tambon="571403",
        address="1",
        residence_since_on=date(2015, 1, 1),
        president=signer,
        by=people.users["secretary"],
        on=ON,
    )
    type(contract.proposal).objects.filter(pk=contract.proposal_id).update(
        proposer="ORGANISATION", organisation=organisation
    )
    own = loan_facts(member_ids=[organisation.pk, signer.pk], on=ON)
    assert (own[organisation.pk].open, own[signer.pk].open) == ((contract.label,), ())


def test_two_borrowers_of_one_group_are_two_persons(db, contract, people):
    one, two = (party.member for party in contract.parties.all()[:2])
    with pytest.raises(Refusal, match="กลุ่มผู้กู้เดียวกัน") as refused:
        merge(people, one, two)
    assert contract.proposal.reference in str(refused.value)
    stranger = register(people, 1)
    merge(people, stranger, one)
    with pytest.raises(Refusal, match="กลุ่มผู้กู้เดียวกัน"):
        merge(people, stranger, two)


# -- at once -----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_officers_who_merge_the_same_pair_crosswise_make_one_merge(people):
    one, two = register(people, 1), register(people, 2)
    ready, said = Barrier(2), []

    def officer(kept, absorbed):
        ready.wait()
        try:
            merge(people, kept, absorbed)
        except services.MergeNotPossible as refused:
            said.append(str(refused))
        finally:
            connection.close()

    threads = [Thread(target=officer, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert MemberMerge.objects.count() == 1
    assert len(said) == 1
    assert "แล้ว" in said[0]
    assert Member.objects.filter(pk__in=[one.pk, two.pk], status="MERGED").count() == 1
