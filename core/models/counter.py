"""Counts of rate limits, where the database server keeps them for all processes and hosts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Counter(models.Model):
    """One row for each limit of one person or network; see `core.counters`."""

    key = models.CharField(_("key"), max_length=64, primary_key=True)
    used = models.IntegerField(_("used"))
    value = models.TextField(_("value"), blank=True)
    ends_at = models.FloatField(_("ends at"), db_index=True)

    class Meta:
        db_table = "accounts_counter"
        verbose_name = _("counter")
        verbose_name_plural = _("counters")

    def __str__(self) -> str:
        return self.key
