"""The words that titles are made of, so that a misspelled one finds its neighbours without looking at any item."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class TitleWord(models.Model):
    """One word of at least four letters that some title of the workspace has, or had: words stay."""

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    word = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "word"], name="titleword_once")]
        indexes = [GinIndex(OpClass("word", "gin_trgm_ops"), name="titleword_similar")]

    def __str__(self) -> str:
        return self.word
