"""Taking calls out of the journal over the control API."""

import json
import re
import shutil
import subprocess

import jsonschema
import pytest

from mock_redox import replay

RECORD = {
    "type": "object",
    "required": ["name", "value"],
    "properties": {"name": {"type": "string"}, "value": {"type": "string"}},
}
MESSAGE = ["httpVersion", "cookies", "headers", "headersSize", "bodySize"]
HAR = {
    "type": "object", "required": ["log"], "properties": {"log": {
        "type": "object", "required": ["version", "creator", "entries"], "properties": {
            "version": {"const": "1.2"},
            "creator": {"type": "object", "required": ["name", "version"]},
            "entries": {"type": "array", "minItems": 1, "items": {
                "type": "object",
                "required": ["startedDateTime", "time", "request", "response", "cache", "timings"],
                "properties": {
                    "startedDateTime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT.*"},
                    "time": {"type": "number", "minimum": 0},
                    "request": {
                        "type": "object", "required": ["method", "url", "queryString", *MESSAGE],
                        "properties": {
                            "headers": {"type": "array", "items": RECORD},
                            "queryString": {"type": "array", "items": RECORD},
                            "postData": {"type": "object", "required": ["mimeType", "text"]},
                        },
                    },
                    "response": {
                        "type": "object",
                        "required": ["status", "statusText", "content", "redirectURL", *MESSAGE],
                        "properties": {
                            "status": {"type": "integer"},
                            "headers": {"type": "array", "items": RECORD},
                            "content": {"type": "object", "required": ["size", "mimeType"]},
                        },
                    },
                    "timings": {"type": "object", "required": ["send", "wait", "receive"]},
                },
            }},
        },
    }},
}  # fmt: skip
"""What HAR 1.2 demands."""


@pytest.fixture
def get(api):
    """Asks for an export; refused logins are in the journal."""
    given = {"apiKey": api.redox.legacy_key.api_key, "secret": "wrong-wrong-wrong"}
    api.post_json("/auth/authenticate?password=pass-word-1", given, {"cookie": "session=cookie-1"})
    api.call("GET", "/nope")

    def get(query=""):
        return api.call("GET", f"/__mock__/journal/export{query}")

    return get


def test_the_last_failure_comes_as_an_incident(get):
    answer = get().json()

    assert answer["name"] == "get-nope-answers-404-request-path-unknown.yaml"
    assert replay(answer["text"]).as_recorded


@pytest.mark.parametrize("form", ["incident", "pytest", "har", "curl"])
def test_every_form_hides_secrets(get, form):
    answer = get(f"?as={form}&ids=1..2").json()

    assert re.fullmatch(r"[\w.-]+\.(yaml|py|har|sh)", answer["name"])
    assert "/nope" in answer["text"]
    for secret in ("wrong-wrong-wrong", "pass-word-1", "cookie-1"):
        assert secret not in answer["text"]


def test_a_har_is_one(get, redox, receiver):
    redox.push("PatientAdmin.Arrival", receiver.url, "verification-1", unverified=True)
    redox.push("PatientAdmin.Arrival", "http://127.0.0.1:9/x", "verification-1", unverified=True)
    text = get("?as=har&ids=1..4").json()["text"]
    har = json.loads(text)

    jsonschema.validate(har, HAR)
    assert [each["response"]["status"] for each in har["log"]["entries"]] == [401, 404, 200, 0]
    assert har["log"]["entries"][0]["request"]["queryString"][0]["name"] == "password"
    assert "legacy.secret_wrong" in har["log"]["entries"][0]["comment"]
    assert "verification-1" not in text


def test_a_push_can_be_repeated_with_curl(get, redox, receiver):
    redox.push("PatientAdmin.Arrival", receiver.url, "verification-1", unverified=True)
    lines = get("?as=curl&ids=3").json()["text"].splitlines()

    assert lines[0].endswith("exchange 3: answered 200; acknowledged with 200")
    assert lines[1].startswith("# SECRET_1 is the verification token of Endpoint at ")
    assert lines[2].startswith(f"curl -sS -X POST {receiver.url} -H 'verification-token: '")
    assert "-H 'authorization: Bearer '\"$SECRET_1\"" in lines[2]
    assert len(lines) == 3


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(
    "body",
    ["it's\x1b[201~\x15touch here\n", "\\x41\x9b31m\t\u202e", "{TOKEN} $(id) `id` \\' \r"],
    ids=["end of a paste", "colour", "quotes"],
)
def test_what_a_client_sent_does_nothing_to_the_terminal_it_is_copied_into(get, redox, body):
    redox.app.test_client().post("/\x1b[31m", data=body.encode(), content_type="text/plain")
    text = get("?as=curl&ids=3").json()["text"]
    command = text.partition("\n")[2].replace("curl ", "printf '%s\\0' ", 1)
    words = subprocess.run(["bash", "-c", command], capture_output=True, timeout=10).stdout

    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert body.encode() in words.split(b"\0")
    assert b"/%1b[31m" in words


@pytest.mark.parametrize(
    ("query", "status", "where"),
    [
        ("?as=python", 422, "as"),
        ("?as_=har", 422, "as_"),
        ("?ids=7", 422, "ids"),
        ("?ids=1&last_failure=true", 422, "last_failure"),
        ("?bodies=perhaps", 422, "bodies"),
        ("?since=noon", 422, "since"),
        ("?until=2020-01-01", 422, ""),
    ],
)
def test_a_wrong_wish_is_explained(get, query, status, where):
    answer = get(query)

    assert (answer.status, answer.json()["error"]["where"]) == (status, where)


def test_the_parameters_stand_in_the_document(api):
    document = api.call("GET", "/__mock__/openapi.json").json()
    entry = document["paths"]["/__mock__/journal/export"]["get"]

    assert [each["name"] for each in entry["parameters"]] == [
        "as", "ids", "since", "until", "last_failure", "bodies",
    ]  # fmt: skip
