"""Where the people live: names, places and numbers of a country, from lists of our own.

The lists are short, and are ours: bytes that follow from a seed may not change with a library, and
a place has the postal code, county and dialling code that belong together.
"""

from functools import cache
from importlib import import_module

from mock_redox.synthetic.locales.model import Locale, Place

LOCALES = ("en_US", "en_CA", "en_GB")

__all__ = ["LOCALES", "Locale", "Place", "locale"]


@cache
def locale(name: str) -> Locale:
    """One of ``LOCALES``, loaded when it is asked for."""
    module = import_module(f"mock_redox.synthetic.locales.{name.lower()}")
    found: Locale = module.LOCALE
    return found
