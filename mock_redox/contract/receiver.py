"""All rules about receivers, for a suite of one's own.

There, write ``from mock_redox.contract.receiver import *``, and override ``redox_receiver`` (a URL,
a WSGI or ASGI app, or an app with its path), ``redox_verification_token`` and, if what was
processed can be counted, ``redox_side_effects``.
"""

from mock_redox.contract import (
    test_receiver_leaks,
    test_receiver_pushes,
    test_receiver_repeats,
    test_receiver_robustness,
    test_receiver_timing,
    test_receiver_tokens,
    test_receiver_transport,
    test_receiver_verification,
)

MODULES = (
    test_receiver_verification, test_receiver_pushes, test_receiver_tokens, test_receiver_repeats,
    test_receiver_robustness, test_receiver_leaks, test_receiver_transport, test_receiver_timing,
)  # fmt: skip

__all__ = []
for _module in MODULES:
    _tests = {name: each for name, each in vars(_module).items() if name.startswith("test_")}
    globals().update(_tests)
    __all__ += list(_tests)
