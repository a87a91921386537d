"""What takes long and what is drawn often: all of it with ``THOROUGH=1``, else a part.

``python3 dev.py test`` is quick; with ``--thorough`` it leaves nothing out. CI runs both.
A test that a command line names by its file is run in either case.
"""

import os

import pytest

THOROUGH = os.environ.get("THOROUGH", "0") not in ("", "0")
thorough = pytest.mark.thorough


def draws(many: int) -> int:
    """How many of such are tried: a quarter, or all ``many`` where nothing is left out."""
    return many if THOROUGH else max(many // 4, 5)
