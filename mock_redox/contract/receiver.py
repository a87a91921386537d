"""All rules about receivers, for a suite of one's own.

There, write ``from mock_redox.contract.receiver import *``, and override ``redox_receiver`` (a URL,
a WSGI or ASGI app, or an app with its path), ``redox_verification_token`` and, if what was
processed can be counted, ``redox_side_effects``.
"""

from mock_redox.contract.test_receiver_leaks import *  # noqa: F403
from mock_redox.contract.test_receiver_order import *  # noqa: F403
from mock_redox.contract.test_receiver_pushes import *  # noqa: F403
from mock_redox.contract.test_receiver_repeats import *  # noqa: F403
from mock_redox.contract.test_receiver_robustness import *  # noqa: F403
from mock_redox.contract.test_receiver_timing import *  # noqa: F403
from mock_redox.contract.test_receiver_tokens import *  # noqa: F403
from mock_redox.contract.test_receiver_transport import *  # noqa: F403
from mock_redox.contract.test_receiver_unusual import *  # noqa: F403
from mock_redox.contract.test_receiver_verification import *  # noqa: F403

__all__ = [name for name in dir() if name.startswith("test_") and callable(globals()[name])]
