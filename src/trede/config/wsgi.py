"""The WSGI application: static files first, then the site."""

import os

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")

site = get_wsgi_application()

from trede.web.static_files import add_static  # noqa: E402  # needs the settings above

application = add_static(WhiteNoise(site))
