"""The rules for clients, for a suite of your own: ``from mock_redox.contract.client import *``.

Beside that, override ``redox_client_call`` with a callable that lets your client do one call:

    @pytest.fixture
    def redox_client_call(redox_intercept):
        me = redox_intercept.client
        client = MyClient(me.client_id, me.kid, me.private_key)
        return lambda: client.send(QUERY)
"""

from mock_redox.contract.test_client_answers import *  # noqa: F403
from mock_redox.contract.test_client_assertions import *  # noqa: F403
from mock_redox.contract.test_client_backoff import *  # noqa: F403
from mock_redox.contract.test_client_errors import *  # noqa: F403
from mock_redox.contract.test_client_leaks import *  # noqa: F403
from mock_redox.contract.test_client_tokens import *  # noqa: F403
from mock_redox.contract.test_client_trouble import *  # noqa: F403
from mock_redox.contract.test_client_waste import *  # noqa: F403

__all__ = [name for name in dir() if name.startswith("test_") and callable(globals()[name])]
