"""Settings of production: every secret is required, everything travels over TLS."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
NATIONAL_ID_KEYS = env.list("NATIONAL_ID_KEYS")
NATIONAL_ID_HASH_KEY = env.str("NATIONAL_ID_HASH_KEY")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

if not REQUIRE_TOTP:
    raise ImproperlyConfigured("REQUIRE_TOTP must stay on in production: roles that move money need a second factor.")
if BUSINESS_DATE:
    raise ImproperlyConfigured("BUSINESS_DATE is for demonstrations: production reads the clock.")
