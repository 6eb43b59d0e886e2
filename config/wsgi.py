"""WSGI entry; refuses to start on unsafe settings with one line for each."""

import os

import django
from django.core.wsgi import get_wsgi_application

from config.environment import select_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", select_settings())
django.setup()

from config.checks import refuse_unsafe_start  # noqa: E402 (needs loaded apps)

refuse_unsafe_start()
application = get_wsgi_application()
