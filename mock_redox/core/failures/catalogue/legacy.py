"""``legacy.*``: a login with key and secret that fails."""

from mock_redox.core.failures import tampering as how
from mock_redox.core.failures.catalogue.rows import REFUSED_LOGIN
from mock_redox.core.failures.model import HTML, Failure, Told

RECORDED = "patient-discovery/redox-client recordings (2020)"
ALIKE = f"{RECORDED}, for a wrong secret; the same is assumed here"
STOPS = "stops and tells its owner; it does not log in again in a loop"
LOGS_IN = "logs in again with key and secret, once"

LEGACY = (
    Failure(
        name="legacy.key_unknown", says="the API key is not one that Redox knows", stage="login",
        change=how.field("apiKey", "00000000-0000-4000-8000-000000000000"),
        answers={"login": REFUSED_LOGIN}, mark="assumed", source=ALIKE,
        causes=("the key of another environment", "a key that was deleted",
                "blanks or line breaks round it"),
        fix="use the API key of the source", sound=STOPS,
    ),
    Failure(
        name="legacy.secret_wrong", says="the secret is not the key's", stage="login",
        change=how.field("secret", "not-the-secret"), answers={"login": REFUSED_LOGIN},
        mark="observed", source=RECORDED,
        causes=("the secret was regenerated in the dashboard", "blanks or line breaks round it",
                "the secret of another environment"),
        fix="use the secret that is in force", sound=STOPS,
    ),
    Failure(
        name="legacy.field_missing", says="a field of the login is not there", stage="login",
        change=how.field("apiKey", None),
        answers={"login": Told(400, HTML, "Invalid request"),
                 "refresh": Told(400, HTML, "Invalid request")},
        mark="assumed", source="status and text are not documented",
        causes=("names in snake case: they are apiKey, secret and refreshToken",
                "a body that is neither JSON nor a form"),
        fix="send apiKey and secret, or apiKey and refreshToken, as JSON", sound=STOPS,
    ),
    Failure(
        name="legacy.refresh_unknown", says="Redox never issued the refresh token",
        stage="login", change=how.field("refreshToken", "00000000-0000-4000-8000-000000000000"),
        answers={"refresh": REFUSED_LOGIN}, mark="assumed", source=ALIKE,
        causes=("a refresh token from before a restart", "the access token in its place",
                "the refresh token of another key"),
        fix="log in again with key and secret", sound=LOGS_IN,
    ),
    Failure(
        name="legacy.refresh_expired", says="the refresh token was not used for too long",
        stage="login", change=how.void("legacy.refresh_expired", "one whose time has passed"),
        answers={"refresh": REFUSED_LOGIN}, mark="assumed",
        source="no lifetime is documented, so it does not happen by itself",
        causes=("a client that slept longer than a refresh token lives",),
        fix="log in again with key and secret", sound=LOGS_IN,
    ),
    Failure(
        name="legacy.refresh_rotated", says="the refresh token was replaced or voided",
        stage="login",
        change=how.void("legacy.refresh_rotated", "one that a change of the secret made void"),
        answers={"refresh": REFUSED_LOGIN}, mark="assumed",
        source="that a new secret voids it is assumed",
        causes=("the secret was regenerated", "two instances that share one refresh token"),
        fix="log in again with key and the new secret", sound=LOGS_IN,
    ),
)  # fmt: skip
