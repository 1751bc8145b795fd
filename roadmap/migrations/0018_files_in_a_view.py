from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmap", "0017_scenarios_move_milestones"),
    ]

    operations = [
        migrations.AddField(
            model_name="roadmapfile",
            name="view",
            field=models.CharField(default="timeline", max_length=10),
        ),
    ]
