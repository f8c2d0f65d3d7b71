"""Sets the stage of the subsidy desk on a running site, through real actions: run as a module with a word.

`people` prints e-mail and app secret per role; `apply` prints the number of an application that was sent; `add NUMBER`
has the firm add what was asked; `share` shares the money out; `quiet NUMBER` answers the questions about a file.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")
django.setup()

from base64 import b32encode  # noqa: E402  # models need the set-up above

from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from tests import subsidies as props  # noqa: E402
from tests import subsidy_desk as desk  # noqa: E402
from tests.cast import member  # noqa: E402
from trede.subsidies.models import Application, Period  # noqa: E402

ROLES = ("officer", "second-reader", "decision-maker")


def main(word: str, *more: str) -> None:
    """Do what a word asks, and print what the test needs."""
    if word == "people":
        for key in ROLES:
            device = TOTPDevice.objects.create(user=member(key), confirmed=True, name="app")
            print(key, member(key).email, b32encode(device.bin_key).decode())
    elif word == "apply":
        made = props.concept()
        desk.with_costs(made)
        props.send(made)
        print(made.pk)
    elif word == "add":
        made = Application.objects.get(pk=int(more[0]))
        props.step(made, "aanvullen", props.applicant(made), came=("quote",))
    elif word == "share":
        for period in Period.objects.all():
            props.share_out(period)
    elif word == "quiet":
        props.close_signals(Application.objects.get(pk=int(more[0])))


main(*sys.argv[1:])
