from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0030_one_open_suit_of_a_debtor'),
    ]

    operations = [
        migrations.AlterField(
            model_name='legalentry',
            name='day',
            field=models.CharField(blank=True, choices=[('DIED', 'วันที่เสียชีวิต'), ('LEARNED', 'วันที่สำนักงานทราบการเสียชีวิต'), ('ADMINISTRATOR', 'วันที่ศาลตั้งผู้จัดการมรดก'), ('ESTATE_CLAIM', 'วันที่ฟ้องหรือยื่นคำขอรับชำระหนี้จากกองมรดก'), ('RECEIVERSHIP', 'วันที่ศาลสั่งพิทักษ์ทรัพย์เด็ดขาด'), ('ADVERTISED', 'วันที่โฆษณาคำสั่งพิทักษ์ทรัพย์'), ('BANKRUPTCY_CLAIM', 'วันที่ยื่นคำขอรับชำระหนี้ในคดีล้มละลาย'), ('CREDITORS_MEETING', 'วันประชุมเจ้าหนี้'), ('CLAIM_DECIDED', 'วันที่มีคำสั่งเรื่องคำขอรับชำระหนี้'), ('CLAIM_ENDED', 'วันที่ถอนคำขอหรือฟ้อง ศาลยกหรือจำหน่าย หรือสิ้นสุดโดยไม่ได้รับคำสั่งให้ได้รับชำระหนี้'), ('SENT', 'วันที่ส่งเรื่องให้พนักงานอัยการ'), ('FILED', 'วันที่ยื่นฟ้อง'), ('HEARING', 'วันนัดพิจารณา'), ('FILING_ENDED', 'วันที่ถอนฟ้อง จำหน่ายคดี หรือศาลยกฟ้อง'), ('JUDGED', 'วันที่ศาลมีคำพิพากษา'), ('FINAL', 'วันที่คดีถึงที่สุด'), ('WRIT', 'วันที่ออกหมายบังคับคดี'), ('SEIZED', 'วันที่ยึดหรืออายัดทรัพย์'), ('AUCTION', 'วันขายทอดตลาด')], max_length=20, verbose_name='เรื่อง'),
        ),
    ]
