import datetime

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

from areas.migrating import AtOnce


# A span for each contract and each event of its life: read and written all the time, so the index changes beside them.
class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("loans", "0004_new_schedules"),
        ("repayments", "0007_debts_written_off"),
    ]

    operations = [
        AtOnce([
            migrations.AddField(
                model_name="debtspan",
                name="frozen",
                field=models.BigIntegerField(
                    db_default=0, default=0, verbose_name="ดอกเบี้ยพักไว้ยังไม่ถึงกำหนด (สตางค์)"
                ),
            ),
            AddIndexConcurrently(
                model_name="debtspan",
                index=models.Index(
                    condition=models.Q(("until_on", datetime.date(9999, 12, 31))),
                    fields=["contract"],
                    include=("from_on", "principal", "costs", "credit", "frozen"),
                    name="debt_span_for_ever",
                ),
            ),
            RemoveIndexConcurrently(model_name="debtspan", name="debt_span_open"),
        ]),
    ]
