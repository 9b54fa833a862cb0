"""What staff change leaves its old row behind: written by the database, whoever or whatever changed it."""

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from areas.models import User
from members.models import Member
from tests.loans import factories as loans
from tests.repayments.factories import quick_papers
from tests.scenario import kept_for_module
from treasury import services as treasury
from treasury.models import MonthClose

CHANGES = {
    "areas.User": "position",
    "areas.RoleAssignment": "order_number",
    "areas.Policy": "remark",
    "areas.Holiday": "source",
    "areas.Office": "telephone",
    "areas.Signatory": "position",
    "members.Member": "telephone",
    "projects.CommitteeMember": "position",
    "projects.Proposal": "place",
    "loans.Contract": "account_branch",
    "treasury.BankAccount": "bank_name",
    "treasury.MonthClose": "reason",
}


def _play():
    from reports.demo import people as demo

    people, patch = demo.read(), quick_papers()
    try:
        loans.a_prepared_contract(people)
    finally:
        patch.undo()
    loans.capital(people)
    treasury.close_month(province="57", month_on=date(2017, 10, 1), by=people.users["accountant"], on=date(2017, 11, 1))


played = kept_for_module(_play)
pytestmark = pytest.mark.usefixtures("db", "played")


def change_by_hand(model, column):
    """Change one row as somebody at the database would, and give its key."""
    row = model.objects.order_by("pk").first()
    with connection.cursor() as cursor:
        table, key = model._meta.db_table, model._meta.pk.column
        cursor.execute(f"UPDATE {table} SET {column} = 'changed by hand' WHERE {key} = %s", [row.pk])
        assert cursor.rowcount == 1
    return row


@pytest.mark.parametrize(("label", "column"), CHANGES.items())
def test_a_change_by_raw_sql_is_recorded(label, column):
    model = apps.get_model(label)
    row = change_by_hand(model, column)
    last = row.events.latest("pgh_id")
    assert (last.pgh_label, getattr(last, column), last.pgh_context) == ("update", "changed by hand", None)
    assert row.events.filter(pgh_label="insert").get().pgh_obj_id == row.pk


def test_what_was_recorded_can_neither_be_changed_nor_deleted():
    member = change_by_hand(Member, "telephone")
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        member.events.update(telephone="-")
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        member.events.all().delete()


def test_a_change_by_a_request_is_recorded_with_who_asked_and_where(log_in, users, business_date):
    business_date(date(2017, 11, 1))
    where = reverse("treasury:confirm", args=["2017-10"])
    log_in("chief").post(where)
    close = MonthClose.objects.get()
    assert close.confirmed_by == users["chief"]
    context = close.events.latest("pgh_id").pgh_context
    assert context.metadata == {"user": users["chief"].pk, "url": where}


def test_a_log_in_is_no_change_of_the_user_and_no_password_is_kept_in_the_history(log_in, users):
    before = users["khuntan"].events.count()
    log_in("khuntan")
    assert User.objects.get(username="khuntan").last_login
    assert users["khuntan"].events.count() == before
    kept = {field.name for field in User.events.rel.related_model._meta.get_fields()}
    assert not kept & {"password", "last_login"}
