# The members counted once a day (R-MEM-09).

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0001_initial'),
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MemberCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField(verbose_name='ณ วันที่')),
                ('kind', models.CharField(choices=[('PERSON', 'บุคคลธรรมดา'), ('ORGANISATION', 'องค์กรสตรี')], max_length=12, verbose_name='ประเภทสมาชิก')),
                ('before_year', models.PositiveIntegerField(verbose_name='สมาชิกเดิม')),
                ('in_year', models.PositiveIntegerField(verbose_name='สมาชิกใหม่ในปีงบประมาณ')),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='areas.province', verbose_name='จังหวัด')),
            ],
            options={
                'verbose_name': 'จำนวนสมาชิก',
                'verbose_name_plural': 'จำนวนสมาชิก',
                'constraints': [
                    models.UniqueConstraint(fields=('as_of', 'province', 'kind'), name='member_count_once_a_day'),
                ],
            },
        ),
    ]
