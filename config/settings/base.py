"""Settings shared by production, the demo and the tests. Everything that differs comes from the environment."""

import shlex
from pathlib import Path
from urllib.parse import unquote

import environ
from csp.constants import NONCE, NONE, SELF

from config.broker import celery_broker_url

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# -- what the fund runs on -------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres:///wef")}
DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])  # a socket's folder comes percent-encoded
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # services open their own transaction, one each
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Every trigger asks for this setting; where a session has none, each asking costs an error that is caught.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c pgtrigger.ignore={}")
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEBUG = False

# -- the fund's own settings -----------------------------------------------------------------------------------------
# Keys for national IDs: "id:base64-of-32-bytes", the first one encrypts, all of them decrypt.
NATIONAL_ID_KEYS = env.list("NATIONAL_ID_KEYS", default=[])
NATIONAL_ID_HASH_KEY = env.str("NATIONAL_ID_HASH_KEY", default="")
# A fixed business date (YYYY-MM-DD) for demonstrations; empty means the clock in Asia/Bangkok.
BUSINESS_DATE = env.str("BUSINESS_DATE", default="")
# Lets the business date be moved by a row in the database: the demo and the tests only.
BUSINESS_DATE_MOVABLE = False
# Lets the demo's users move the business date and log in from the list of demo people. Never in production.
DEMO = False
# Roles that move money need a second factor.
REQUIRE_TOTP = env.bool("REQUIRE_TOTP", default=True)
MEDIA_ROOT = env.path("ATTACHMENT_ROOT", default=str(BASE_DIR / ".var" / "attachments"))()
# Files handed in: the most for one of them, and for all that one form sends.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", default=10) * 1_048_576
UPLOAD_MAX_REQUEST_BYTES = env.int("UPLOAD_MAX_REQUEST_MB", default=64) * 1_048_576
# A command that is given each file ("clamdscan --fdpass --no-summary {file}"): exit code 0 clean, 1 refuse, other
# no answer.
ATTACHMENT_SCANNER = shlex.split(env.str("ATTACHMENT_SCANNER", default=""))
ATTACHMENT_SCANNER_SECONDS = env.int("ATTACHMENT_SCANNER_SECONDS", default=30)
# How long a list that was written to a file lies ready for whoever asked for it.
EXPORTS_KEPT_DAYS = env.int("EXPORTS_KEPT_DAYS", default=7)
# How long the key of a form that was sent is remembered, so that the same form sent again does nothing (areas.once).
SENT_FORMS_KEPT_DAYS = env.int("SENT_FORMS_KEPT_DAYS", default=30)

# -- Django ----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config.admin_site.FundAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
    "django_htmx",
    "django_structlog",
    "thai",
    "areas",
    "jobs",
    "documents",
    "treasury",
    "members",
    "projects",
    "loans",
    "repayments",
    "debt_followup",
    "reports",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "areas.middleware.BusinessDateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "areas.middleware.ThaiFirstMiddleware",
    "documents.middleware.LargeRequestMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "areas.middleware.AuditContextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "areas.middleware.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_USER_MODEL = "areas.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "log_in"
LOGIN_REDIRECT_URL = "my_work"
LOGOUT_REDIRECT_URL = "log_in"
AXES_VERBOSE = False
OTP_ADMIN_HIDE_SENSITIVE_DATA = True  # an administrator resets a second factor by deleting it, never by reading it
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "thai.form_renderer.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "areas.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "thai.templatetags.thai_text",
                "thai.templatetags.table_cells",
                "areas.templatetags.permissions",
                "areas.templatetags.form_tokens",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Thai is the language the strings are written in; English is the translation.
LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Bangkok"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a meeting's grid of scores is one form
DATA_UPLOAD_MAX_NUMBER_FILES = 30
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # what is bigger goes to a file on the disk while it arrives

# -- headers ---------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# -- Celery: the broker only wakes a JobRun, so nothing is kept in a result store --------------------------------------
CELERY_BROKER_URL = celery_broker_url(REDIS_URL)
CELERY_TIMEZONE = "Asia/Bangkok"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    # One entry only: which runs are due is a question of dates, asked of the database (jobs.services.start_due_runs).
    "start-due-runs": {
        "task": "jobs.tasks.start_due_runs",
        "schedule": env.float("DUE_RUNS_SECONDS", default=60),
        "options": {"expires": 55},  # a worker that was away asks once, not once for every minute it missed
    },
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its lines go through config.logs, which masks personal numbers
CELERY_WORKER_REDIRECT_STDOUTS = False

# -- row history: who and why comes from the request, the rows come from triggers -----------------------------------
PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # the fund writes letters on paper; nothing is mailed
LOGGING_CONFIG = "config.logs.set_up"
LOGGING = {"level": env.str("LOG_LEVEL", default="INFO")}
