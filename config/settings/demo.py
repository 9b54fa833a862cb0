"""Settings of the demo on one's own machine: embedded servers, a movable business date, no second factor."""

from .base import *

DEMO = True
REQUIRE_TOTP = False
BUSINESS_DATE_MOVABLE = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SESSION_COOKIE_NAME = "wef_demo"
