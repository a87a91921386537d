"""Receivers with one bug each, and the one rule that it breaks."""

from . import challenge, leaks, pushes, repeats, tokens, unusual, ways
from .broad import BROAD
from .table import BUGS

__all__ = ["BROAD", "BUGS", "challenge", "leaks", "pushes", "repeats", "tokens", "unusual", "ways"]
