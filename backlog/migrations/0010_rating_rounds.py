import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

import core.constraints
from core.operations import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("backlog", "0009_scores_by_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="RatingRound",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("revealed", "Revealed"), ("ended", "Ended")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("revealed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "model",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="backlog.scoringmodel",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rating_rounds",
                        to="backlog.product",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RatingRoundCriterion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "criterion",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="backlog.criterion",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="columns",
                        to="backlog.ratinground",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="ratinground",
            name="criteria",
            field=models.ManyToManyField(
                related_name="rounds", through="backlog.RatingRoundCriterion", to="backlog.criterion"
            ),
        ),
        migrations.CreateModel(
            name="RatingRoundItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="backlog.item",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="backlog.ratinground",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="ratinground",
            name="items",
            field=models.ManyToManyField(
                related_name="rating_rounds", through="backlog.RatingRoundItem", to="backlog.item"
            ),
        ),
        migrations.CreateModel(
            name="BlindRating",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("value", models.DecimalField(decimal_places=6, max_digits=18)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("voted_at", models.DateTimeField()),
                (
                    "criterion",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="backlog.criterion",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="backlog.item",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="backlog.ratinground",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "id"), name="backlog_blindrating_tenant"),
                    core.constraints.SameWorkspace("round", name="blindrating_round_here"),
                    core.constraints.SameWorkspace("item", name="blindrating_item_here"),
                    core.constraints.SameWorkspace("criterion", name="blindrating_criterion_here"),
                    core.constraints.SameWorkspace("member", name="blindrating_member_here"),
                    models.UniqueConstraint(
                        fields=("round", "item", "criterion", "member"), name="blindrating_once"
                    ),
                ],
            },
        ),
        Together(
            migrations.AddConstraint(
                model_name="ratingroundcriterion",
                constraint=models.UniqueConstraint(
                    fields=("workspace", "id"), name="backlog_ratingroundcriterion_tenant"
                ),
            ),
            migrations.AddConstraint(
                model_name="ratingroundcriterion",
                constraint=core.constraints.SameWorkspace("round", name="ratingroundcriterion_round_here"),
            ),
            migrations.AddConstraint(
                model_name="ratingroundcriterion",
                constraint=core.constraints.SameWorkspace(
                    "criterion", name="ratingroundcriterion_criterion_here"
                ),
            ),
            migrations.AddConstraint(
                model_name="ratingroundcriterion",
                constraint=models.UniqueConstraint(
                    fields=("round", "criterion"), name="ratingroundcriterion_once"
                ),
            ),
            migrations.AddConstraint(
                model_name="ratingrounditem",
                constraint=models.UniqueConstraint(
                    fields=("workspace", "id"), name="backlog_ratingrounditem_tenant"
                ),
            ),
            migrations.AddConstraint(
                model_name="ratingrounditem",
                constraint=core.constraints.SameWorkspace("round", name="ratingrounditem_round_here"),
            ),
            migrations.AddConstraint(
                model_name="ratingrounditem",
                constraint=core.constraints.SameWorkspace("item", name="ratingrounditem_item_here"),
            ),
            migrations.AddConstraint(
                model_name="ratingrounditem",
                constraint=models.UniqueConstraint(fields=("round", "item"), name="ratingrounditem_once"),
            ),
            migrations.AddConstraint(
                model_name="ratinground",
                constraint=models.UniqueConstraint(
                    fields=("workspace", "id"), name="backlog_ratinground_tenant"
                ),
            ),
            migrations.AddConstraint(
                model_name="ratinground",
                constraint=core.constraints.SameWorkspace("product", name="ratinground_product_here"),
            ),
            migrations.AddConstraint(
                model_name="ratinground",
                constraint=core.constraints.SameWorkspace("model", name="ratinground_model_here"),
            ),
            migrations.AddConstraint(
                model_name="ratinground",
                constraint=core.constraints.SameWorkspace("opened_by", name="ratinground_opened_by_here"),
            ),
        ),
    ]
