# The exports among the accesses are found by their day.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0002_letter_settings'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='personaldataaccess',
            index=models.Index(condition=models.Q(('action', 'EXPORT')), fields=['-at'], name='access_exports'),
        ),
    ]
