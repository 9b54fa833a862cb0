"""A province with its chart, its two accounts and the people of its finance office."""

from datetime import date

import pytest

from areas.models import Amphoe, Province, RoleAssignment, Tambon, User
from areas.roles import Role
from treasury.reference import load_chart, open_province_accounts


@pytest.fixture
def chiang_rai(db):
    province, _created = Province.objects.get_or_create(
        code="57", defaults={"name_th": "เชียงราย", "name_en": "Chiang Rai"}
    )
    amphoe, _created = Amphoe.objects.get_or_create(
        code="5705", defaults={"name_th": "พาน", "name_en": "Phan", "province": province}
    )
    Tambon.objects.get_or_create(
        code="570501", defaults={"name_th": "สันมะเค็ด", "name_en": "San Makhet", "amphoe": amphoe, "province": province}
    )
    load_chart()
    open_province_accounts(
        province=province, deposit_number="5701", savings_number="5711234567", biller_id="099400016550157"
    )
    return province


@pytest.fixture
def person(db):
    """Give a function that makes a user with a role in a province: ``person("anna", Role.ACCOUNTANT, province)``."""

    def make(username, role, province=None, amphoe=None):
        user = User.objects.create_user(username=username, password="fund-demo-2561", display_name=username)
        RoleAssignment.objects.create(
            user=user, role=role, province=province, amphoe=amphoe, valid_from=date(2016, 10, 1)
        )
        return user

    return make


@pytest.fixture
def accountant(person, chiang_rai):
    return person("accountant", Role.ACCOUNTANT, chiang_rai)


@pytest.fixture
def chief(person, chiang_rai):
    return person("chief", Role.PROVINCE_CHIEF, chiang_rai)
