"""Settings of Django. What a policy officer decides is in the pack; what an operator sets is read in `env`."""

from pathlib import Path

from trede.config import env

VAR = Path(env.text("TREDE_VAR", "var")).absolute()
REGION = env.text("TREDE_REGION", "drenthe")

SECRET_KEY = env.secret_key(VAR)
DEBUG = False
HTTPS = env.flag("TREDE_HTTPS")
ALLOWED_HOSTS = env.names("TREDE_HOSTS", env.LOOPBACK)
SITE = env.site(env.text("TREDE_SITE"), ALLOWED_HOSTS, https=HTTPS)
TRUSTED_PROXIES = env.number("TREDE_TRUSTED_PROXIES", 0)
WORKERS = env.number("TREDE_WORKERS", 2, least=1)

INSTALLED_APPS = [
    "trede.regions",
    "trede.journal",
    "trede.privacy",
    "trede.web",
    "trede.accounts",
    "trede.partners",
    "trede.companies",
    "trede.scan",
    "trede.chain",
    "trede.subsidies",
    "trede.monitor",
    "trede.opendata",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
]

# What only desks need (session, login, form token) comes with the access decorator: see trede.web.access.
MIDDLEWARE = ["trede.web.middleware.frame"]

ROOT_URLCONF = "trede.config.urls"
WSGI_APPLICATION = "trede.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trede.web.context.region",
            ],
            "builtins": ["django.templatetags.i18n", "trede.web.templatetags.trede"],
        },
    }
]

DATABASES = {"default": env.database(env.text("DATABASE_URL"), VAR / "trede.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "trede.accounts.backends.LocalBackend",
    "trede.accounts.backends.OpenIdBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOCAL_LOGIN = env.text("TREDE_LOCAL_LOGIN", "yes").strip().lower() not in {"no", "false", "off", "0"}
OPENID_STAFF = env.group("OIDC")
OPENID_FIRM = env.group("FIRM_OIDC")
LOGIN_URL = "/balie/inloggen"
LOGIN_REDIRECT_URL = "/balie"
OTP_TOTP_ISSUER = "Trede"

AXES_FAILURE_LIMIT = 7
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "email"
AXES_CLIENT_IP_CALLABLE = "trede.web.limits.visitor_address"
AXES_SENSITIVE_PARAMETERS = ["email", "password", "token"]
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # failures are counted, who logged in when is not kept
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says until when, and that stays true
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # the login page itself shows the lock-out, so its middleware is not needed

SESSION_ENGINE = "trede.accounts.sessions"
SESSION_COOKIE_AGE = 8 * 3600  # from login
SESSION_IDLE_SECONDS = 2 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/"
CSRF_FAILURE_VIEW = "trede.web.failures.form_expired"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

REHEARSAL = env.flag("TREDE_REHEARSAL")
FILE_SCAN = env.text("TREDE_FILE_SCAN").strip()
DISCLOSURE_P = env.number("TREDE_DISCLOSURE_P", 0)
BANK_NAME, BANK_IBAN, BANK_BIC = env.text("TREDE_BANK_NAME"), env.text("TREDE_BANK_IBAN"), env.text("TREDE_BANK_BIC")

KVK_KEY = env.text("TREDE_KVK_KEY").strip()
KVK_URL = env.register(env.text("TREDE_KVK_URL", "https://api.kvk.nl/api"))
KVK_CA = env.text("TREDE_KVK_CA").strip()

_mail = env.mail(env.text("TREDE_MAIL_URL"), env.text("TREDE_MAIL_FROM"))
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starttls, _mail.tls
EMAIL_TIMEOUT = 5  # seconds per step: a visitor is waiting
DEFAULT_FROM_EMAIL = _mail.sender

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.text("TREDE_LOG_LEVEL", "INFO")},
    "loggers": {
        # Django's own request log names paths, and a path may hold the code of an outcome.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
        "axes": {"level": "ERROR"},
    },
}
