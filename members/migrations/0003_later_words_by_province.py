"""The trigrams of names' later words beside the province: a province looks among its own only.

Built and dropped while the register is in use.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0002_member_counts")]

    operations = [
        django.contrib.postgres.operations.BtreeGinExtension(),
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name="member",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("province"),
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Substr(
                        "name_key", django.db.models.functions.text.StrIndex("name_key", models.Value(" "))
                    ),
                    name="gin_trgm_ops",
                ),
                name="member_province_later_words",
            ),
        ),
        django.contrib.postgres.operations.RemoveIndexConcurrently(model_name="member", name="member_later_words"),
    ]
