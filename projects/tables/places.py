"""Who gathers and takes the reports of projects, by what they are called in a province: Bangkok has no อกส.อ."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from projects.rules import BANGKOK, near_the_members


def place_of(provinces: Iterable[str]) -> str:
    """Return the province by whose words a page speaks: Bangkok where it shows nothing else, else none."""
    return BANGKOK if set(provinces) == {BANGKOK} else ""


def taker(province: str) -> str:
    """Return who takes the reports that were gathered: อกส.อ., in Bangkok อกส.กทม."""
    return _(near_the_members(province=province))


def sent_on(province: str) -> str:
    """Return what is said of reports that were sent on."""
    return _("ส่ง %(organ)s แล้ว") % {"organ": taker(province)}


def gathered(province: str) -> str:
    """Return what is said of reports that the group of the place has, and not sent on."""
    return _("เขตรับแล้ว รอส่งต่อ") if province == BANGKOK else _("ตำบลรับแล้ว รอส่งต่อ")


def area_word(province: str) -> str:
    """Return what the areas of a province are called."""
    return _("เขต") if province == BANGKOK else _("อำเภอ")
