"""Whatever a client sends: it is saved without secrets, and made again it is answered the same."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from recording import Recording
from thoroughness import draws

import mock_redox
from mock_redox import MockRedox, Settings

ODD = "aZ -_.~\"'\\/{}[]:,;&=+%#?<>$@!\n\t\0é😀\x85\u2028"
words = st.text(ODD, max_size=30)
plain = st.text("abcXYZ019-_", min_size=9, max_size=40)
secrets = st.one_of(plain, words).map(lambda text: f"s3cr{text}") | st.integers(10**8).map(str)
schemes = st.sampled_from(
    ["Bearer {}", "bearer  {}", "Bearer Bearer {}", "{}", "Basic {}", 'Bearer "{}"', "Foo {},"]
)
tokens = st.sampled_from(["new", "issued", "legacy", "assertion", "cut", "undefined", "made up"])
claims = st.sampled_from(
    [{}, {"iat": 0}, {"aud": "x"}, {"sub": None}, {"jti": None}, {"exp": "x"}, {"secret": "a s3cr"}]
)  # fmt: skip


@st.composite
def acts(draw: Any) -> Any:
    """One thing that a client does."""
    kind = draw(st.sampled_from(["send", "send", "login", "refresh", "ask", "raw", "wait"]))
    values = st.tuples(schemes, tokens, secrets, words, claims, st.integers(0, 400))
    return (kind, *draw(values))


def token_of(recording: Recording, kind: str, made_up: str) -> str:
    made = {
        "new": recording.token,
        "issued": recording.mock.token,
        "legacy": lambda: str(recording.login().json["accessToken"]),
        "assertion": recording.mock.assertion,
        "cut": lambda: recording.token()[:-3],
        "undefined": lambda: "undefined",
        "made up": lambda: "".join(c for c in made_up if c.isascii() and c.isprintable()),
    }
    return str(made[kind]())


def perform(recording: Recording, act: Any) -> None:
    kind, scheme, token, secret, word, some, seconds = act
    if kind == "send":
        header = scheme.format(token_of(recording, token, secret))
        message = recording.arrival | {"secret": secret, "Text": word}
        recording.send(json.dumps(message, ensure_ascii=bool(seconds % 2)).encode(), header)
    elif kind == "login":
        recording.login(**{"secret": secret} if seconds % 2 else {})
    elif kind == "refresh":
        refresh = recording.login().json["refreshToken"]
        recording.refresh(secret if seconds % 2 else refresh)
    elif kind == "ask":
        assertion = recording.mock.assertion(**some)
        recording.ask(assertion[: -seconds or None] + word, client_secret=secret)
    elif kind == "raw":
        recording.post("/v2/auth/token", word.encode(), cookie=f"session={seconds}-cookie")
    else:
        recording.mock.clock.advance(seconds + 0.123456)


@settings(
    max_examples=draws(40), deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
@given(doings=st.lists(acts(), min_size=1, max_size=5), reveal=st.booleans())
def test_whatever_a_client_sends_is_made_again(doings: Any, reveal: bool) -> None:
    recording = Recording(MockRedox(Settings(clock="virtual", reveal_token_errors=reveal)))
    recording.ask()
    for act in doings:
        perform(recording, act)
    everything = f"1..{len(recording.mock.journal)}"
    made = mock_redox.replay(recording.mock.incident(everything).as_yaml())

    assert made.as_recorded, made.report()
    for form, text in recording.exports(everything).items():
        assert not [s for s in recording.secrets() if len(s) > 8 and s in text], form
