"""Settings shared by every environment. What differs is in the sibling modules."""

from email.utils import formataddr
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from config.environment import known_time_zone

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("STOA_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
SITE_NAME = env.str("STOA_SITE_NAME", default="Stoa")
STOA_BASE_URL = env.str(
    "STOA_BASE_URL", default=f"http://localhost:{env.str('PORT', default='8000')}"
)

# --- applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config.apps.StoaConfig",
    "core",
    "accounts",
    "community",
    "kb",
    "gamification",
    "search",
    "moderation",
    "transfer",
    "notifications",
    "demo",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "config.apps.PeopleInCmsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "django_htmx",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "core.metrics.MetricsMiddleware",
    "core.probes.ProbeMiddleware",
    "core.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.security.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "config.security.FilmSourcesMiddleware",
    "core.input_cleaning.CleanTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.NetworkMiddleware",
    "core.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.api_head.ApiHeadMiddleware",
    "core.middleware.DomainErrorMiddleware",
    "kb.middleware.KnowledgeRedirectMiddleware",
    "core.cms.OneSaveAtATimeMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.templatetags.writing"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.site",
            ],
        },
    },
]

# --- database, cache ----------------------------------------------------------------------------
SQLITE_BUSY_TIMEOUT_SECONDS = 20
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'stoa.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": SQLITE_BUSY_TIMEOUT_SECONDS,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;"
            " PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
        ),
    }
DATABASES["default"].setdefault("CONN_MAX_AGE", 600)
DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://stoa")}
CACHES["default"].setdefault("KEY_PREFIX", "stoa")
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    CACHES["default"]["BACKEND"] = "core.redis_cache.ForgivingRedisCache"
    CACHES["default"].setdefault("OPTIONS", {}).update(socket_connect_timeout=1, socket_timeout=1)
# Counts of rate limits, over all processes and never pushed out; see core/counters.py.
CACHES["counters"] = {"BACKEND": "core.counters.CounterCache"}
# Whole pages for readers who are not signed in: beside the process, whatever the cache is.
STOA_PAGE_CACHE_MB = env.int("STOA_PAGE_CACHE_MB", default=32)  # in each process
CACHES["pages"] = {
    "BACKEND": "core.page_store.BoundedCache",
    "LOCATION": "pages",
    "OPTIONS": {"MAX_BYTES": STOA_PAGE_CACHE_MB * 1024 * 1024},
}
STOA_PAGE_CACHE_SECONDS = env.int("STOA_PAGE_CACHE_SECONDS", default=60)
STOA_GATHER_SECONDS = 30  # how often the numbers of readers are written

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "accounts.auth_backends.SignInBackend",
    "gamification.auth_backends.PrivilegeBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "company_website"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_USERNAME_VALIDATORS = "accounts.validators.username_validators"
ACCOUNT_USERNAME_BLACKLIST = ["admin", "administrator", "root", "support", "system", "deleted"]
# Members' names hold none of these words, nor any that reads like one of them.
STOA_OFFICIAL_WORDS = env.list(
    "STOA_OFFICIAL_WORDS",
    default=[
        "admin",
        "admins",
        "administrator",
        "administrators",
        "moderator",
        "moderators",
        "staff",
    ],
)
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_UNIQUE_EMAIL = True
STOA_PROXY_COUNT = env.int("STOA_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = STOA_PROXY_COUNT
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
# A cache that each process has for itself would keep alive what another process has ended.
HAS_SHARED_CACHE = not CACHES["default"]["BACKEND"].endswith("LocMemCache")
SESSION_ENGINE = f"django.contrib.sessions.backends.{'cached_db' if HAS_SHARED_CACHE else 'db'}"
CSRF_FAILURE_VIEW = "core.error_pages.csrf_failure"

# --- mail ---------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str(
    "STOA_MAIL_FROM", default=formataddr((SITE_NAME, "community@localhost"))
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10

# --- languages and time -------------------------------------------------------------------------
LANGUAGE_NAMES = {
    "en": _("English"),
    "pl": _("Polish"),
    "fi": _("Finnish"),
    "id": _("Indonesian"),
    "jv": _("Javanese"),
    "de": _("German"),
    "sv": _("Swedish"),
}
LOCALE_PATHS = [BASE_DIR / "locale"]
# What the pages speak: languages without a complete catalogue are not offered.
STOA_LANGUAGES = env.list("STOA_LANGUAGES", default=["en"])
LANGUAGES = [
    (code, LANGUAGE_NAMES.get(code, code))
    for code in STOA_LANGUAGES
    if code == "en" or (BASE_DIR / "locale" / code / "LC_MESSAGES" / "django.mo").is_file()
] or [("en", LANGUAGE_NAMES["en"])]
LANGUAGE_CODE = LANGUAGES[0][0]
# What articles and questions are in, the shop's first language first.
STOA_CONTENT_LANGUAGES = env.list(
    "STOA_CONTENT_LANGUAGES", default=env.list("STOA_LANGUAGES", default=["en", "pl", "fi"])
)
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = known_time_zone(env.str("STOA_TIME_ZONE", default="UTC"))

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "config.static.StylesheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "core.storage.PrivateMetadataStorage"},
    "staticfiles": {"BACKEND": "config.static.HashedStaticStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "jpg", "webp", "gif", "woff", "woff2", "gz"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- knowledge base -----------------------------------------------------------------------------
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = STOA_BASE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# One place signs people in and keeps their email address and password: /accounts/.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "kb.cms.workflow.publish_reviewed"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_IMAGE_FORM_BASE = "kb.cms.library.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "kb.cms.library.DocumentForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 4 * 1024 * 1024
# A picture is decoded as a whole to make smaller ones of it: three to four bytes for each pixel.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = env.int("STOA_PICTURE_MAX_MEGAPIXELS", default=40) * 1_000_000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "txt", "xlsx", "zip"]
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
TAGGIT_CASE_INSENSITIVE = True
# Whether links of articles to other sites are asked once a week; links inside always are.
STOA_CHECK_LINKS = env.bool("STOA_CHECK_LINKS", default=False)

# Scheduled jobs run in processes of their own: one that is taken down stops no other.
STOA_JOBS_APART = env.bool("STOA_JOBS_APART", default=True)
# What one import that an editor asks for in the CMS may take.
STOA_IMPORT_MEMORY_MB = env.int("STOA_IMPORT_MEMORY_MB", default=1024)
STOA_IMPORT_MINUTES = env.int("STOA_IMPORT_MINUTES", default=60)

# --- search, background work, limits ------------------------------------------------------------
STOA_SEARCH_URL = env.str("STOA_SEARCH_URL", default="")
STOA_SEARCH_API_KEY = env.str("STOA_SEARCH_API_KEY", default="")
STOA_SEARCH_CA_FILE = env.str("STOA_SEARCH_CA_FILE", default="")
STOA_SEARCH_PREFIX = env.str("STOA_SEARCH_PREFIX", default="stoa")
STOA_SEARCH_DIR = DATA_DIR / "search"
# Factors of `search.conf.QUALITY`; what is given here overrides them.
STOA_SEARCH_QUALITY: dict[str, float] = {}
STOA_TASKS = env.str("STOA_TASKS", default="immediate")
TASK_BACKENDS = {
    "immediate": "core.task_backends.AfterCommitBackend",
    "database": "django_tasks_db.DatabaseBackend",
}
TASKS = {"default": {"BACKEND": TASK_BACKENDS.get(STOA_TASKS, TASK_BACKENDS["immediate"])}}
STOA_TASK_MAX_ATTEMPTS = 5
STOA_RATE_LIMITS = env.str("STOA_RATE_LIMITS", default="on")
# Points, privileges and the daily cap of `gamification.rules`; what is given here overrides them.
STOA_REPUTATION = env.json("STOA_REPUTATION", default={})
# Which first posts wait for a moderator: off, links (those with a link), all.
STOA_HOLD_FIRST_POSTS = env.str("STOA_HOLD_FIRST_POSTS", default="links")
# How many people must report a text to hide it, and how many with a trusted one among them.
MODERATION_FLAGS_TO_HIDE = 3
MODERATION_FLAGS_TO_HIDE_WITH_TRUSTED = 2
# Days between checks of an article where no section above it says otherwise.
STOA_REVIEW_INTERVAL_DAYS = 180
STOA_DEMO_EMPTY = env.bool("STOA_DEMO_EMPTY", default=False)

# Limits per person and action: "how many/in what time"; every rule of a row must hold. `new` is
# somebody in the first day of membership, `network` all who are new in one network together,
# `anonymous` a visitor; a network is an IPv4 address or the /64 of an IPv6 address.
STOA_RATE_LIMIT_RULES = {
    "question": {"new": ["3/day", "1/120s"], "network": ["20/day"], "normal": ["10/day", "1/40s"]},
    "answer": {"new": ["10/day", "1/30s"], "network": ["60/day"], "normal": ["4/min", "100/day"]},
    "answer_in_thread": {"new": ["3/day"], "normal": ["20/day"]},
    "comment": {"new": ["1/30s", "20/h"], "network": ["120/day"], "normal": ["20/h"]},
    "vote": {"new": ["10/day"], "network": ["40/day"], "normal": ["5/min", "20/h", "40/day"]},
    "vote_up_author": {"new": ["6/day"], "normal": ["6/day"]},
    "vote_down_author": {"new": ["3/day"], "normal": ["3/day"]},
    "feedback": {
        "new": ["10/day"],
        "network": ["40/day"],
        "normal": ["30/day"],
        "anonymous": ["10/day"],
    },
    "feedback_detail": {"new": ["40/day"], "normal": ["90/day"], "anonymous": ["40/day"]},
    "flag": {"new": ["5/day"], "network": ["20/day"], "normal": ["10/day"]},
    "edit": {"new": ["10/day"], "normal": ["30/day"]},
    "promotion": {"new": ["5/day"], "normal": ["20/day"]},
    "keep_text": {"anonymous": ["5/h", "20/day"]},
    "preview": {"new": ["60/min"], "normal": ["60/min"], "anonymous": ["10/min"]},
    "search": {"new": ["30/min"], "normal": ["30/min"], "anonymous": ["15/min"]},
    "suggest": {"new": ["60/min"], "normal": ["60/min"], "anonymous": ["60/min"]},
    "token": {"new": ["5/day"], "normal": ["20/day"]},
    "api": {"new": ["60/min"], "normal": ["60/min"], "anonymous": ["300/day"]},
}

# Who besides staff may read /metrics and what /readyz has to tell: networks, such as 10.0.0.0/8.
STOA_MONITORING_NETWORKS = env.list("STOA_MONITORING_NETWORKS", default=[])

# --- security -----------------------------------------------------------------------------------
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # Wagtail shows previews in a frame of its own
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_SAMESITE = "Lax"

# --- logging ------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "elastic_transport": {"level": "ERROR"},  # each try, with a traceback; stoa.search says why
        "stoa": {"level": "INFO"},
    },
}
