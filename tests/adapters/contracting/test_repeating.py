"""The ``curl`` line: a shell that runs it sends the same again, and it holds no secret."""

from __future__ import annotations

import json
import shlex
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import draws

from mock_redox.adapters.contracting.hiding import Hider
from mock_redox.adapters.contracting.repeating import Bodies, curl
from mock_redox.core.journal import Exchange

TOKEN = "my-made-up-TOKEN-0123456789"
VARIABLE = "MOCK_REDOX_VERIFICATION_TOKEN"
KNOWN = Hider({TOKEN: VARIABLE})


def exchange(headers=(), body=b"", url="http://127.0.0.1:8000/redox", **more):
    return Exchange(
        at=datetime(2026, 1, 1, tzinfo=UTC), direction="out", method="POST", url=url, path="/redox",
        request_headers=tuple(headers), request_body=body, **more,
    )  # fmt: skip


def arguments(line):
    """What curl gets, as a shell hands it over."""
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{line}"
    told = subprocess.run(
        ["sh", "-c", script], capture_output=True, timeout=10, check=True,
        env={VARIABLE: TOKEN, "ANOTHER_TOKEN": "some-other", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return told.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize(
    ("sent", "again"),
    [
        (TOKEN, TOKEN),
        (TOKEN[:-1], TOKEN[:-1]),
        (TOKEN + "9", TOKEN + "x"),
        (TOKEN.swapcase(), TOKEN.swapcase()),
        (f"  {TOKEN} ", f"  {TOKEN} "),
        ("nz-nbef-vq-UPLFO-1234567890", "some-other"),
        (TOKEN[:5] + " " + TOKEN[5:], "some-other"),
        ("", ""),
    ],
)
def test_a_token_is_sent_again_without_standing_in_the_line(sent, again):
    line = curl(
        exchange([("verification-token", sent), ("authorization", f"Bearer {sent}")]), KNOWN
    )

    assert TOKEN.lower() not in line.lower()
    assert not sent.strip() or sent.strip() not in line
    assert arguments(line)[4:] == [
        "-H", f"verification-token: {again}", "-H", f"authorization: Bearer {again}"
    ]  # fmt: skip


def test_another_token_is_explained_by_its_variant():
    sent = exchange([("verification-token", "something-else")])

    assert curl(sent, KNOWN, "inner-blank").startswith(
        "# $ANOTHER_TOKEN: both headers carry the token with a blank in the middle\ncurl -i "
    )
    assert curl(sent, KNOWN).startswith("# $ANOTHER_TOKEN: a token that is not the right one\n")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
@settings(max_examples=draws(40), deadline=None)
def test_any_text_is_sent_again_as_it_was(text):
    body = json.dumps({"a": text, "token": TOKEN}, ensure_ascii=False)
    line = curl(exchange([("x-note", "it's $HOME `x`")], body.encode()), KNOWN)

    assert TOKEN not in line
    assert arguments(line)[4:] == ["-H", "x-note: it's $HOME `x`", "--data-raw", body]


def test_a_token_in_the_query_is_a_variable():
    line = curl(exchange(url=f"http://127.0.0.1:8000/r?a='b'&verification-token={TOKEN}"), KNOWN)

    assert arguments(line)[3] == f"http://127.0.0.1:8000/r?a='b'&verification-token={TOKEN}"
    assert TOKEN not in line


@pytest.mark.parametrize(
    ("body", "size"),
    [(b"x" * 20_000, 20_000), (b"\xff\xfe", 2), (b"a\0b", 3),
     (b"x" * 17_000 + b"... (41943040 bytes in all)", 41_943_040)],
)  # fmt: skip
def test_a_body_that_can_not_stand_in_a_line_is_a_file(body, size):
    line = curl(exchange(body=body), KNOWN)

    assert line.startswith(f"# body.json: the body, {size} bytes, ")
    assert arguments(line)[-2:] == ["--data-binary", "@body.json"]


def test_what_curl_says_itself_is_left_out():
    headers = [("Host", "x"), ("content-length", "3"), ("Connection", "close"), ("a", "b")]

    assert arguments(curl(exchange(headers, b"{}"), KNOWN))[4:] == [
        "-H",
        "a: b",
        "--data-raw",
        "{}",
    ]


@pytest.mark.parametrize("url", ["https://api.redoxengine.com/endpoint", "https://receiver.test/x"])
def test_redox_itself_and_what_is_in_the_process_is_not_called(url):
    assert curl(exchange(url=url), KNOWN) == ""


class TestBodies:
    def test_a_long_body_goes_into_a_file(self):
        body = json.dumps({"note": "it's " + "x" * 400})
        line = Bodies().shortened(curl(exchange(body=body.encode()), KNOWN), "receiver.a[b c]")
        flag, file = shlex.split(line.replace("\\\n", ""))[-2:]

        assert flag == "--data-binary"
        assert file.endswith("/receiver.a-b-c.json")
        assert Path(file.removeprefix("@")).read_text() == body

    @pytest.mark.parametrize("body", ["{}", json.dumps({"t": TOKEN, "x": "x" * 400})])
    def test_a_short_one_and_one_with_a_secret_stay(self, body):
        line = curl(exchange(body=body.encode()), KNOWN)

        assert Bodies().shortened(line, "a") == line
