"""Why a system does not work at all, and which rule has to say so."""

from mock_redox.contract.calling.reports import Call

FLOW = "client.token.flow"
EARLY = "client.token.early-401"
RENEWAL = "client.token.renewal"
REFUSED = "client.errors.refused"
REUSE = "client.token.reuse"

_BY_CHECK = {
    "assertion.jti": "client.assertion.jti",
    "assertion.aud": "client.assertion.aud",
    "assertion.kid": "client.assertion.kid",
    "assertion.alg": "client.assertion.alg",
    "assertion.iss": "client.assertion.subject",
    "assertion.sub": "client.assertion.subject",
    "assertion.iat": "client.assertion.times",
    "assertion.expired": "client.assertion.times",
    "assertion.not_yet": "client.assertion.times",
}


def cause(made: Call, url: str) -> tuple[str, str]:
    """The rule that judges what went wrong with an ordinary call, and a sentence on it."""
    if made.report.how == "unreachable":
        return FLOW, f"your system could not be called: it {made.report.told}"
    if not made.exchanges:
        return FLOW, (
            f"no request reached the mock: it {made.report.told}. Is your system pointed at {url}?"
        )
    refused = [each for each in made.exchanges if each.check and not each.authenticated]
    if not made.served and refused:
        return _judge(refused[-1].check), f"no call got through: {refused[-1].why}"
    if not made.served:
        return FLOW, f"no call of the API got through: {made}"
    return FLOW, f"your system says that it failed, though Redox did what it asked for: {made}"


def _judge(check: str) -> str:
    return next((rule for start, rule in _BY_CHECK.items() if check.startswith(start)), FLOW)
