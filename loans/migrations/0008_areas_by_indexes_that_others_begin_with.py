import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from areas.migrating import AtOnce

# Indexes of an area with which another index begins, and the twins for LIKE, which nothing asks of a code.
_COVERED = {
    "loans_contract_amphoe_id_c25abb4c": "loans_contract (amphoe_id)",
    "loans_contract_amphoe_id_c25abb4c_like": "loans_contract (amphoe_id varchar_pattern_ops)",
    "loans_contract_province_id_fba44cf7": "loans_contract (province_id)",
    "loans_contract_province_id_fba44cf7_like": "loans_contract (province_id varchar_pattern_ops)",
    "loans_contract_tambon_id_c7fc35b5": "loans_contract (tambon_id)",
    "loans_contract_tambon_id_c7fc35b5_like": "loans_contract (tambon_id varchar_pattern_ops)",
}


class Migration(migrations.Migration):

    atomic = False  # an index that is written all day is dropped beside the writing

    dependencies = [
        ("areas", "0004_forms_are_done_once"),
        ("loans", "0007_newest_contracts_of_an_area"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="contract",
            index=models.Index(fields=["tambon"], name="contract_by_tambon"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                AtOnce(
                    [
                        migrations.AlterField(
                            model_name="contract",
                            name="amphoe",
                            field=models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="areas.amphoe",
                                verbose_name="อำเภอ",
                            ),
                        ),
                        migrations.AlterField(
                            model_name="contract",
                            name="province",
                            field=models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="areas.province",
                                verbose_name="จังหวัด",
                            ),
                        ),
                        migrations.AlterField(
                            model_name="contract",
                            name="tambon",
                            field=models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="areas.tambon",
                                verbose_name="ตำบล",
                            ),
                        ),
                    ]
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    [f"DROP INDEX CONCURRENTLY IF EXISTS {name}" for name in _COVERED],
                    [f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {on}" for name, on in _COVERED.items()],
                ),
            ],
        ),
    ]
