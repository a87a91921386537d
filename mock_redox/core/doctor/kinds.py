"""Names of findings that the catalogue of failures does not have."""

from mock_redox.core.webhooks.faults import FAULTS

PUSH = "push."
"""Begins the names of findings on a push's body: the faults of that name."""

OWN = {
    "assertion.exp_in_milliseconds": "exp is in milliseconds, thousands of years away",
    "token.line_end": "a line end or a blank got into the token",
    "token.characters": "the token has characters that no token has",
    "answer.refused": "the answer is a refusal, there is no token in it",
    "answer.unreadable": "the answer is not the JSON of a token endpoint",
    "answer.no_token": "the answer has no access token",
    "answer.odd": "the answer is not as Redox writes it",
    "verification.expected_padded": "the expected token has blanks or line ends round it",
    "verification.headers_differ": "verification-token and Authorization carry different tokens",
    "verification.header_missing": "Authorization is there, verification-token is not",
    "verification.header_renamed": "the token arrives under another header's name",
    "verification.authorization_missing": "verification-token is there, Authorization is not",
}
"""Name to what it is, in a sentence."""

COMING = {"verification.wrong": "the token that came is not the expected one"}
"""What the catalogue says of what the mock sends, where what came may be more than that."""

KINDS = {**OWN, **{f"{PUSH}{each.name}": each.says for each in FAULTS.values()}}


def page_of(name: str) -> str:
    """Where such a finding is documented."""
    return "docs/guide.md#from-a-shell" if name.startswith(PUSH) else "docs/doctor.md#its-own-names"
