"""Several changes of the schema as one operation do what they do one by one, forwards and back, and render once."""

from collections import Counter
from contextlib import contextmanager

import pgtrigger
import pytest
from django.db import DatabaseError, connection, migrations, models, transaction
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import OperationWriter

from areas.migrating import AtOnce


def refuses(name, operation):
    """A trigger of the shelves that refuses an operation, as a migration holds it."""
    sql = pgtrigger.compiler.UpsertTriggerSql(
        func=f"RAISE EXCEPTION 'shelves are not changed by {operation}';",
        operation=operation,
        pgid=f"pgtrigger_{name}_of_shelf",
        table="areas_shelf",
        when="BEFORE",
    )
    return pgtrigger.compiler.Trigger(name=name, sql=sql)


def shelf(**options):
    return migrations.CreateModel(
        name="Shelf",
        fields=[("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())],
        options=options,
    )


BOOK = migrations.CreateModel(
    name="Book",
    fields=[
        ("id", models.BigAutoField(primary_key=True)),
        ("shelf", models.ForeignKey(on_delete=models.PROTECT, to="areas.shelf")),
    ],
)
NAMED = models.CheckConstraint(condition=~models.Q(name=""), name="shelf_has_name")
LIBRARY = [shelf(constraints=[NAMED], triggers=[refuses("kept", "DELETE")]), BOOK]
ROOMS = [
    migrations.AddField("shelf", "room", models.PositiveIntegerField(default=1)),
    pgtrigger.migrations.RemoveTrigger("shelf", "kept"),
    migrations.RemoveConstraint("shelf", "shelf_has_name"),
    pgtrigger.migrations.AddTrigger("shelf", refuses("kept", "UPDATE")),
    migrations.AddConstraint(
        "shelf", models.UniqueConstraint(fields=("name",), condition=models.Q(room__gt=1), name="shelf_name_once")
    ),
    migrations.AddField(
        "book", "stood", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="areas.shelf")
    ),
]
NO_ROOMS = [
    migrations.RemoveConstraint("shelf", "shelf_name_once"),
    migrations.RemoveField("shelf", "room"),
    migrations.RemoveField("book", "stood"),
    migrations.AlterField("shelf", "name", models.CharField(max_length=80)),
    migrations.AddIndex("shelf", models.Index(fields=["name"], name="shelf_by_name")),
]


def migration(*operations):
    made = migrations.Migration("made_for_the_test", "areas")
    made.operations = list(operations)
    return made


def state_after(*operations):
    return migration(*operations).mutate_state(ProjectState())


def done(made, before):
    with connection.schema_editor() as editor:
        return made.apply(before.clone(), editor)


def undone(made, before):
    with connection.schema_editor() as editor:
        made.unapply(before.clone(), editor)


@contextmanager
def refused(words):
    with pytest.raises(DatabaseError, match=words), transaction.atomic(), connection.cursor() as cursor:
        yield cursor


def columns_and_rules():
    """What the database knows about the tables of the library."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH ours (id) AS (VALUES (to_regclass('areas_shelf')), (to_regclass('areas_book')))"
            " SELECT id::text, attname || ' ' || format_type(atttypid, atttypmod)"
            " FROM ours JOIN pg_attribute ON attrelid = id WHERE attnum > 0 AND NOT attisdropped"
            " UNION ALL SELECT id::text, conname || ' ' || pg_get_constraintdef(oid)"
            " FROM ours JOIN pg_constraint ON conrelid = id WHERE contype <> 'n'"
            " UNION ALL SELECT id::text, pg_get_indexdef(indexrelid) FROM ours JOIN pg_index ON indrelid = id"
            " UNION ALL SELECT id::text, pg_get_triggerdef(oid)"
            " FROM ours JOIN pg_trigger ON tgrelid = id WHERE NOT tgisinternal"
        )
        return set(cursor.fetchall())


def test_models_made_at_once_are_whole_and_go_again(db):
    made = migration(AtOnce(LIBRARY))
    done(made, ProjectState())
    with refused("shelves are not changed by DELETE") as cursor:
        cursor.execute("INSERT INTO areas_shelf (name) VALUES ('north'); DELETE FROM areas_shelf")
    with refused("shelf_has_name") as cursor:
        cursor.execute("INSERT INTO areas_shelf (name) VALUES ('')")
    with refused("areas_book_shelf_id") as cursor:
        cursor.execute("INSERT INTO areas_book (shelf_id) VALUES (7); SET CONSTRAINTS ALL IMMEDIATE")
    undone(made, ProjectState())
    assert columns_and_rules() == set()


@pytest.mark.parametrize(("before", "changes"), [(LIBRARY, ROOMS), ([*LIBRARY, *ROOMS], NO_ROOMS)])
def test_models_that_are_there_change_at_once_and_change_back(db, before, changes):
    library = done(migration(*before), ProjectState())
    as_it_was = columns_and_rules()
    done(migration(*changes), library)
    one_by_one = columns_and_rules()
    undone(migration(*changes), library)
    assert columns_and_rules() == as_it_was != one_by_one

    done(migration(AtOnce(changes)), library)
    assert columns_and_rules() == one_by_one
    undone(migration(AtOnce(changes)), library)
    assert columns_and_rules() == as_it_was


def test_the_models_are_as_if_changed_one_by_one():
    at_once = state_after(AtOnce(LIBRARY), AtOnce(ROOMS), AtOnce(NO_ROOMS))
    assert at_once == state_after(*LIBRARY, *ROOMS, *NO_ROOMS)


def test_each_model_is_rendered_once(db, monkeypatch):
    library = done(migration(AtOnce(LIBRARY)), ProjectState())
    rendered = Counter()
    render = ModelState.render
    monkeypatch.setattr(ModelState, "render", lambda self, apps: rendered.update([self.name]) or render(self, apps))
    done(migration(AtOnce(ROOMS)), library)
    assert rendered == {"Shelf": 1, "Book": 1}


@pytest.mark.parametrize(
    ("operations", "why"),
    [
        ([*LIBRARY, migrations.AddField("Book", "title", models.TextField())], "The model is created at once"),
        (
            [*LIBRARY, pgtrigger.migrations.AddTrigger("shelf", refuses("stays", "UPDATE"))],
            "The model is created at once",
        ),
        (
            [ROOMS[0], migrations.AlterField("Shelf", "room", models.TextField())],
            r"shelf\.room cannot be changed 2 times",
        ),
        ([*ROOMS, migrations.RunSQL("SELECT 1")], "No change of the schema"),
    ],
)
def test_what_needs_the_models_between_is_refused(operations, why):
    with pytest.raises(ValueError, match=why):
        AtOnce(operations)


def test_it_can_be_written_into_a_file_and_told_in_a_plan():
    text, imports = OperationWriter(AtOnce(ROOMS[:1])).serialize()
    assert "areas.migrating.AtOnce(\n            operations=[\n                migrations.AddField(" in text
    assert "import areas.migrating" in imports
    assert AtOnce(ROOMS[:2]).describe() == "At once: Add field room to shelf; Remove trigger kept from model shelf"


def test_the_migrations_install_every_trigger(db):
    absent = {
        f"{model._meta.label} {trigger.name}"
        for model, trigger in pgtrigger.registered()
        if trigger.get_installation_status(model) != ("INSTALLED", True)
    }
    assert not absent
