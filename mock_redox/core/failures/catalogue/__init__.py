"""Every failure of authentication that the mock knows, by name."""

from mock_redox.core.errors import Unknown
from mock_redox.core.failures.catalogue.assertions import ASSERTIONS
from mock_redox.core.failures.catalogue.jwks import JWKS
from mock_redox.core.failures.catalogue.legacy import LEGACY
from mock_redox.core.failures.catalogue.lies import LIES
from mock_redox.core.failures.catalogue.service import LIMITS, SERVICE
from mock_redox.core.failures.catalogue.tokens import TOKENS
from mock_redox.core.failures.catalogue.verification import VERIFICATION
from mock_redox.core.failures.model import MAGIC_SECRET, Failure
from mock_redox.core.nearest import nearest

FAMILIES = {
    "assertion": "a token request that proves nothing",
    "jwks": "Redox does not get the right public key",
    "token": "an API call whose token does not work",
    "legacy": "a login with key and secret that fails",
    "lie": "the server's word about time is not to be relied on",
    "limit": "too much",
    "service": "the server or the network fails",
    "verification": "a push whose token is not simply right",
}

FAILURES: dict[str, Failure] = {
    each.name: each
    for family in (ASSERTIONS, JWKS, TOKENS, LEGACY, LIES, LIMITS, SERVICE, VERIFICATION)
    for each in family
}

_BY_ID = {each.client_id: each for each in FAILURES.values() if each.magic}


def failure(name: str) -> Failure:
    """The failure of that name.

    Raises:
        Unknown: there is none; says which is nearest.
    """
    if name in FAILURES:
        return FAILURES[name]
    near = nearest(name.replace("-", "_"), FAILURES) or nearest(name, FAILURES)
    advice = f"did you mean {near!r}?" if near else "`mock-redox failures` lists them"
    raise Unknown(f"no failure {name!r:.60}; {advice}", ("name",))


def asked_by_id(client_id: object) -> Failure | None:
    """The failure that a client asks for by its id, if it is one of those ids."""
    return _BY_ID.get(client_id) if isinstance(client_id, str) else None


def asked_by_secret(secret: str) -> Failure | None:
    """The failure that a legacy key asks for by its secret."""
    if not secret.startswith(MAGIC_SECRET):
        return None
    found = FAILURES.get(secret.removeprefix(MAGIC_SECRET))
    return found if found and found.magic else None


def search(text: str) -> list[Failure]:
    """Those with all words of the text in their name, description, causes, fix or answer."""
    words = text.lower().split()
    return [each for each in FAILURES.values() if all(word in _text(each) for word in words)]


def _text(each: Failure) -> str:
    answers = " ".join(
        f"{told.status} {told.body or ''} {' '.join(told.headers)}"
        for told in each.answers.values()
    ).replace('\\"', '"')  # as a client reads the JSON
    return " ".join((each.name, each.says, *each.causes, each.fix, answers)).lower()
