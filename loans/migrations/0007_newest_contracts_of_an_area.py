"""The newest contracts of a province or an amphoe, found without those of the nation; built while the table is in use."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from areas.migrating import AtOnce


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("loans", "0006_receipts_taken_back_do_not_hold")]

    operations = [
        AtOnce([
            AddIndexConcurrently(
                model_name="contract",
                index=models.Index(fields=["province", "-id"], name="contract_newest_of_province"),
            ),
            AddIndexConcurrently(
                model_name="contract",
                index=models.Index(fields=["amphoe", "-id"], name="contract_newest_of_amphoe"),
            ),
        ]),
    ]
