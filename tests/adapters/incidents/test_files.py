"""Incident files that were changed by hand, cut off, or made to do harm."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

import pytest
from thoroughness import thorough

import mock_redox
from mock_redox.adapters.incidents import IncidentFile, load
from mock_redox.core.errors import Misuse

SCRIPT = """
import sys, json, mock_redox
made = mock_redox.replay(sys.argv[1])
print(json.dumps(made.as_json()))
print(made.report())
"""


@pytest.fixture
def text(record):
    """The file of a call whose token had expired."""
    recording = record()
    token = recording.token()
    recording.mock.clock.advance("301")
    recording.send(recording.arrival, f"Bearer {token}")
    recording.login(secret="wrong-wrong-wrong")
    return recording.mock.incident("1..3").as_yaml()


def test_a_saved_incident_is_read_as_it_was(record, tmp_path):
    recording = record()
    recording.send({"Meta": {}, "Text": "two\nlines\n\x85 \u2028 \t\x00 \U0001f600"})
    saved = recording.mock.incident()
    path = saved.save(tmp_path / "incident.yaml")

    assert isinstance(saved, IncidentFile)
    assert str(saved) == "POST /endpoint 400 message.field_missing"
    assert load(path) == saved.incident
    assert load(path.read_text(encoding="utf-8")) == saved.incident


def test_a_replay_gives_the_same_bytes_in_any_process(text, tmp_path):
    path = tmp_path / "incident.yaml"
    path.write_text(text, encoding="utf-8")
    said = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        environ = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": "C"}
        run = [sys.executable, "-c", SCRIPT, str(path)]
        said.add(subprocess.run(run, env=environ, capture_output=True, check=True).stdout)

    assert len(said) == 1
    assert b'"as_recorded": true' in said.pop()


@thorough
def test_the_file_is_the_same_in_any_process(tmp_path):
    script = (
        "from mock_redox import MockRedox, Settings\n"
        "known = {'clients': [{'client_id': 'me', 'secret': 'another secret of mine'}]}\n"
        "mock = MockRedox(Settings(clock='virtual'), known)\n"
        "call, token = mock.app.test_client().post, mock.token()\n"
        "call('/endpoint', json={'Meta': {}}, headers={'Authorization': 'Bearer ' + token})\n"
        "call('/auth/authenticate', json={'apiKey': 'x', 'secret': 'a secret of mine'})\n"
        "print(mock.incident('1..2').as_yaml())\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip

    assert len(said) == 1


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("incident: 1\n", "", "line 2: incident: expected incident: 1 at the top, got nothing"),
        ("incident: 1\n", "incident: 2\n", "incident: expected incident: 1 at the top, got 2"),
        ("seed: 0", "sead: 0", "sead: unknown key 'sead'; did you mean 'seed'?"),
        ("seed: 0", "seed: zero", "seed: expected a whole number, got 'zero'"),
        ("seed: 0", "seed: 0\nseed: 1", "seed: the key stands twice, first in line"),
        ("seed: 0", "seed: &a 0", "not YAML: an incident has no anchors"),
        ("seed: 0", "seed: !!python/object:os.system 0", "not YAML: could not determine a constr"),
        ("seed: 0", "seed: !!timestamp 2026-01-01", "not YAML: could not determine a constructor"),
        ("seed: 0", f"seed: {'9' * 5000}", "not YAML: Exceeds the limit"),
        ("seed: 0", "settings: {state: /etc/passwd}", "settings.state: a setting that an incident"),
        ("seed: 0", "settings: {tokenlifetime: 5}", "settings.tokenlifetime: unknown setting"),
        ("seed: 0", "settings: {max_body: -1}", "settings.max_body: -1 is negative"),
        ("exchange: 3", "exchange: 4", "outcome.exchange: there is no exchange 4; the file has 1,"),
        ("'2026-01-01T12:00:00Z'", "noon", "clock: 'noon' is not a date and time"),
        ("at: '2026-01-01T12:00:00Z'", "at: '9999-01-01'", "at: 9999-01-01T00:00:00+00:00 is not"),
        ("name: secret 1", "name: secret one", "secrets[0].name: 'secret one' is no name of a pl"),
        ("name: secret 1", "name: secret 2", "secrets: 'secret 2' is explained twice"),
        ("length: 72", "length: 99999999999", "secrets[0]: a secret has 0 to 1000000 characters"),
        ("length: 72", "length: -1", "secrets[0]: a secret has 0 to 1000000 characters, not -1"),
        ("name: secret 1", "name: secret 7", "legacy_keys: {{secret 1}} is explained nowhere"),
        ("Bearer {{token 1}}", "Bearer {{token 9}}", "exchanges[1].headers: {{token 9}} is expl"),
        ("authorization: 'Bearer {{token 1}}'", "authorization: 12", "expected text, got 12; put"),
        ("url: https://api.redoxengine.com/endpoint", "url: /endpoint", "'/endpoint' is no URL of"),
        ("redoxengine.com/endpoint", "redoxengine.com/__mock__/reset", "is no URL of Redox"),
        ("https://api.redoxengine.com/endpoint", "http://[::1/endpoint", "is no URL of Redox"),
        ("https://api.redoxengine.com/endpoint", "http://a:b:c/endpoint", "is no URL of Redox"),
        ("  body: This", "  base64: aGk=\n    body: This", "body and base64 contradict each other"),
        ("  body: This source is not authorized.", "  base64: '%'", "base64: it can't be read"),
        ("RSA", "RAS", "clients[0]: 'RAS' is no kind of key; use RSA, P-384"),
        ("environment: Development", "environment: Dev", "[0].environment: 'Dev' is not"),
        ("signature: right", "signature: nice", "assertions[0].signature: 'nice' is not allowed"),
        ("signature: right", "signature: broken\n  signature_length: 9999999", "at most 1000000"),
        ("iat: 1767268800", "iat: !!set {a}", "not YAML: could not determine a constructor"),
        ("exchanges:", "exchanges: []\nmore:", "unknown key 'more'"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(text, old, new, problem):
    if "signature" in old:
        text = text.replace("- name: assertion 1", "- name: assertion 1\n  signature: right")
    assert old in text
    with pytest.raises(Misuse) as caught:
        mock_redox.replay(text.replace(old, new, 1) + "\n")

    assert problem in str(caught.value)
    assert len(str(caught.value)) < 500


def test_every_beginning_of_a_file_is_a_clear_mistake_or_a_whole_incident(text):
    for end in range(0, len(text), 97):
        with contextlib.suppress(Misuse):
            mock_redox.replay(text[:end] + "\n")


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
        "incident: 1\n" + "[" * 5000,
        "incident: 1\nclaims: " + "{a: " * 5000,
        "incident: 1\n<<: {a: 1}\n",
        "- 1\n- 2\n",
        "just text\n",
        "\n",
        "incident: 1\nexchanges: 7\n",
        "\x00\n",
        "? [a, b]\n: c\n",
        "a: !!binary aGk=\n",
        "incident: .nan\n",
    ],
)
def test_a_hostile_file_is_refused(bomb):
    with pytest.raises(Misuse):
        mock_redox.replay(bomb)


def test_a_huge_file_is_not_even_parsed():
    with pytest.raises(Misuse, match="more than 30000000 characters is not read"):
        mock_redox.replay("a: 1\n" * 6_000_001)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: None, "No such file or directory"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "can't decode byte"),
    ],
)
def test_a_file_that_can_not_be_read_is_named(tmp_path, make, problem):
    path = tmp_path / "incident.yaml"
    make(path)

    with pytest.raises(Misuse, match=problem):
        mock_redox.replay(path)
