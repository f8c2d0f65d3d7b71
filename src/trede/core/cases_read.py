"""Reading the facts of a policy case: days, moments, euros, lists. Each error names the key and says what to write."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from trede.core.cases import CaseError
from trede.core.clocks import AMSTERDAM, amsterdam_day
from trede.core.terms import FIRST_DAY, LAST_DAY

Given = Mapping[str, object]
"""The facts of a case: keys with values."""
_MOST_CENTS = 10**15
_FAR = (1000, 9000)
"""Years beyond these cannot be counted on."""


def known(given: Given, keys: Iterable[str], where: str = "`given`") -> None:
    """Raise CaseError for a key that is not one of these."""
    allowed = list(keys)
    for key in given:
        if key not in allowed:
            raise CaseError(f"unknown key `{key}` in {where}; it takes {', '.join(f'`{name}`' for name in allowed)}")


def moment(value: object, key: str) -> datetime:
    """Return a moment in Amsterdam; one without an offset is read as Amsterdam time."""
    if not isinstance(value, datetime):
        try:
            value = datetime.fromisoformat(str(value))
        except ValueError:
            raise CaseError(f"`{key}` is a moment with an offset, such as 2027-06-03T10:00+02:00") from None
    if not _FAR[0] <= value.year <= _FAR[1]:
        raise CaseError(f"`{key}` lies too far away")
    return (value if value.tzinfo else value.replace(tzinfo=AMSTERDAM)).astimezone(AMSTERDAM)


def maybe_day(value: object, key: str) -> date | None:
    """Return a calendar day in Amsterdam, of a day or of a moment; None for null. CaseError outside 1990 to 2085."""
    if value is None:
        return None
    found = _any_day(value, key)
    if not FIRST_DAY <= found <= LAST_DAY:
        raise CaseError(f"`{key}` lies between {FIRST_DAY.year} and {LAST_DAY.year}")
    return found


def _any_day(value: object, key: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, datetime):
        return amsterdam_day(moment(value, key))
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        pass
    try:
        return amsterdam_day(moment(value, key))
    except CaseError as error:
        raise CaseError(f"`{key}` is a day, such as 2027-03-01, or: {error}") from None


def day(value: object, key: str) -> date:
    """Return a calendar day in Amsterdam. CaseError when there is none."""
    found = maybe_day(value, key)
    if found is None:
        raise CaseError(f"`{key}` is missing; give a day, such as 2027-03-01")
    return found


def first_day(given: Given, keys: Sequence[str]) -> date | None:
    """Return the day of the first of these keys that is given; None when none is, or when it is null."""
    for key in keys:
        if key in given:
            return maybe_day(given[key], key)
    return None


def cents(value: object, key: str) -> int:
    """Return euros with at most two decimals as cents; below zero too."""
    try:
        amount = Decimal(str(value).replace("_", "")) * 100 if not isinstance(value, bool) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or amount != int(amount) or abs(amount) > _MOST_CENTS:
        raise CaseError(f"`{key}` is an amount in euros with at most two decimals, such as 20000 or 16666.66")
    return int(amount)


def euros(amount: int) -> int | float:
    """Return cents as a case writes them: euros, without decimals when there are none."""
    return amount // 100 if amount % 100 == 0 else amount / 100


def yes(value: object, key: str) -> bool:
    """Return true or false; yes, no, ja and nee are read too."""
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word in ("yes", "true", "ja"):
        return True
    if word in ("no", "false", "nee"):
        return False
    raise CaseError(f"`{key}` is true or false")


def one_of(value: object, key: str, choices: Sequence[str]) -> str:
    """Return one of these words; `_` and `-` are the same."""
    word = str(value).lower().replace("_", "-")
    if isinstance(value, bool):
        word = "yes" if value else "no"
    if word not in choices:
        raise CaseError(f"`{key}` is one of {', '.join(f'`{choice}`' for choice in choices)}")
    return word


def maps(value: object, key: str, needs: str) -> list[dict[str, object]]:
    """Return a list of maps; null is an empty list, one map stands for a list of one."""
    items = [] if value is None else value if isinstance(value, list) else [value]
    found = []
    for item in items:
        if not isinstance(item, dict):
            raise CaseError(f"each item of `{key}` needs keys with values: {needs}")
        found.append({str(name): part for name, part in item.items()})
    return found


def whole(value: object, key: str) -> int:
    """Return a whole number of at least 0."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise CaseError(f"`{key}` is a whole number")
