from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('loans', '0002_what_happens_to_a_contract'),
        ('repayments', '0004_courses_of_debts'),
    ]

    operations = [
        # a call-in, a settlement, money returned, or the withdrawal of one of them: the debt is another from then on
        migrations.RunSQL(
            """
            CREATE TRIGGER course_is_stale AFTER INSERT ON loans_contractchange
            FOR EACH ROW EXECUTE FUNCTION repayments_course_is_stale();
            """,
            "DROP TRIGGER course_is_stale ON loans_contractchange;",
        ),
    ]
