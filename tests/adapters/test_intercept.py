"""intercept: calls by ``requests`` to the Redox hosts fall into the mock, and nothing else does."""

import io
import threading

import pytest
import requests
import responses
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from mock_redox import MockRedox, intercept

REDOX = "https://api.redoxengine.com"
ELSEWHERE = "https://elsewhere.example/"


@pytest.mark.parametrize(
    "base",
    ["https://api.redoxengine.com", "http://api.redoxengine.com",
     "https://api.ca.redoxengine.com", "http://api.ca.redoxengine.com",
     "https://blob.redoxengine.com",
     "https://api.redoxengine.com:443", "HTTPS://API.RedoxEngine.COM"],
)  # fmt: skip
def test_every_host_of_redox_is_answered_over_http_and_https(redox, redox_intercept, base):
    answer = requests.post(f"{base}/auth/authenticate", json={}, timeout=5)

    assert (answer.status_code, answer.text) == (400, "Invalid request")
    redox.calls.one("/auth/authenticate")


@pytest.mark.parametrize(
    "host",
    ["api.redoxengine.com.evil.example", "evil-api.redoxengine.com", "redoxengine.com",
     "apixredoxengine.com", "elsewhere.example/https://api.redoxengine.com"],
)  # fmt: skip
def test_a_host_that_only_looks_alike_is_left_alone(redox, redox_intercept, host):
    with responses.RequestsMock() as mocked:
        mocked.get(f"https://{host}/", body="theirs")
        answer = requests.get(f"https://{host}/", timeout=5)

    assert answer.text == "theirs"
    redox.calls.none()


def test_other_hosts_are_reached_as_ever(redox, redox_intercept, receiver):
    assert requests.get(f"{receiver.url}?challenge=x", timeout=5).text == "x"
    redox.calls.none()


def test_a_name_and_password_in_the_url_do_not_lead_past_the_mock(redox, redox_intercept):
    with responses.RequestsMock():
        requests.get("https://user:password@api.redoxengine.com/", timeout=5)

    redox.calls.one("/")


def test_what_would_be_a_right_aud_is_told_once_each(redox, redox_intercept):
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": redox.assertion(aud="https://elsewhere.example"),
    }
    requests.post(f"{REDOX}/v2/auth/token", data=form, timeout=5)
    first, *others = redox.journal.find()[-1].explanation.expected.split(", ")

    assert first == f"one of {REDOX}/v2/auth/token"
    assert f"{REDOX}/v2/auth/token" not in others


@responses.activate
def test_it_works_inside_responses_activate(redox):
    responses.get(ELSEWHERE, body="theirs")
    with redox.intercept():
        assert requests.get(ELSEWHERE, timeout=5).text == "theirs"
        assert requests.get(f"{REDOX}/nope", timeout=5).text == "Not Found"

    assert [call.request.url for call in responses.calls] == [ELSEWHERE]


def test_it_works_after_a_requests_mock_was_started(redox):
    with responses.RequestsMock() as mocked, redox.intercept():
        mocked.get(ELSEWHERE, body="theirs")

        assert requests.get(ELSEWHERE, timeout=5).text == "theirs"
        assert requests.get(f"{REDOX}/nope", timeout=5).text == "Not Found"
        assert len(mocked.calls) == 1


def test_it_works_before_a_requests_mock_is_started(redox):
    with redox.intercept(), responses.RequestsMock() as mocked:
        mocked.get(ELSEWHERE, body="theirs")

        assert requests.get(ELSEWHERE, timeout=5).text == "theirs"
        assert requests.get(f"{REDOX}/nope", timeout=5).text == "Not Found"
        assert len(mocked.calls) == 1


def test_a_requests_mock_still_refuses_what_it_was_not_told(redox):
    with redox.intercept(), responses.RequestsMock(), pytest.raises(requests.ConnectionError):
        requests.get(ELSEWHERE, timeout=5)

    redox.calls.none()


def test_the_calls_are_listed_on_what_it_yields(redox):
    with redox.intercept() as answers:
        requests.post(f"{REDOX}/nope", data=b"x", timeout=5)
        calls = [(call.request.url, call.response.status_code) for call in answers.calls]

    assert calls == [(f"{REDOX}/nope", 404)]


def test_the_caller_s_retries_go_on(redox, redox_intercept):
    session = requests.Session()
    again = Retry(total=2, status_forcelist=[404], allowed_methods=None, backoff_factor=0)
    session.mount("https://", HTTPAdapter(max_retries=again))
    with pytest.raises(requests.exceptions.RetryError):
        session.post(f"{REDOX}/nope", timeout=5)

    redox.calls.times(3, "/nope", status=404)


def test_an_adapter_that_the_caller_mounted_is_not_asked(redox, redox_intercept):
    class Broken(HTTPAdapter):
        def send(self, *args, **kwargs):
            raise AssertionError("asked")

    session = requests.Session()
    session.mount("https://", Broken())
    session.mount(REDOX, Broken())

    assert session.get(f"{REDOX}/nope", timeout=5).status_code == 404


@pytest.mark.parametrize(
    "body",
    [b"ab", "ab", bytearray(b"ab"), io.BytesIO(b"ab"), io.StringIO("ab"), iter([b"a", b"b"]),
     iter(["a", "b"])],
    ids=["bytes", "text", "bytearray", "file", "text file", "pieces", "text pieces"],
)  # fmt: skip
def test_whatever_requests_takes_as_a_body_arrives(redox, redox_intercept, body):
    requests.post(f"{REDOX}/nope", data=body, timeout=5)

    assert redox.calls.one().text == "ab"


def test_an_answer_can_be_streamed(redox_intercept):
    with requests.get(f"{REDOX}/nope", stream=True, timeout=5) as answer:
        assert list(answer.iter_content(4)) == [b"Not ", b"Foun", b"d"]


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_every_method_reaches_the_mock(redox, redox_intercept, method):
    answer = requests.request(method, f"{REDOX}/endpoint", timeout=5)

    assert answer.status_code == 403
    assert answer.content == (b"" if method == "HEAD" else b"Forbidden")
    redox.calls.one("/endpoint", method=method)


def test_headers_query_and_escapes_arrive_as_over_the_wire(redox, redox_intercept):
    head = {"X-Text": "a", "X-Bytes": b"b"}
    requests.post(f"{REDOX}/a%20b/%C3%A9?q=%20", headers=head, timeout=5)
    exchange = redox.calls.one().exchange

    assert exchange.path == "/a b/é"
    assert exchange.url.endswith("?q=%20")
    assert (exchange.header("x-text"), exchange.header("x-bytes")) == ("a", "b")
    assert exchange.header("host") == "api.redoxengine.com"


def test_another_thread_is_intercepted_too(redox, redox_intercept):
    other = threading.Thread(target=requests.get, args=(f"{REDOX}/nope",))
    other.start()
    other.join(5)

    redox.calls.one("/nope")


def test_of_two_the_inner_one_answers(redox):
    inner = MockRedox()
    with redox.intercept():
        with inner.intercept():
            requests.get(f"{REDOX}/inner", timeout=5)
        requests.get(f"{REDOX}/outer", timeout=5)

    inner.calls.one("/inner")
    assert [call.path for call in redox.calls.to()] == ["/outer"]


def test_other_hosts_can_be_chosen(redox):
    with intercept(redox.app, ("redox.example",)), responses.RequestsMock() as mocked:
        mocked.get(f"{REDOX}/", body="theirs")
        answers = [requests.get(url, timeout=5).text for url in ("http://redox.example/", REDOX)]

    assert answers == ["Not Found", "theirs"]


def test_an_error_inside_ends_the_interception(redox):
    before = requests.Session.get_adapter

    with pytest.raises(ZeroDivisionError), redox.intercept():
        _ = 1 / 0
    assert requests.Session.get_adapter is before


def test_an_adapter_kept_from_inside_says_that_it_has_ended(redox):
    with redox.intercept():
        kept = requests.Session().get_adapter(REDOX)

    with pytest.raises(RuntimeError, match="the interception has ended"):
        kept.send(requests.Request("GET", REDOX).prepare())
