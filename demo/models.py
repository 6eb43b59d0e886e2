"""What the loader remembers, so that a second run does nothing and a broken one goes on."""

from django.db import models


class LoadedPart(models.Model):
    """A part of the demo that is in the database; written in the transaction that loaded it."""

    name = models.CharField(max_length=40, unique=True)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
