"""`trede account`: what an operator does with accounts when nobody can log in to do it."""

import argparse

from trede.config.start import start_django
from trede.core.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to do."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser(
        "first-link", help="print a fresh link that makes the first administrator; earlier ones stop working"
    )
    what.add_parser("list", help="print all accounts: number, e-mail address, organisation, roles, state")
    link = what.add_parser("link", help="print a link with which somebody chooses a new password")
    link.add_argument("email", metavar="EMAIL", help="e-mail address of the account")
    link.add_argument(
        "--remove-second-step", action="store_true", help="also let them set up the second step again (a lost phone)"
    )
    firm = what.add_parser("firm-link", help="print a link of fifteen minutes to the own pages of a firm, without mail")
    firm.add_argument("email", metavar="EMAIL", help="e-mail address of a contact of the firm")


def run(options: argparse.Namespace) -> int:
    """Do it. OutOfOrder when there is an administrator already, InputError for an unknown address."""
    start_django()
    return {"first-link": _first_link, "list": _list, "link": _link, "firm-link": _firm_link}[options.what](options)


def _first_link(_: argparse.Namespace) -> int:
    from trede.accounts.actions import make_first_link
    from trede.accounts.links import address_of
    from trede.journal.actions import Actor

    print(address_of(make_first_link(by=Actor.system("operator"))))
    return 0


def _list(_: argparse.Namespace) -> int:
    from trede.accounts.models import Identity, User

    linked = set(Identity.objects.values_list("user_id", flat=True))
    for user in User.objects.order_by("pk"):
        state = (
            "closed" if not user.is_active else "open" if user.pk in linked or user.has_usable_password() else "invited"
        )
        organisation = ", ".join(sorted(user.organisations)) or "-"
        print(user.pk, user.email, organisation, ",".join(sorted(user.roles)) or "-", state, sep="\t")
    return 0


def _link(options: argparse.Namespace) -> int:
    from trede.accounts import actions
    from trede.accounts.identity import find_or_refuse
    from trede.accounts.links import address_of
    from trede.journal.actions import Actor

    user = find_or_refuse({"email": options.email})
    if user is None:
        raise InputError(
            "unknown-account",
            "Er is geen open account met dit adres. Kijk met: trede account list.",
            "No open account has this address. Look with: trede account list.",
        )
    by = Actor.system("operator")
    if options.remove_second_step:
        actions.remove_second_factor(by=by, user=user)
    print(address_of(actions.renew_link(by=by, user=user)))
    return 0


def _firm_link(options: argparse.Namespace) -> int:
    from trede.companies.own.actions import make_login_link
    from trede.journal.actions import Actor

    token = make_login_link(by=Actor.system("operator"), email=options.email)
    if token is None:
        raise InputError(
            "mailbox-full",
            "Dit adres kreeg net al vijf links. Wacht een uur.",
            "This address just got five links. Wait an hour.",
        )
    print(f"/mijn/inloggen/{token}")
    return 0
