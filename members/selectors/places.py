"""A tambon found by what was typed, for those who cannot choose from a short list."""

from django.db.models import Q

from areas.models import Tambon
from thai.digits import to_arabic

_MOST = 9
_KINDS = ("ตำบล", "ต.", "แขวง", "อำเภอ", "อ.", "เขต", "จังหวัด", "จ.")  # stays Thai: what people type


def tambon_typed(text: str) -> list[Tambon]:
    """Return the tambon that a code of six digits, or names such as "ยางฮอม ขุนตาล เชียงราย", stand for; nine at most.

    Every word is looked for in the names of tambon, amphoe and province; a tambon named exactly so wins over those
    whose names only begin so.
    """
    typed = to_arabic(" ".join(text.split()))
    rows = Tambon.objects.select_related("amphoe__province").order_by("code")
    if typed.isascii() and typed.isdigit():
        return list(rows.filter(code=typed))
    words = [_bare(word) for word in typed.split()]
    words = [word for word in words if word]
    if not words:
        return []
    first, others = words[0], words[1:]
    found = rows.filter(name_th__startswith=first)
    for word in others:
        found = found.filter(Q(amphoe__name_th__startswith=word) | Q(province__name_th__startswith=word))
    exact = list(found.filter(name_th=first)[:_MOST])
    return exact or list(found[:_MOST])


def _bare(word: str) -> str:
    """A typed name without the word for its kind in front."""
    for kind in _KINDS:
        if word.startswith(kind):
            return word.removeprefix(kind)
    return word
