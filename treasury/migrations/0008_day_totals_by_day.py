"""What the days of a province since a closed month brought, read without its other days; built while they are in use."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("treasury", "0007_totals_of_closed_months")]

    operations = [
        AddIndexConcurrently(
            model_name="daytotal",
            index=models.Index(fields=["province", "posting_on"], name="day_total_by_day"),
        ),
    ]
