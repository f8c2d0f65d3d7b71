"""The WSGI application: static files first, then the site."""

import gc
import os

import django
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")

django.setup(set_prefix=False)

from trede.regions.registry import settle  # noqa: E402  # needs the settings above
from trede.web.handler import Handler  # noqa: E402
from trede.web.static_files import add_static  # noqa: E402

settle()
application = add_static(WhiteNoise(Handler()))

gc.collect()
gc.freeze()  # what is there now stays, and need not be searched for garbage again and again
