from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('repayments', '0009_write_offs_undone_by_two'),
    ]

    operations = [
        # The sum of whole satang as whole satang: SUM makes a numeric of it, which takes longer than adding up. More
        # than 64 bits is refused, as the cast of SUM to bigint refuses it.
        migrations.RunSQL(
            """
            CREATE AGGREGATE repayments_sum_satang(bigint) (
                SFUNC = int8pl, STYPE = bigint, COMBINEFUNC = int8pl, INITCOND = '0', PARALLEL = SAFE
            );
            """,
            "DROP AGGREGATE repayments_sum_satang(bigint);",
        ),
    ]
