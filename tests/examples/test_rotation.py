"""Rotating a key, rehearsed: for how many seconds is my client locked out?"""

from client import RedoxClient
from test_first import QUERY


def test_my_client_is_never_locked_out_while_its_key_is_rotated(redox_intercept):
    redox, me = redox_intercept, redox_intercept.client
    client = RedoxClient(me.client_id, me.kid, me.private_key)

    result = redox.drill(
        "key",
        call=lambda: client.send(QUERY),
        switch=lambda new: client.use(new.kid, new.private_key),
        overlap="10m",
    )

    assert result.seconds_out == 0, str(result)
