"""Province, amphoe and tambon with the official codes of the Ministry of Interior."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def place_name(name_th: str, name_en: str) -> str:
    """Return the one of a place's two names that the reader's language has."""
    return name_en if get_language() == "en" else name_th


class Place(models.Model):
    """A place with an official code; the code of a part begins with the code of the whole."""

    name_th = models.CharField(_("ชื่อ"), max_length=80)
    name_en = models.CharField(_("ชื่ออังกฤษ"), max_length=80)
    valid_from = models.DateField(_("ใช้ตั้งแต่"), null=True, blank=True)
    valid_to = models.DateField(_("ใช้ถึง"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return place_name(self.name_th, self.name_en)


class Province(Place):
    """One of the 77 provinces, Bangkok among them."""

    BANGKOK = "10"

    code = models.CharField(_("รหัส"), max_length=2, primary_key=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("จังหวัด")
        verbose_name_plural = _("จังหวัด")

    @property
    def is_bangkok(self) -> bool:
        return self.code == self.BANGKOK

    @property
    def label(self) -> str:
        """Return the name with its kind, as papers write it: จังหวัดเชียงราย, กรุงเทพมหานคร."""
        return self.name_th if self.is_bangkok else f"จังหวัด{self.name_th}"  # stays Thai: a name


class Amphoe(Place):
    """A district; in Bangkok a khet."""

    code = models.CharField(_("รหัส"), max_length=4, primary_key=True)
    province = models.ForeignKey(Province, models.PROTECT, related_name="amphoe_set", verbose_name=_("จังหวัด"))

    class Meta:
        ordering = ["code"]
        verbose_name = _("อำเภอ")
        verbose_name_plural = _("อำเภอ")

    @property
    def label(self) -> str:
        """Return the name with its kind, as papers write it: อำเภอพาน, เขตดุสิต."""
        kind = "เขต" if self.province_id == Province.BANGKOK else "อำเภอ"  # stays Thai: part of the name
        return f"{kind}{self.name_th}"


class Tambon(Place):
    """A sub-district; in Bangkok a khwaeng."""

    code = models.CharField(_("รหัส"), max_length=6, primary_key=True)
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, related_name="tambon_set", verbose_name=_("อำเภอ"))
    province = models.ForeignKey(Province, models.PROTECT, related_name="tambon_set", verbose_name=_("จังหวัด"))
    postcode = models.CharField(_("รหัสไปรษณีย์"), max_length=5, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("ตำบล")
        verbose_name_plural = _("ตำบล")

    @property
    def label(self) -> str:
        """Return the name with its kind, as papers write it: ตำบลยางฮอม, แขวงบางซื่อ."""
        kind = "แขวง" if self.province_id == Province.BANGKOK else "ตำบล"  # stays Thai: part of the name
        return f"{kind}{self.name_th}"
