#!/usr/bin/env python
"""Command line entry of the site."""

import os
import sys

from config.environment import select_settings

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", select_settings())
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
