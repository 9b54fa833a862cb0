from django.db import migrations


class Migration(migrations.Migration):
    """Long journals are written like every other long list; their files were deleted after some days anyway."""

    dependencies = [
        ("treasury", "0004_openings_undone_by_two"),
    ]

    operations = [
        migrations.DeleteModel(name="JournalFile"),
    ]
