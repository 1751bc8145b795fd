from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0018_files_in_a_view")]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="deleted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
