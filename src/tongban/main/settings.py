"""Django's settings. What a city sets comes from the environment; see docs/how-to/configure.md."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import tongban
from tongban.main.data_folder import DataFolder

PACKAGE = Path(tongban.__file__).parent
DATA = DataFolder.from_environment()
DEBUG = os.environ.get("TONGBAN_DEBUG") == "1"
DEMO = os.environ.get("TONGBAN_DEMO") == "1"

SECRET_KEY = DATA.secret_key
ALLOWED_HOSTS = os.environ.get("TONGBAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("TONGBAN_ORIGINS", "").split(",") if o]
PUBLIC_ADDRESS = os.environ.get("TONGBAN_ADDRESS", "http://127.0.0.1:8000")

FLOORS = [
    "tongban.portal.web",
    "tongban.portal.openapi",
    "tongban.portal.feedback",
    "tongban.handling.archives",
    "tongban.handling.connectors",
    "tongban.handling.halls",
    "tongban.handling.bundles",
    "tongban.handling.cases",
    "tongban.management.catalog",
    "tongban.management.delivery",
    "tongban.management.payments",
    "tongban.management.rules",
    "tongban.management.workflow",
    "tongban.management.eforms",
    "tongban.management.documents",
    "tongban.sharing.materials",
    "tongban.sharing.licenses",
    "tongban.base.accounts",
    "tongban.base.notices",
    "tongban.base.clocks",
    "tongban.base.files",
    "tongban.base.orgs",
    "tongban.base.audit",
    "tongban.base.pages",
    "tongban.base.kernel",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    # Before allauth: our templates of the same names are the ones that are used.
    *FLOORS,
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tongban.base.pages.middleware.SecureHeadersMiddleware",
    "tongban.base.pages.middleware.NullCharactersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tongban.base.pages.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tongban.base.accounts.signed_in.SessionLimitsMiddleware",
    "tongban.base.accounts.middleware.ActorMiddleware",
    "tongban.base.accounts.visit_limits.VisitLimitsMiddleware",
    "tongban.base.pages.middleware.ErrorPagesMiddleware",
]

ROOT_URLCONF = "tongban.main.urls"
WSGI_APPLICATION = "tongban.main.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tongban.base.pages.context.shell",
                "tongban.base.accounts.context.actor",
            ],
            "builtins": ["django.templatetags.i18n", "tongban.base.pages.templatetags.tongban"],
        },
    }
]


PREPARED: dict[str, object] = (
    {"server_side_binding": True, "prepare_threshold": 5}
    if os.environ.get("TONGBAN_PREPARE") == "1"
    else {}
)
"""Statements planned once and kept: the seeding of the demo city does the same thing all the time."""


def database(dsn: str) -> dict[str, object]:
    """Django's database entry for a libpq URI, with the psycopg pool."""
    parts = urlsplit(dsn)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "tongban",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": query.pop("port", "") or parts.port or "",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **query,
            **PREPARED,
            "pool": {"min_size": 1, "max_size": 8, "timeout": 3}
            if os.environ.get("TONGBAN_POOL", "1") == "1"
            else False,
        },
        "TEST": {"TEMPLATE": "template0"},
    }


DATABASES = {"default": database(DATA.dsn)}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "tongban.base.accounts.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 180
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "login": "tongban.base.accounts.sign_in.PasswordForm",
    "request_login_code": "tongban.base.accounts.sign_in.AskCodeForm",
    "confirm_login_code": "tongban.base.accounts.sign_in.EnterCodeForm",
    "reauthenticate": "tongban.base.accounts.forms.factors.ConfirmPasswordForm",
}
# Ours are counted in the database, in locked rows: accounts/services/tries.py and visits.py.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "request_login_code": None}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_ADAPTER = "tongban.base.accounts.second_factor.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_FORMS = {
    "authenticate": "tongban.base.accounts.forms.factors.FactorCodeForm",
    "reauthenticate": "tongban.base.accounts.forms.factors.ConfirmCodeForm",
    "authenticate_webauthn": "tongban.base.accounts.forms.factors.FactorPasskeyForm",
    "reauthenticate_webauthn": "tongban.base.accounts.forms.factors.ConfirmPasskeyForm",
    "login_webauthn": "tongban.base.accounts.forms.factors.PasskeySignInForm",
}
SECOND_FACTOR = os.environ.get("TONGBAN_SECOND_FACTOR", "offered" if DEMO else "required")
"""``required``: no high post is acted in without a second factor. ``offered``: it is advised."""
SECOND_FACTOR_DUTIES = [
    duty
    for duty in os.environ.get(
        "TONGBAN_SECOND_FACTOR_DUTIES",
        "system_admin,security_admin,audit_admin,signer,seal_keeper,data_officer,item_manager",
    ).split(",")
    if duty
]
"""The duties that count as high (``orgs.types.Duty``)."""
CODES_FOR_AN_ADDRESS = int(os.environ.get("TONGBAN_CODES_FOR_AN_ADDRESS", "200"))
"""SMS codes that may be asked for from one address in an hour; a hall is one address."""
VISITS_FACTOR = int(os.environ.get("TONGBAN_VISITS_FACTOR", "1"))
"""Multiplies every limit of ``accounts/visit_limits.py``."""
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "platform_cache",
        # Django drops a third of it at 300 entries, and limits on tries with them.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "tongban.base.accounts.passwords.HabitsValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/my/"
LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "main" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA.path / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["ttf", "woff2", "png", "jpg"]

IDLE_MINUTES = 30
STAFF_IDLE_MINUTES = int(os.environ.get("TONGBAN_STAFF_IDLE_MINUTES", "30"))
DELEGATION_HOURS = int(os.environ.get("TONGBAN_DELEGATION_HOURS", "24"))
SESSION_HOURS = int(os.environ.get("TONGBAN_SESSION_HOURS", "12"))
"""However much it is used, a session ends after so many hours."""
SESSION_COOKIE_AGE = max(IDLE_MINUTES, STAFF_IDLE_MINUTES) * 60 + 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_SERIALIZER = "tongban.base.kernel.sealing.sessions.SealedSerializer"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_ADDRESS.startswith("https://")
if SESSION_COOKIE_SECURE:
    # ``__Host-``: a neighbour under the same domain cannot plant a session here (RFC 6265bis, 4.1.3).
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tongban.base.pages.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = int(
    os.environ.get("TONGBAN_HSTS_SECONDS", str(365 * 86400) if SESSION_COOKIE_SECURE else "0")
)
"""Sent on https alone. Redirecting http is the proxy's, which alone hears it."""
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None

UPLOAD_LIMIT = int(os.environ.get("TONGBAN_UPLOAD_LIMIT", str(20 * 1024 * 1024)))
"""Bytes that one uploaded file may have."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "tongban.base.kernel.log_masks.MaskingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("TONGBAN_LOG", "WARNING")},
}

CITY = {
    "name": os.environ.get("TONGBAN_CITY", "亳州市"),
    "division_code": os.environ.get("TONGBAN_DIVISION", "341600000000"),
    "hotline": os.environ.get("TONGBAN_HOTLINE", "12345"),
}
PUBLISH_REFUSALS = os.environ.get("TONGBAN_PUBLISH_REFUSALS") == "1"
TAKEN_OVER_FREE = tuple(
    place for place in os.environ.get("TONGBAN_TAKEN_OVER_FREE", "").split(",") if place
)
RULES_ADVISED, RULES_MUST = (
    tuple(number.strip() for number in os.environ.get(name, "").split(",") if number.strip())
    for name in ("TONGBAN_RULES_ADVISED", "TONGBAN_RULES_MUST")
)
ITEM_DIVISIONS = [d for d in os.environ.get("TONGBAN_ITEM_DIVISIONS", "").split(",") if d]
"""Divisions beside the city's own whose items are kept here, where one installation has several."""

FILES_FOLDER = DATA.files
KEYS_FOLDER = DATA.keys
SEALING_MASTER_KEY = DATA.secret("sealing")
FONT_FILE = PACKAGE / "base/pages/static/vendor/fonts/NotoSerifSC-Medium.ttf"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["tongban.main.jobs"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS = ["account.W001"]

# Outside the demo no gateway is configured yet: messages wait, visible as stuck, and none is lost.
NOTICE_CHANNELS = dict.fromkeys(
    ("sms", "mailbox"), os.environ.get("TONGBAN_SMS_CHANNEL", "demo" if DEMO else "failing")
)
UPLOAD_NAMES = os.environ.get("TONGBAN_UPLOAD_NAMES", "")
"""A JSON file: how tables and codes of the upload tables are named elsewhere."""
PAPER_NUMBER_PATTERN = os.environ.get(
    "TONGBAN_PAPER_NUMBER", "{word}{series}{mark}〔{year}〕{serial}号"
)
# Electronic service counts on "arrival" in the applicant's space, or when it is first "opened".
ELECTRONIC_SERVICE = os.environ.get("TONGBAN_ELECTRONIC_SERVICE", "arrival")
PUBLIC_SERVICE_DAYS = int(os.environ.get("TONGBAN_PUBLIC_SERVICE_DAYS", "30"))
"""Natural days after which a paper that is served by publication counts as served (民事诉讼法 95)."""
RENEWAL_DAYS = int(os.environ.get("TONGBAN_RENEWAL_DAYS", "30"))
"""Natural days before its end by which a licence's renewal is applied for (行政许可法 50)."""
HUMAN_REVIEW_DAYS = int(os.environ.get("TONGBAN_HUMAN_REVIEW_DAYS", "10"))
"""Working days in which a person answers who does not agree with what rules decided (个人信息保护法
24 and 50: in time)."""
HEARING_ASK_DAYS = int(os.environ.get("TONGBAN_HEARING_ASK_DAYS", "5"))
"""Working days to state a view and to ask for a hearing, from the service of the notice
(行政许可法 47)."""
HEARING_HOLD_DAYS = int(os.environ.get("TONGBAN_HEARING_HOLD_DAYS", "20"))
"""Working days within which a hearing that was asked for is organised (行政许可法 47)."""
HEARING_NOTICE_DAYS = int(os.environ.get("TONGBAN_HEARING_NOTICE_DAYS", "7"))
"""Working days before a hearing by which its time and place are told (行政许可法 48)."""
IDENTITY_PROVIDER = os.environ.get("TONGBAN_IDENTITY", "demo" if DEMO else "failing")
"""Who verifies people's identity; outside the demo nobody does until a city is connected."""
IDENTITY_READER = os.environ.get("TONGBAN_READER", "demo" if DEMO else "failing")
"""What reads identity documents at a window; outside the demo officers type until one is connected."""
BUSINESS_REGISTRY = os.environ.get("TONGBAN_REGISTRY", "demo" if DEMO else "failing")
"""Who knows companies and their representatives; outside the demo nobody until one is connected."""
CREDIT_SOURCE = os.environ.get("TONGBAN_CREDIT", "demo" if DEMO else "failing")
"""Who knows whom no promise is taken from; where nobody is connected, promises are not offered."""
PAYMENT_PROVIDER = os.environ.get("TONGBAN_PAYMENT", "demo" if DEMO else "failing")
"""By whom is paid; outside the demo nobody takes money until a platform is connected."""
PAYMENT_PAYEE = os.environ.get("TONGBAN_PAYEE", "市财政局非税收入汇缴结算户")
"""The treasury's account, as notices name it."""
PAYMENT_DAYS = int(os.environ.get("TONGBAN_PAYMENT_DAYS", "15"))
"""Natural days that a payment code may be used."""
PAYMENT_DEMO_KEY = DATA.secret("payment-demo")
COURIER = os.environ.get("TONGBAN_COURIER", "demo" if DEMO else "failing")
"""Who carries letters; outside the demo nobody until a courier is connected."""
COURIER_DEMO_KEY = DATA.secret("courier-demo")
CLERK_DAYS = int(os.environ.get("TONGBAN_CLERK_DAYS", "365"))
"""How long a clerk is authorised for unless the company says otherwise."""
CLERK_DAYS_MOST = int(os.environ.get("TONGBAN_CLERK_DAYS_MOST", "1095"))
"""The longest that a company may say."""
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TONGBAN_PROXIES", "0"))
"""How many reverse proxies stand before us; needed to tell visitors' addresses apart."""

IDP_OIDC_ADAPTER = "tongban.base.accounts.provider.adapter.ProviderAdapter"
IDP_OIDC_ACCESS_TOKEN_FORMAT = "jwt"  # noqa: S105 - the name of a format
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 15 * 60
IDP_OIDC_ID_TOKEN_EXPIRES_IN = 5 * 60
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 8 * 3600
"""A working day, from the sign-in on."""
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_DEVICE_CODE_EXPIRES_IN = 10 * 60
IDP_OIDC_INTROSPECTION_ENABLED = True
# Introspection is for clients with a secret of 256 bits; a limit by address would hit a department's
# gateway first, and the library keeps such limits as lists in the cache.
IDP_OIDC_RATE_LIMITS = {
    "device_user_code": "10/m/user,40/h/user",
    "introspect_ip": "",
    "introspect_client": "",
}
CLIENT_CERTIFICATE_HEADER = os.environ.get("TONGBAN_CLIENT_CERTIFICATE_HEADER", "")
"""Header in which the reverse proxy hands over the subject of a client certificate it verified."""
TRUSTED_PROXIES = [p for p in os.environ.get("TONGBAN_TRUSTED_PROXIES", "").split(",") if p]
"""Addresses or networks from which that header is believed; from anybody else it is ignored."""


OUTGOING_PLAIN_HOSTS = [
    one for one in os.environ.get("TONGBAN_OUTGOING_PLAIN_HOSTS", "").split(",") if one
]
"""Hosts (``host`` or ``host:port``) that may be called without TLS; none unless the city says so."""
OUTGOING_NETWORKS = [
    one for one in os.environ.get("TONGBAN_OUTGOING_NETWORKS", "").split(",") if one
]
"""Networks that are not public and may be called all the same: government networks are private."""
OUTGOING_CA_FILE = os.environ.get("TONGBAN_OUTGOING_CA", "")
"""Certificates of authorities that count beside the system's, PEM."""

ARCHIVE_AFTER_DAYS = int(os.environ.get("TONGBAN_ARCHIVE_AFTER_DAYS", "0" if DEMO else "30"))
"""How many days after its end a case is archived by itself."""
ARCHIVE_LOOK_BACK_DAYS = int(os.environ.get("TONGBAN_ARCHIVE_LOOK_BACK_DAYS", "3" if DEMO else "0"))
"""Older ones are not archived by themselves; 0: all are. The demo city would else pack its whole
year, some hundred megabytes that nobody asked for."""

DEMO_DEPARTMENT = os.environ.get("TONGBAN_DEMO_DEPARTMENT", "") if DEMO else ""
"""Address of the demo city's department system on this machine; the demo sets it."""
if DEMO_DEPARTMENT:
    # The one machine inside that the demo city may call, and only at this port.
    OUTGOING_PLAIN_HOSTS.append(urlsplit(DEMO_DEPARTMENT).netloc)
    OUTGOING_NETWORKS.append("127.0.0.1/32")
DEMO_BANK = os.environ.get("TONGBAN_DEMO_BANK", "") if DEMO else ""
"""Address of the demo city's bank on this machine; the demo sets it."""
if DEMO_BANK:
    OUTGOING_PLAIN_HOSTS.append(urlsplit(DEMO_BANK).netloc)
    OUTGOING_NETWORKS.append("127.0.0.1/32")
    if os.environ.get("TONGBAN_DEMO_ROLE") == "bank":
        # The bank's own process calls the city back, which no other process of the demo does.
        OUTGOING_PLAIN_HOSTS.append(urlsplit(PUBLIC_ADDRESS).netloc)
