"""``token.*``: an API call whose token does not work."""

from mock_redox.core.failures import tampering as how
from mock_redox.core.failures.catalogue.rows import (
    RENEWS,
    STATUS_ONLY,
    compact,
    refused_call,
)
from mock_redox.core.failures.model import FHIR_JSON, Failure, Told
from mock_redox.core.fhir import outcome
from mock_redox.core.wording import NOT_AUTHORIZED

UNDOCUMENTED = "no page says what Redox answers"

TOKENS = (
    Failure(
        name="token.missing", says="the call has no Authorization header", stage="header",
        change=how.authorization(None), answers=refused_call(), mark="documented",
        source=STATUS_ONLY,
        causes=("a proxy or a redirect that drops the header", "a call that was forgotten"),
        fix="send Authorization: Bearer <token> with each call", sound=RENEWS,
    ),
    Failure(
        name="token.empty", says="the header has no token in it", stage="header",
        change=how.authorization("Bearer "), answers=refused_call(), mark="assumed",
        source="as a missing one", causes=("the variable that holds the token is empty",),
        fix="put the access token after Bearer", sound=RENEWS,
    ),
    Failure(
        name="token.no_scheme", says="the token stands alone, without Bearer", stage="header",
        change=how.respelt("{token}"), answers=refused_call(), mark="assumed",
        source="as a missing one", causes=("the token was put into the header as it is",),
        fix="put the word Bearer and one blank before it", sound=RENEWS,
    ),
    Failure(
        name="token.wrong_scheme", says="another word than Bearer stands before the token",
        stage="header", change=how.respelt("Token {token}"), answers=refused_call(),
        mark="assumed", source="as a missing one",
        causes=("a habit from another API", "a colon after Bearer"),
        fix="write the word Bearer, one blank and the token", sound=RENEWS,
    ),
    Failure(
        name="token.doubled", says="the word Bearer stands twice", stage="header",
        change=how.respelt("Bearer Bearer {token}"), answers=refused_call(), mark="assumed",
        source="as a missing one",
        causes=("both the client and its HTTP library put it there",),
        fix="send it once", sound=RENEWS,
    ),
    Failure(
        name="token.malformed", says="more than one word stands after Bearer", stage="header",
        change=how.respelt("Bearer {token} {token}"), answers=refused_call(), mark="assumed",
        source="as a missing one", causes=("two headers that a proxy joined",),
        fix="write the word Bearer, one blank and the token", sound=RENEWS,
    ),
    Failure(
        name="token.unknown", says="Redox never issued the token, or has forgotten it",
        stage="grant", change=how.attribute("grant", None), answers=refused_call(),
        mark="documented", source=STATUS_ONLY,
        causes=("a token from before a restart", "a token of another server",
                "the assertion in place of the token", "a variable that was never set"),
        fix="fetch a new token", sound=RENEWS,
    ),
    Failure(
        name="token.revoked", says="the token was voided before its time", stage="grant",
        change=how.revoked, answers=refused_call(), mark="documented", source=STATUS_ONLY,
        causes=("the API key was removed or rotated in the dashboard",),
        fix="fetch a new token when a call answers 401", sound=RENEWS,
    ),
    Failure(
        name="token.expired", says="the token's lifetime has passed", stage="grant",
        change=how.expired(240), answers=refused_call(), mark="documented", source=STATUS_ONLY,
        causes=("a token that is kept without regard to expires_in",
                "expires_in taken for milliseconds or minutes", "a clock that is slow"),
        fix="fetch a new token before expires_in has passed, and once more after a 401",
        sound=RENEWS,
    ),
    Failure(
        name="token.expired_just_now", says="the token ended between the client's look and its "
        "call", stage="grant", change=how.expired(0), checks=("token.expired",),
        answers=refused_call(), mark="documented", source=STATUS_ONLY,
        causes=("a token is used until its last second, and the call takes time",),
        fix="renew some seconds early, and once more after a 401", sound=RENEWS,
    ),
    Failure(
        name="token.other_environment", says="a token of one environment on the FHIR URL of "
        "another", stage="grant", change=how.other_environment,
        answers={"fhir": Told(403, FHIR_JSON, compact(outcome("forbidden", NOT_AUTHORIZED)))},
        mark="assumed", source=f"{UNDOCUMENTED}; on the Data Model API it shows as a missing "
        "subscription",
        causes=("the Development key with a Production URL, or the other way round",),
        fix="use the API key of the environment that the URL names",
        sound="gives up and tells its owner: a new token would not help",
    ),
    Failure(
        name="token.legacy_on_fhir", says="a legacy token on the FHIR API", stage="grant",
        change=how.legacy, settings={"legacy_on_fhir": False},
        answers={"fhir": refused_call()["fhir"]}, mark="assumed",
        source="Redox documents legacy keys for the Data Model API only; clients that use them on "
        "the FHIR API are known, so it is accepted by default",
        causes=("one token for both APIs",), fix="use an OAuth API key for the FHIR API",
        sound="gives up and tells its owner: a new token would not help",
    ),
    Failure(
        name="token.source_missing", says="several sources, and the call names none",
        stage="grant", change=how.source(None),
        settings={"sources": ("one-source", "another-source")}, answers=refused_call(400, "login"),
        mark="assumed", source=UNDOCUMENTED,
        causes=("a second source was added to the environment",),
        fix="send your source's id in Redox-Source-Id",
        sound="gives up and tells its owner: a new token would not help",
    ),
    Failure(
        name="token.source_foreign", says="the call names a source of somebody else",
        stage="grant", change=how.source("a-foreign-source"),
        settings={"sources": ("one-source",)}, answers=refused_call(403, "forbidden"),
        mark="assumed", source=UNDOCUMENTED,
        causes=("a source's name, or a destination's id, in place of the source's id",),
        fix="send the id of your own source",
        sound="gives up and tells its owner: a new token would not help",
    ),
)  # fmt: skip
