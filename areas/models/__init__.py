"""Territory, people with roles at an area, dated policies, holidays, offices and the audit of personal data."""

from .audit import PersonalDataAccess
from .calendar import BusinessDate, Holiday
from .offices import LetterSetting, Office, Signatory
from .people import RoleAssignment, User
from .policies import Policy
from .requests import SentForm
from .territory import Amphoe, Province, Tambon, place_name

__all__ = [
    "Amphoe",
    "BusinessDate",
    "Holiday",
    "LetterSetting",
    "Office",
    "PersonalDataAccess",
    "Policy",
    "Province",
    "RoleAssignment",
    "SentForm",
    "Signatory",
    "Tambon",
    "User",
    "place_name",
]
