"""Which destination an order means."""

from mock_redox.core.errors import Misuse
from mock_redox.core.redox import Redox


def destination(redox: Redox, to: str | None, token: str | None) -> str:
    """Its id; a URL that comes with a token is registered if it is new, and none is your first.

    Raises:
        Misuse: there is no such destination.
    """
    if to is None:
        mine = [each.id for each in redox.destinations.all() if each.environment is not None]
        if not mine:
            raise Misuse("there is no destination of yours; say which", ("to",))
        return mine[0]
    if token is None:
        return redox.destinations.require(to).id
    return redox.destinations.at(to, token).id
