"""What ``serve`` puts behind its ports: a Redox that answers for tokens at once, the rest soon."""

import sys
from functools import partial
from wsgiref.types import WSGIApplication

from mock_redox.adapters.assemble import LateSender, assemble
from mock_redox.adapters.listening import Listening
from mock_redox.adapters.logs import Log
from mock_redox.adapters.rsgi import Rsgi
from mock_redox.adapters.turnstile import Turnstile
from mock_redox.core.late import late
from mock_redox.core.settings import Settings
from mock_redox.core.setup import Setup
from mock_redox.web.at_once import AtOnce
from mock_redox.web.paths import body_limit


class Loaded:
    """The parts of a mock that is served.

    Attributes:
        redox: the state.
        server: what Granian calls.
    """

    def __init__(self, settings: Settings, setup: Setup, place: Listening) -> None:
        self._place = place
        self._turnstile = turnstile = Turnstile()
        self.redox = assemble(settings, setup, turnstile.sender(LateSender()), turnstile)
        self.server = Rsgi(
            AtOnce(self.redox, turnstile),
            lambda: self.app,
            partial(body_limit, self.redox),
            Log(self.redox, sys.stderr).flush,
        )

    @late
    def app(self) -> WSGIApplication:
        """The Flask app. It takes as long to load as everything that tokens need."""
        from mock_redox.web.app import create_app
        from mock_redox.web.guarding import Guard

        place = self._place
        guard = Guard(place.token, place.local)
        return create_app(self.redox, self._turnstile, guard=guard, ca=place.ca)
