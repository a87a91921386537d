"""By what method, and over what wire, messages come (webhooks.md 2.1, 6.3)."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest

from mock_redox.contract.receiving.likeness import Seen, alike
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver

_ENCRYPTED = ("Staging", "Production")


@rule(
    "receiver.method.unguarded",
    title="The token is looked at whatever the method and the spelling of the path",
    level="must",
    rests_on="what does not match the token is to be thrown away",
    mark="documented",
    source="webhooks.md 2.1",
    means="whoever knows your URL, and no token, can write into your patients' records",
)
@pytest.mark.parametrize("how", ["GET", "PUT", "PATCH", "DELETE", "slash", "double-slash"])
def test_no_other_way_leads_past_the_token(redox_endpoint: "Receiver", how: str) -> None:
    wrong = redox_endpoint.headers("x" * len(redox_endpoint.token))
    body = redox_endpoint.written(redox_endpoint.messages.fresh())
    method = how if how.isupper() else "POST"
    with redox_endpoint.watching() as seen:
        answer = redox_endpoint.ask(method, body, wrong, _respelt(redox_endpoint.url, how))
    if seen.rise is not None:
        said = f"it was answered {answer.status}" if answer.status else "it was not answered"
        assert seen.rise <= 0, f"with a wrong token it was processed; {said}"
        return
    right, refused = redox_endpoint.apart()
    taken = answer.good and alike(Seen(answer.status, answer.body), right)
    if taken and method == "POST" and not alike(right, refused):
        pytest.fail(f"with a wrong token it was answered {answer.status}, as a right push is")


@rule(
    "receiver.method.other",
    title="Messages come by POST only",
    level="advice",
    rests_on="Redox sends messages by POST",
    mark="documented",
    source="webhooks.md 2.1",
    means="caches, prefetching and retries on the way may repeat what is no POST",
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_message_by_another_method_is_not_processed(
    redox_endpoint: "Receiver", method: str
) -> None:
    redox_endpoint.needs_probe()
    body = redox_endpoint.written(redox_endpoint.messages.fresh())
    with redox_endpoint.watching() as seen:
        answer = redox_endpoint.ask(method, body)

    assert seen.rise is not None
    assert seen.rise <= 0, f"by {method} it was processed; it was answered {answer.status}"


@rule(
    "receiver.transport.https",
    title="In Staging and Production the URL is https",
    level="must",
    rests_on="https is demanded in Staging and Production; http is allowed in Development",
    mark="documented",
    source="webhooks.md 2.1",
    means="Redox does not take the URL; and on the way anybody could read tokens and patients",
)
def test_the_url_is_https(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_wire()
    where = redox_endpoint.target.environment
    secure = urlsplit(redox_endpoint.url).scheme == "https"
    if where not in _ENCRYPTED and not secure:
        pytest.skip("plain http is fine in Development; for others give --redox-environment")

    assert secure, f"it is plain http, and Redox demands https in {where}"


@rule(
    "receiver.transport.certificate",
    title="The certificate is for the host, in date, and by a known authority",
    level="must",
    rests_on="https is demanded; that the certificate has to verify is assumed",
    mark="assumed",
    source="webhooks.md 2.1, 6.3",
    means="no connection comes about; often the certificate in between is not sent along",
)
def test_the_certificate_verifies(redox_endpoint: "Receiver") -> None:
    _needs_https(redox_endpoint)
    trouble = redox_endpoint.known.trouble
    assert trouble is None or not trouble.tls, trouble.text
    if redox_endpoint.redox.settings.tls_insecure:
        redox_endpoint.evidence.weaken("the setting tls_insecure takes any certificate")
    elif redox_endpoint.redox.settings.tls_ca:
        redox_endpoint.evidence.note("it is by the authority that the setting tls_ca names")


@rule(
    "receiver.transport.tls",
    title="The endpoint speaks TLS 1.2 or 1.3",
    level="must",
    rests_on="Redox speaks TLS 1.2 and 1.3 only, since October 2024",
    mark="documented",
    source="webhooks.md 6.3",
    means="no connection comes about",
)
def test_it_speaks_a_tls_that_redox_speaks(redox_endpoint: "Receiver") -> None:
    _needs_https(redox_endpoint)
    version, problem = redox_endpoint.handshake()

    assert version, f"it speaks neither TLS 1.2 nor 1.3: {problem}"
    redox_endpoint.evidence.note(f"it speaks {version}")


@rule(
    "receiver.transport.old-tls",
    title="The endpoint does not speak TLS 1.0 or 1.1 any more",
    level="advice",
    rests_on="Redox does not speak them; they are withdrawn (RFC 8996)",
    mark="documented",
    source="webhooks.md 6.3",
    means="an auditor will find it",
)
def test_it_speaks_no_withdrawn_tls(redox_endpoint: "Receiver") -> None:
    _needs_https(redox_endpoint)
    version, problem = redox_endpoint.handshake(old=True)
    if version is None and "this Python" in problem:
        pytest.skip(problem)

    assert version is None, f"it speaks {version}"


def _needs_https(receiver: "Receiver") -> None:
    receiver.needs_wire()
    if urlsplit(receiver.url).scheme != "https":
        pytest.skip("the URL is plain http")


def _respelt(url: str, how: str) -> str:
    """The same place for a router that is easy-going, another for a guard that is strict."""
    if how not in ("slash", "double-slash"):
        return url
    parts = urlsplit(url)
    if how == "double-slash":
        return urlunsplit(parts._replace(path=f"/{parts.path or '/'}"))
    slashed = parts.path.endswith("/")
    return urlunsplit(parts._replace(path=parts.path[:-1] if slashed else f"{parts.path}/"))
