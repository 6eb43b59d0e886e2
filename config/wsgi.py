"""WSGI entry; refuses to start on unsafe settings with one line for each."""

import os

from django.core.wsgi import get_wsgi_application

from config.environment import select_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", select_settings())
application = get_wsgi_application()

from config.checks import refuse_unsafe_start  # noqa: E402 (needs loaded apps)

refuse_unsafe_start()
