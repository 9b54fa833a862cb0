"""Settings of the demo on one's own machine: embedded servers, a movable business date, no second factor."""

from .base import *

DEMO = True
REQUIRE_TOTP = False
BUSINESS_DATE_MOVABLE = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Static files straight from their folders: nothing to collect before the first page.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SESSION_COOKIE_NAME = "wef_demo"
