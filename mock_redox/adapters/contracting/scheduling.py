"""Under xdist, all rules for a client that lives on go to one worker, which has its mock."""

from xdist.scheduler import LoadScopeScheduling

from mock_redox.contract import client

_RULES = frozenset(client.__all__)


class OneWorker(LoadScopeScheduling):  # type: ignore[misc]  # it comes without types
    """Sends the rules for clients to one worker, and every other test wherever there is room."""

    def _split_scope(self, nodeid: str) -> str:
        name = nodeid.rpartition("::")[2].partition("[")[0]
        return "rules for clients" if name in _RULES else nodeid
