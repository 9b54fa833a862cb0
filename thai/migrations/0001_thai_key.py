from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from thai.sorting import DROP_THAI_KEY_SQL, THAI_KEY_SQL


class Migration(migrations.Migration):
    """The sort key of Thai words and the search by parts of a word, before any table uses them."""

    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        migrations.RunSQL(THAI_KEY_SQL, DROP_THAI_KEY_SQL),
    ]
