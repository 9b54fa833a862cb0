"""The demo's people: invented, complete, the same every time."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from areas.demo import PASSWORD
from areas.models import BusinessDate, RoleAssignment, Signatory
from areas.roles import Role
from members import identity
from members.models import Member
from reports.demo import names
from reports.demo import people as demo
from thai import national_id


def test_thirteen_groups_of_five_live_where_their_projects_are(people):
    assert {number: {member.tambon_id for member in group} for number, group in people.groups.items()} == {
        number: {tambon} for number, tambon in demo.GROUPS.items()
    }
    assert all(len(group) == 5 for group in people.groups.values())
    assert len(people.spare) == 60


def test_every_card_number_is_valid_and_belongs_to_nobody_twice(people):
    members = Member.objects.all()
    cards = [identity.decrypt(member.national_id_encrypted) for member in members]
    assert all(national_id.is_valid(card) for card in cards)
    assert len(set(cards)) == len(cards) == 125


def test_names_are_plainly_invented_and_hardly_repeat():
    everybody = [names.full_name(number) for number in range(1, 1000)]
    assert len(set(everybody)) == len(everybody)
    assert all(any(ending in name for ending in names._ENDINGS) for name in everybody)


def test_every_committee_has_its_members_and_every_purpose_its_signatory(people):
    sizes = {key: len(rows) for key, rows in people.committees.items()}
    assert sizes == {"5714": 12, "5711": 12, "5705": 12, "WORKING_GROUP": 12, "SUBCOMMITTEE": 9}
    of_amphoe = Signatory.Purpose.REVISION_LETTER
    purposes = Signatory.objects.filter(office=people.offices[""]).values_list("purpose", flat=True)
    assert Counter(purposes) == Counter(set(Signatory.Purpose.values) - {of_amphoe})
    assert Signatory.objects.filter(office__amphoe__isnull=False, purpose=of_amphoe).count() == 3


def test_every_role_has_a_user_who_logs_in_with_the_demos_password(people):
    roles = set(RoleAssignment.objects.values_list("role", flat=True))
    assert roles == set(Role)
    assert all(user.check_password(PASSWORD) for user in people.users.values())


@pytest.mark.requirement("R-DISB-01")
def test_the_province_has_its_treasury_deposit_and_its_savings_account(people):
    from treasury.models import BankAccount

    kinds = BankAccount.objects.filter(province="57").values_list("kind", flat=True)
    assert sorted(kinds) == ["SAVINGS", "TREASURY_DEPOSIT"]


def test_loading_again_adds_nobody(people):
    before = Member.objects.count()
    assert demo.load().groups == people.groups
    assert Member.objects.count() == before


def test_the_commands_load_reference_data_and_the_demo_and_print_the_log_ins(people):
    said = StringIO()
    call_command("load_reference_data", stdout=said)
    call_command("load_demo", stage="people", stdout=said)
    call_command("demo_logins", stdout=said)
    assert all(login.username in said.getvalue() for login in demo.LOGINS)
    assert PASSWORD in said.getvalue()
    assert BusinessDate.objects.get().on.year == 2017


def test_the_demo_is_not_loaded_in_production(people, settings):
    settings.BUSINESS_DATE_MOVABLE = False
    with pytest.raises(CommandError, match="not in production"):
        call_command("load_demo")
