"""``redox.sign_on`` against applications in this process and on the network."""

import jwt
import pytest

SECRET = "my-shared-secret-of-32-characters"
LET_IN = (302, {"Location": "https://app.test/chart"}, b"")


def test_an_application_in_this_process_lets_in_and_its_page_is_not_asked_for(redox):
    got = []

    def app(environ, start):
        got.append(environ["PATH_INFO"])
        start("302 Found", [("Location", "https://app.test/chart")])
        return [b""]

    redox.mount("https://app.test", app)
    made = redox.sign_on("https://app.test/sso", SECRET)

    assert (made.good, made.location) == (True, "https://app.test/chart")
    assert got == ["/sso"]


def test_it_goes_over_the_network_as_a_post_with_one_token(redox, receiver):
    receiver.answer = lambda environ, body: LET_IN
    made = redox.sign_on(receiver.url, SECRET, audience="me", patient="Keva Green")

    ((method, path, headers, _),) = receiver.got
    assert (method, path, headers["content-type"]) == ("POST", "/redox", "application/json")
    scheme, _, token = headers["authorization"].partition(" ")
    times = {"verify_exp": False, "verify_iat": False}
    read = jwt.decode(token, SECRET, algorithms=["HS256"], audience="me", options=times)
    assert (scheme, read) == ("Bearer", made.claims)
    assert "verification-token" not in headers


@pytest.mark.redox(push_timeout="100ms")
def test_an_application_that_hangs_is_given_up(redox, hanging):
    made = redox.sign_on(hanging, SECRET)

    assert (made.status, made.as_expected) == (None, False)
    assert made.reason.startswith("no answer")


def test_an_application_that_hangs_up_early_is_told(redox, raw_endpoint):
    made = redox.sign_on(raw_endpoint(lambda connection: None), SECRET, as_="wrong")

    assert (made.status, made.as_expected) == (None, False)
    assert "the token is signed with another secret" in made.reason


def test_a_stranger_s_host_is_not_signed_on_at(redox):
    made = redox.sign_on("http://93.184.216.34/sso", SECRET)

    assert made.status is None
    assert "allowed_targets" in made.reason


def test_no_export_of_the_journal_holds_the_token(redox, receiver):
    receiver.answer = lambda environ, body: (401, {}, b"")
    made = redox.sign_on(receiver.url, SECRET)
    token = receiver.got[0][2]["authorization"].removeprefix("Bearer ")
    client = redox.app.test_client()

    for form in ("incident", "pytest", "har", "curl"):
        said = client.get(f"/__mock__/journal/export?as={form}&ids={made.exchange}").text
        assert token not in said
        assert SECRET not in said
