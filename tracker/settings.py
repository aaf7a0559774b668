"""Settings, all from the environment; README.md lists them."""

import hashlib
import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in ("", "true", "false"):
        return default if value == "" else value == "true"
    raise ImproperlyConfigured(f"{name} is {value!r}: write true or false.")


def env_list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def env_database() -> dict[str, object]:
    data = BASE_DIR / ".data"
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{data / 'claims.sqlite3'}"
    scheme = url.partition(":")[0]
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise ImproperlyConfigured(f"DATABASE_URL begins with {scheme!r}: write sqlite, postgres or postgresql.")
    database: dict[str, object] = {**dj_database_url.parse(url)}
    if scheme == "sqlite":
        data.mkdir(exist_ok=True)
        # On disk, since threads that share a database in memory do not wait for each other's locks.
        database["TEST"] = {"NAME": Path(str(database["NAME"])).with_suffix(".test.sqlite3")}
        # An IMMEDIATE transaction takes the writers' lock at its start, so that it waits instead of failing midway.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;",
        }
    else:
        database["OPTIONS"] = {
            # Compiling a plan takes longer than most of them; pages are in memory, or on disks that need not turn; what
            # is read through a cursor is read to its end, where by default a plan is sought for its first tenth.
            "options": "-c jit=off -c random_page_cost=1.1 -c cursor_tuple_fraction=1",
            **dj_database_url.parse(url).get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": 20},
        }
    return database


SECRET_KEY = os.environ.get("SECRET_KEY", "").strip()
DEBUG = env_bool("DEBUG", default=not SECRET_KEY)
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("With DEBUG=false a SECRET_KEY is required.")
    SECRET_KEY = "django-insecure-" + hashlib.sha256(str(BASE_DIR).encode()).hexdigest()
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")

# Whether the record can be read without logging in.
PUBLIC_RECORD = env_bool("PUBLIC_RECORD", default=False)
# Whether people may verify claims to which they typed an assertion, as a one-person team must.
SELF_VERIFY = env_bool("SELF_VERIFY", default=False)

INSTALLED_APPS = [
    "claims.apps.ClaimsConfig",
    "claims.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tracker.middleware.RefuseUnstorable",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": env_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["tracker.roles.RolesBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "login"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "tracker.formats"
TIME_ZONE = os.environ.get("TIME_ZONE") or "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / ".static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if not DEBUG:
    # A proxy in front ends TLS and sets this header itself (README: trust assumptions).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
