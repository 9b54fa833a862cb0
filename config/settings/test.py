"""Settings of the tests: their own throw-away servers, the demo's doors closed."""

import tempfile
from pathlib import Path

from .base import *

SECRET_KEY = "tests-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
NATIONAL_ID_KEYS = ["t1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="]
NATIONAL_ID_HASH_KEY = "tests-only-hash-key"
REQUIRE_TOTP = False
BUSINESS_DATE_MOVABLE = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = None  # nothing is collected; the test server reads the folders
CELERY_TASK_ALWAYS_EAGER = False
AXES_ENABLED = False
LOGGING = {"level": "WARNING"}  # a failed test shows what went wrong, not every request
_attachments = tempfile.TemporaryDirectory(prefix="attachments-")  # gone when the process ends
MEDIA_ROOT = Path(_attachments.name)
