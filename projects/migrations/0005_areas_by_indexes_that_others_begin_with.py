import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from areas.migrating import AtOnce

# Indexes of an area with which another index begins, and the twins for LIKE, which nothing asks of a code.
_COVERED = {
    "projects_proposal_amphoe_id_1f99c745": "projects_proposal (amphoe_id)",
    "projects_proposal_amphoe_id_1f99c745_like": "projects_proposal (amphoe_id varchar_pattern_ops)",
    "projects_proposal_province_id_fb246a24": "projects_proposal (province_id)",
    "projects_proposal_province_id_fb246a24_like": "projects_proposal (province_id varchar_pattern_ops)",
    "projects_proposal_tambon_id_c0d4ed59": "projects_proposal (tambon_id)",
    "projects_proposal_tambon_id_c0d4ed59_like": "projects_proposal (tambon_id varchar_pattern_ops)",
}


class Migration(migrations.Migration):

    atomic = False  # an index that is written all day is dropped beside the writing

    dependencies = [
        ("areas", "0004_forms_are_done_once"),
        ("projects", "0004_refused_after_a_receipt_taken_back"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="proposal",
            index=models.Index(fields=["tambon"], name="proposal_by_tambon"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                AtOnce(
                    [
                        migrations.AlterField(
                            model_name="proposal",
                            name="amphoe",
                            field=models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="areas.amphoe",
                                verbose_name="อำเภอ",
                            ),
                        ),
                        migrations.AlterField(
                            model_name="proposal",
                            name="province",
                            field=models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="areas.province",
                                verbose_name="จังหวัด",
                            ),
                        ),
                        migrations.AlterField(
                            model_name="proposal",
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
