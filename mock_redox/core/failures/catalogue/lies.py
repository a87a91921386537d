"""``lie.*``: the server's word about time is not to be relied on."""

from mock_redox.core.failures import tampering as how
from mock_redox.core.failures.catalogue.rows import RENEWS, refused_token
from mock_redox.core.failures.model import JSON, Failure, Told

TOKEN, LOGIN, REFRESH = Told(200, JSON), Told(200, JSON), Told(200, JSON)
OWN = "what happens when clocks or announcements are wrong"

LIES = (
    Failure(
        name="lie.lives_shorter", says="the token dies at 120 s, whatever its answer says",
        stage="issue", change=how.lives(120), mark="mock's own", source=OWN,
        answers={"token": TOKEN, "login": LOGIN, "refresh": REFRESH},
        causes=("a server that was restarted", "a key that was rotated", "a clock that is off"),
        fix="take a 401 for what it is, whatever the client's clock says", sound=RENEWS,
    ),
    Failure(
        name="lie.lives_longer", says="the token lives on after the end that its answer says",
        stage="issue", change=how.lives(86_400), mark="mock's own", source=OWN,
        answers={"token": TOKEN, "login": LOGIN, "refresh": REFRESH},
        causes=("a server with a grace time",), fix="renew by expires_in all the same",
        sound="renews before expires_in has passed, and does not rely on the grace",
    ),
    Failure(
        name="lie.expires_in_another_zone", says="expires is written with another offset than Z",
        stage="issue", change=how.zone(-5), mark="mock's own", source=OWN,
        answers={"login": LOGIN, "refresh": REFRESH},
        causes=("a server that writes local time with its offset",),
        fix="read expires by its offset, with a library for dates",
        sound="takes it for the same moment, and renews then",
    ),
    Failure(
        name="lie.clock_fast", says="the server's clock is 90 s fast", stage="issue",
        change=how.server_clock(90), mark="mock's own", source=OWN,
        checks=("assertion.iat_too_old", "assertion.expired"),
        answers={"token": TOKEN, "login": LOGIN, "refresh": REFRESH},
        causes=("a clock that was not set by a time server",),
        fix="let assertions live 5 minutes; take a 401 for what it is, whatever expires says",
        sound="renews when a call answers 401, whatever expires says",
    ),
    Failure(
        name="lie.clock_slow", says="the server's clock is 90 s slow", stage="issue",
        change=how.server_clock(-90), mark="mock's own", source=OWN,
        checks=("assertion.iat_in_future", "assertion.not_yet_valid"),
        answers={**refused_token(), "login": LOGIN, "refresh": REFRESH},
        causes=("a clock that was not set by a time server",),
        fix="compare the clocks; if the other one is slow, put iat two minutes back: it may be "
        "five minutes old",
        sound="tells its owner, and does not ask again in a loop",
    ),
)  # fmt: skip
