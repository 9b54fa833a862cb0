"""The words of names, kept so that a part of a name is found without reading the whole register."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Value
from django.db.models.functions import StrIndex, Substr
from django.utils.translation import gettext_lazy as _

from thai import sorting

# Run for each row of the register that is new or has another name; an import does the same for all its rows at once.
FIRST_WORD_KNOWN = """
    INSERT INTO members_firstword (key) VALUES (split_part(NEW.name_key, ' ', 1)) ON CONFLICT DO NOTHING;
    RETURN NULL;
"""


def key_of(first_name: str, last_name: str = "") -> str:
    """Return the sort key under which a name stands in the register; an organisation has no last name."""
    return sorting.key(f"{first_name} {last_name}")


def later_words(key: str) -> Substr:
    """Return a name's words after the first one, from the space before them on; the trigrams of these are indexed."""
    return Substr(key, StrIndex(key, Value(" ")))


class FirstWord(models.Model):
    """The sort key of a word with which some name in the register began once; a word that fell out of use stays.

    There are some hundred thousand of them for many millions of members, and the members of each stand side by side in
    the indexes by name: so the names whose first word contains a part are read in dictionary order.
    """

    key = models.TextField(_("คำแรกของชื่อ"), primary_key=True, db_collation="C")

    class Meta:
        verbose_name = _("คำแรกของชื่อ")
        verbose_name_plural = _("คำแรกของชื่อ")
        indexes = [GinIndex(OpClass("key", name="gin_trgm_ops"), name="first_word_trigrams")]

    def __str__(self) -> str:
        return self.key
