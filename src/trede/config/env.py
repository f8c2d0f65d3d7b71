"""Typed readers of the environment. Every setting an operator may set is read here, and nowhere else.

`NAME_FILE` may hold the path of a file with the value, for secrets.
"""

import os
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from trede.core.errors import TredeError

SETTINGS: dict[str, str] = {
    "TREDE_REGION": "Key of the region pack to run. Default: drenthe.",
    "TREDE_PACKS": "Folder with packs. Default: the packs that came with the program.",
    "TREDE_VAR": "Folder for the database, the secret key and other state. Default: var in the working directory.",
    "TREDE_SECRET_KEY": "Secret key of the installation. Default: made at the first start and kept in TREDE_VAR.",
    "TREDE_HOSTS": "Host names the site answers to, with commas. Default: localhost and loopback addresses.",
    "TREDE_HTTPS": "yes when visitors reach the site over https: secure cookies and HSTS. Default: no.",
    "TREDE_TRUSTED_PROXIES": "How many proxies of your own stand in front (for the visitor's address). Default: 0.",
    "TREDE_SITE": (
        "Whole address of the site for links in mail, such as https://scan.example.org. "
        "Default: made from the first public name of TREDE_HOSTS."
    ),
    "TREDE_WORKERS": "Processes that serve. Default: 2.",
    "TREDE_WORK": "no when `trede work` runs beside the site; else `trede serve` does the due jobs too. Default: yes.",
    "TREDE_MAIL_URL": (
        "Mail server: smtp://user:password@host:587 (STARTTLS; ?tls=no for a relay on this machine) or "
        "smtps://user:password@host:465. Default: none, and pages say that this site sends no mail."
    ),
    "TREDE_MAIL_FROM": "Sender of mails, such as Drenthe Digitaal <scan@example.org>. Needed with TREDE_MAIL_URL.",
    "TREDE_LOCAL_LOGIN": "no to let staff log in through TREDE_OIDC_ISSUER only. Default: yes.",
    "TREDE_OIDC_ISSUER": (
        "Address of the OpenID provider through which staff log in; its configuration is read from "
        "/.well-known/openid-configuration below it. Default: none, and staff have local accounts."
    ),
    "TREDE_OIDC_METADATA": (
        "The provider's configuration as JSON, for one that does not publish it; usually TREDE_OIDC_METADATA_FILE."
    ),
    "TREDE_OIDC_CLIENT_ID": "Name under which the provider of staff knows this site.",
    "TREDE_OIDC_CLIENT_SECRET": "Secret that goes with it; usually TREDE_OIDC_CLIENT_SECRET_FILE.",
    "TREDE_OIDC_NAME": "Name of the provider as staff know it, on the button. Default: je organisatie.",
    "TREDE_OIDC_SCOPES": "What to ask of the provider, with spaces. Default: openid email profile.",
    "TREDE_OIDC_TRUST_EMAIL": (
        "yes when people cannot choose their own address at this provider and it sends no email_verified. Default: no."
    ),
    "TREDE_OIDC_ROLES_CLAIM": "Claim with the groups or roles of a person; a.b looks inside a. Default: roles.",
    "TREDE_OIDC_ROLES": (
        "Which value of that claim gives which role, as value=role@organisation, with ; between or one a line; usually "
        "TREDE_OIDC_ROLES_FILE. Default: none, and an administrator gives the roles."
    ),
    "TREDE_OIDC_SECOND_FACTOR": (
        "Claim and values that say the provider asked a second factor, such as amr=mfa. Default: none, and Trede asks "
        "its own."
    ),
    "TREDE_FIRM_OIDC_ISSUER": (
        "Address of the OpenID provider through which firms log in, such as a broker for eHerkenning. Default: none."
    ),
    "TREDE_FIRM_OIDC_METADATA": "As TREDE_OIDC_METADATA, for firms.",
    "TREDE_FIRM_OIDC_CLIENT_ID": "As TREDE_OIDC_CLIENT_ID, for firms.",
    "TREDE_FIRM_OIDC_CLIENT_SECRET": "As TREDE_OIDC_CLIENT_SECRET, for firms.",
    "TREDE_FIRM_OIDC_NAME": "Name of the provider as firms know it, on the button. Default: eHerkenning.",
    "TREDE_FIRM_OIDC_SCOPES": "What to ask of the provider, with spaces. Default: openid.",
    "TREDE_FIRM_OIDC_CLAIMS": (
        "Names of the claims where a broker has its own, as kvk=NAME branch=NAME level=NAME person=NAME. Default: "
        "those of eHerkenning, and acr for the level."
    ),
    "TREDE_FIRM_OIDC_LEVELS": "Values of the claim for the level, from low to high. Default: those of eHerkenning.",
    "TREDE_FIRM_OIDC_LEVEL": (
        "The lowest level that may enter. Default: urn:etoegang:core:assurance-class:loa3 (substantial)."
    ),
    "TREDE_KVK_KEY": (
        "Key for the trade register (KVK API); usually TREDE_KVK_KEY_FILE. Default: none, and people type."
    ),
    "TREDE_KVK_URL": "Address of that register, up to and including /api. Default: https://api.kvk.nl/api.",
    "TREDE_KVK_CA": (
        "File with the root certificate of that register, when this machine does not know it. Default: none."
    ),
    "TREDE_REHEARSAL": (
        "yes to rehearse subsidy schemes that are not in force: people can apply, and every page says that nothing "
        "counts. Default: no."
    ),
    "TREDE_BANK_NAME": "Name of the account that grants are paid from, for payment files. Default: none, and no files.",
    "TREDE_BANK_IBAN": "Number of that account (IBAN).",
    "TREDE_BANK_BIC": "Code of its bank (BIC), when the bank asks for it. Default: none.",
    "TREDE_DISCLOSURE_P": (
        "Parameter of the p % rule for business figures in the monitor: a whole number of percent that stays secret; "
        "usually TREDE_DISCLOSURE_P_FILE. Default: none, and no business figures are published."
    ),
    "TREDE_FILE_SCAN": (
        "Command that scans a file that somebody sent in; its path comes behind it. It ends with 0 for clean and 1 for "
        "refused. Default: none, and files are marked as not scanned."
    ),
    "TREDE_LOG_LEVEL": "Level of the log: DEBUG, INFO, WARNING or ERROR. Default: INFO.",
    "DATABASE_URL": "sqlite:///path or postgresql://user:password@host:port/name. Default: SQLite in TREDE_VAR.",
}
"""Name to what it does, in one line; the reference page of settings is made from this."""

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""Names under which a site answers when the operator gave none."""
PRIVATE = 0o700
"""Mode of the state folder when we make it: the database in it holds names, so only its owner may look inside."""


class SettingError(TredeError, ValueError):
    """A setting that cannot be used. Only operators read this, so it says the same in both languages: English."""

    def __init__(self, message: str) -> None:
        super().__init__("setting", message, message)


def text(name: str, default: str = "") -> str:
    """Return the value of `name`, or of the file that `name_FILE` points at, or the default."""
    if name not in SETTINGS:
        raise KeyError(f"{name} is not declared in trede.config.env.SETTINGS")
    value = os.environ.get(name)
    if value is not None:
        return value
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return default


def flag(name: str, *, default: bool = False) -> bool:
    """Return True for yes, true, on or 1, the default when it is not set, and else False."""
    value = text(name).strip().lower()
    return value in {"yes", "true", "on", "1"} if value else default


def group(name: str) -> dict[str, str]:
    """Return every declared setting `TREDE_<NAME>_…`, by the rest of its name in lower case."""
    prefix = f"TREDE_{name}_"
    return {key.removeprefix(prefix).lower(): text(key).strip() for key in SETTINGS if key.startswith(prefix)}


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number of `least` or more. SettingError names the setting."""
    value = text(name)
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise SettingError(f"{name} must be a whole number of {least} or more, not {value!r}.")
    return int(value)


def names(name: str, default: tuple[str, ...]) -> list[str]:
    """Return a list of words separated by commas."""
    found = [word.strip() for word in text(name).split(",") if word.strip()]
    return found or list(default)


def site(given: str, hosts: list[str], *, https: bool) -> str:
    """Return the address of the site without a slash at its end. SettingError when it is no address of a site."""
    if given:
        parts = urlsplit(given.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
            raise SettingError("TREDE_SITE must look like https://scan.example.org")
        return f"{parts.scheme}://{parts.netloc}"
    public = [host.lstrip(".") for host in hosts if host not in {*LOOPBACK, "*"}]
    return f"{'https' if https else 'http'}://{public[0]}" if public else "http://127.0.0.1:8000"


def database(url: str, default_file: Path) -> dict[str, Any]:
    """Return Django's settings for one database.

    SQLite runs with write-ahead log, `synchronous=FULL` (what people entrust to us survives a power cut) and
    IMMEDIATE transactions (a writer waits at the start, and never fails half-way with 'locked').
    SettingError, without repeating the address (it may hold a password): it is of neither kind, or not whole.
    """
    parts = urlsplit(url) if url else None
    if parts is None or parts.scheme == "sqlite":
        path = str(default_file) if parts is None else unquote(parts.path[1:])
        if not path or (parts and parts.netloc):
            raise SettingError("DATABASE_URL names no file: write sqlite:///folder/file or sqlite:////from/the/root")
        return {
            "ENGINE": "trede.config.sqlite",
            "NAME": path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 4,  # seconds a visitor waits for another writer; longer would hold up everybody behind them
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                    "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError("DATABASE_URL must start with sqlite:/// or postgresql://")
    try:
        port = parts.port
    except ValueError:
        raise SettingError("DATABASE_URL has no valid port") from None
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or query.pop("port", "") or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def register(url: str) -> str:
    """Return the address of the trade register. SettingError unless it is https, or http on this machine."""
    parts = urlsplit(url.strip())
    local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or local) or parts.query or parts.username:
        raise SettingError("TREDE_KVK_URL must look like https://api.kvk.nl/api")
    return url.strip().rstrip("/")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server and the sender. `host` is empty when this site sends no mail."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    """Encrypted from the first byte (smtps)."""
    sender: str = ""


def mail(url: str, sender: str) -> Mail:
    """Return the mail server of an address such as smtp://user:password@host:587?tls=yes.

    SettingError says which setting is wrong, without repeating its value: that may hold a password.
    """
    if not url:
        return Mail(sender=sender)
    try:
        parts = urlsplit(url)
        port, options = parts.port, dict(parse_qsl(parts.query))
    except ValueError:
        raise SettingError("TREDE_MAIL_URL has no valid host and port") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingError("TREDE_MAIL_URL must look like smtp://host or smtps://host")
    if options.keys() - {"tls"} or options.get("tls", "yes") not in {"yes", "no"}:
        raise SettingError("TREDE_MAIL_URL may only end in ?tls=yes or ?tls=no")
    if "@" not in parseaddr(sender)[1] or not sender.isprintable():
        raise SettingError("TREDE_MAIL_FROM must be an e-mail address when TREDE_MAIL_URL is set")
    tls = parts.scheme == "smtps"
    return Mail(
        host=parts.hostname,
        port=port or (465 if tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=not tls and options.get("tls", "yes") == "yes",
        tls=tls,
        sender=sender,
    )


def secret_key(var: Path) -> str:
    """Return the installation's secret key; made at the first start and kept in `var`, readable by the owner only."""
    given = text("TREDE_SECRET_KEY")
    if given:
        return given
    path = var / "secret-key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    var.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    key = os.urandom(48).hex()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key
