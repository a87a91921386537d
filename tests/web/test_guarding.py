"""Who may use the control API: no page of another site, and who has the token."""

from __future__ import annotations

import logging

import pytest

from mock_redox import MockRedox, create_app
from mock_redox.web.guarding import Guard

TOKEN = "s3cret;=, token/+".replace(" ", "")
OPEN = ["health", "health/live", "health/ready", "ca.pem"]
OTHER = "https://evil.example.com"
NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.fixture(scope="module")
def core():
    return MockRedox().core


@pytest.fixture(scope="module")
def guarded(core):
    """A client of an app that asks for the token; keeps no cookies by itself."""
    return create_app(core, guard=Guard(TOKEN)).test_client(use_cookies=False)


@pytest.fixture(scope="module")
def local(core):
    """A client of an app to which only this machine can connect."""
    return create_app(core, guard=Guard(local=True)).test_client()


def problem(answer):
    assert answer.headers["X-Mock-Redox"] == "1"
    return answer.json["error"]


# the token


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": f"Bearer {TOKEN}"}, {"authorization": f"bearer {TOKEN}"},
     {"X-Mock-Redox-Control": TOKEN},
     {"X-Mock-Redox-Control": TOKEN, "Authorization": "Bearer of-something-else"}],
)  # fmt: skip
def test_the_token_opens_in_either_header(guarded, headers):
    assert guarded.get("/__mock__/clock", headers=headers).status_code == 200
    assert guarded.post("/__mock__/reset", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["", "/", "/clients", "/reset", "/openapi.json", "/nothing"])
def test_without_it_nothing_is_shown_or_done_and_the_answer_explains_itself(guarded, path):
    answer = guarded.get(f"/__mock__{path}")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert problem(answer)["where"] == "Authorization"
    assert "none came; " in problem(answer)["problem"]
    for way in ("Authorization: Bearer", "X-Mock-Redox-Control", "--control-token", "?token="):
        assert way in problem(answer)["problem"]


@pytest.mark.parametrize(
    "wrong",
    [TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "", "\xff\xfe", "�", "x" * 100_000, "s3cret"],
)
@pytest.mark.parametrize("where", ["Authorization", "X-Mock-Redox-Control"])
def test_another_token_is_refused_and_not_shown(guarded, where, wrong):
    value = f"Bearer {wrong}" if where == "Authorization" else wrong
    environ = {f"HTTP_{where.upper().replace('-', '_')}": value}
    answer = guarded.get("/__mock__/clock", environ_overrides=environ)

    assert answer.status_code == 401
    assert "what came is another" in problem(answer)["problem"]
    assert TOKEN not in answer.text
    assert len(answer.text) < 1000


@pytest.mark.parametrize("name", OPEN)
def test_probes_and_the_certificate_need_none(guarded, name):
    assert guarded.get(f"/__mock__/{name}").status_code in (200, 404)
    assert guarded.head(f"/__mock__/{name}").status_code in (200, 404)


@pytest.mark.parametrize("name", OPEN)
def test_but_only_to_be_read(guarded, name):
    assert guarded.post(f"/__mock__/{name}").status_code == 401


@pytest.mark.parametrize("slashes", ["//", "///", "/" * 9])
def test_no_way_to_write_a_path_leads_past_it(core, guarded, slashes):
    rules = {each.rule for each in guarded.application.url_map.iter_rules()}
    before = len(core.journal)
    ours = [rule for rule in rules if rule.startswith("/__mock__") and "<" not in rule]
    answers = [
        guarded.get("/", environ_overrides={"PATH_INFO": slashes + rule[1:]}).status_code
        for rule in ours
    ]

    assert len(ours) > 20
    assert answers == [401] * len(ours)
    assert len(core.journal) == before


def test_redox_itself_asks_for_no_such_token(guarded):
    assert guarded.post("/auth/authenticate", json={}).status_code == 400


def test_a_browser_trades_the_token_in_the_url_for_a_cookie(guarded):
    came = guarded.get("/__mock__/?a=1&token=" + TOKEN.replace("+", "%2B").replace(";", "%3B"))
    cookie = came.headers["Set-Cookie"]
    pair = cookie.partition(";")[0]

    assert (came.status_code, came.headers["Location"]) == (303, "/__mock__/?a=1")
    assert {"HttpOnly", "SameSite=Strict", "Path=/__mock__"} <= set(cookie.split("; "))
    assert came.headers["Referrer-Policy"] == "no-referrer"
    assert TOKEN not in str(came.headers)
    assert guarded.get("/__mock__/clock", headers={"Cookie": f"a=b; {pair}"}).status_code == 200


def test_a_link_of_another_site_gets_there_too(guarded):
    """Browsers hold strict cookies back on a redirect; on a page of the mock's own they don't."""
    head = {"Sec-Fetch-Site": "cross-site", **NAVIGATION}
    came = guarded.get("/__mock__/", query_string={"token": TOKEN}, headers=head)

    assert came.status_code == 200
    assert 'http-equiv="refresh" content="0;url=/__mock__/"' in came.text
    assert "Set-Cookie" in came.headers


@pytest.mark.parametrize(
    "cookie",
    ["mock_redox_control_=", "mock_redox_control_00000000=0", ";;;", "=", "mock_redox_control",
     "x=" + "y" * 1_000_000, "a;" * 100_000, "\xff=\xfe"],
    ids=range(8),
)  # fmt: skip
def test_another_cookie_opens_nothing(guarded, cookie):
    answer = guarded.get("/__mock__/clock", environ_overrides={"HTTP_COOKIE": cookie})

    assert answer.status_code == 401


def test_the_cookie_of_another_mock_on_this_host_opens_nothing(core, guarded):
    other = create_app(core, guard=Guard("another")).test_client()
    pair = other.get("/__mock__/?token=another").headers["Set-Cookie"].partition(";")[0]
    mine = guarded.get("/__mock__/", query_string={"token": TOKEN}).headers["Set-Cookie"]

    assert guarded.get("/__mock__/clock", headers={"Cookie": pair}).status_code == 401
    assert pair.partition("=")[0] != mine.partition("=")[0]  # a browser keeps both


@pytest.mark.parametrize("query", ["token=", "token=wrong", "token=%ff", "token=wrong&token=s"])
def test_a_wrong_token_in_the_url_is_refused(guarded, query):
    answer = guarded.get(f"/__mock__/?{query}")

    assert (answer.status_code, problem(answer)["where"]) == (401, "token")


def test_the_token_in_a_url_counts_for_the_page_only(guarded):
    assert guarded.get("/__mock__/clock", query_string={"token": TOKEN}).status_code == 401
    assert guarded.post("/__mock__/", query_string={"token": TOKEN}).status_code == 401


def test_the_token_is_in_no_log_journal_or_setting(core, guarded, caplog):
    core.journal.clear()
    caplog.set_level(logging.DEBUG)
    guarded.get("/__mock__/", query_string={"token": TOKEN})
    head = {"Authorization": f"Bearer {TOKEN}"}
    settings = guarded.get("/__mock__/settings", headers=head).json

    assert (len(core.journal), caplog.text) == (0, "")
    assert "control_token" not in settings


# other sites


@pytest.mark.parametrize("path", ["/reset", "/clock", "/deliveries", "/nothing", ""])
@pytest.mark.parametrize(
    "headers",
    [{"Origin": OTHER}, {"Origin": "null"}, {"Origin": "http://localhost:3000"},
     {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
     {"Sec-Fetch-Site": "cross-site", **NAVIGATION},
     {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}],
)  # fmt: skip
def test_what_a_page_of_another_site_posts_is_refused(redox, path, headers):
    """By whatever app, also one in this process."""
    answer = redox.app.test_client().post(f"/__mock__{path}", data="{}", headers=headers)

    assert answer.status_code == 403
    assert "another site" in problem(answer)["problem"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
     {"Sec-Fetch-Site": "none"}, {"Origin": "HTTP://LOCALHOST"}],
)  # fmt: skip
def test_its_own_page_and_programs_may_post(redox, headers):
    answer = redox.app.test_client().post("/__mock__/reset", headers=headers)

    assert answer.status_code == 200


def test_its_own_page_on_another_port_or_over_https_may_post(redox):
    client = redox.app.test_client()
    for base in ("http://localhost:7336", "https://mock:7443", "https://api.redoxengine.com"):
        head = {"Origin": base}
        assert client.post("/__mock__/reset", base_url=base, headers=head).status_code == 200


def test_a_link_to_the_mock_may_be_followed_but_not_shown_in_a_frame(redox):
    client, head = redox.app.test_client(), {"Sec-Fetch-Site": "cross-site", **NAVIGATION}

    assert client.get("/__mock__/clock", headers=head).status_code == 200
    head["Sec-Fetch-Dest"] = "iframe"
    assert client.get("/__mock__/clock", headers=head).status_code == 403


def test_a_page_of_another_site_can_not_read_either(redox):
    head = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}

    assert redox.app.test_client().get("/__mock__/clients", headers=head).status_code == 403


def test_redox_s_own_calls_are_as_they_were_for_pages_of_other_sites(redox):
    head = {"Origin": OTHER, "Sec-Fetch-Site": "cross-site"}

    assert redox.app.test_client().post("/auth/authenticate", headers=head).status_code == 400


# names


@pytest.mark.parametrize(
    "host",
    ["evil.example.com.evil.dev", "rebound.dev:7336", "127.0.0.1.evil.dev", "localhost.evil.dev",
     "api.redoxengine.com.evil.dev", "EVIL.DEV.", "a.b,c.d", "\xff.dev", "\ufffd", "[::1]evil.dev",
     "[::1].evil.dev:80", "evil.dev#.test", "evil.dev\\.test", ":80.evil.dev"],
)  # fmt: skip
def test_a_name_that_anybody_can_register_is_refused_on_this_machine(local, host):
    answer = local.get("/__mock__/clients", environ_overrides={"HTTP_HOST": host})

    assert (answer.status_code, problem(answer)["where"]) == (403, "Host")
    assert "public_urls" in problem(answer)["problem"]


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:7336", "127.0.0.1:1", "127.8.0.1", "[::1]:7336", "::1", "mock:7336",
     "app.localhost", "host.docker.internal", "mock.test", "192.168.1.5:7336", "",
     "api.redoxengine.com", "api.ca.redoxengine.com:7443", "blob.redoxengine.com"],
)  # fmt: skip
def test_names_of_this_machine_of_containers_and_of_redox_are_fine(local, host):
    environ = {"HTTP_HOST": host}

    assert local.get("/__mock__/clients", environ_overrides=environ).status_code == 200


def test_a_name_that_a_setting_gives_is_fine(core, local):
    head = {"Host": "Mock.MyCompany.dev:7336"}
    before = local.get("/__mock__/clients", headers=head).status_code
    core.settings.change(public_urls=("https://mock.mycompany.dev:8443/base",))
    after = local.get("/__mock__/clients", headers=head).status_code
    core.settings.reset()

    assert (before, after) == (403, 200)


def test_redox_s_own_calls_may_come_under_any_name(local):
    head = {"Host": "rebound.dev"}

    assert local.post("/auth/authenticate", headers=head).status_code == 400


def test_where_other_machines_can_connect_names_do_not_count_but_the_token_does(guarded):
    head = {"Host": "mock.mycompany.dev", "Authorization": f"Bearer {TOKEN}"}

    assert guarded.get("/__mock__/clients", headers=head).status_code == 200


# the certificate


def test_without_https_there_is_no_certificate_and_the_answer_says_so(redox):
    answer = redox.app.test_client().get("/__mock__/ca.pem")

    assert answer.status_code == 404
    assert "mock-redox serve --tls" in problem(answer)["problem"]


def test_the_certificate_is_handed_out(redox):
    answer = create_app(redox.core, ca=b"-----BEGIN").test_client().get("/__mock__/ca.pem")

    assert (answer.status_code, answer.data) == (200, b"-----BEGIN")
    assert answer.content_type == "application/x-pem-file"


# a browser without the token

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = ["/__mock__/", "/__mock__/page/tokens", "/__mock__/page/exchanges/7"]


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_is_asked_for_it_by_a_form_that_leads_to_the_same_page(guarded, path):
    answer = guarded.get(path, query_string={"text": '"a&b', "outcome": "ok"}, headers=BROWSER)

    assert answer.status_code == 401
    assert answer.content_type == "text/html; charset=utf-8"
    assert f'<form action="{path}">' in answer.text
    assert '<input type="hidden" name="text" value="&#34;a&amp;b">' in answer.text
    assert 'type="password" name="token"' in answer.text
    assert "What came is another" not in answer.text
    assert answer.headers["X-Mock-Redox"] == "1"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_form_says_that_a_token_is_wrong_and_does_not_show_it(guarded):
    answer = guarded.get("/__mock__/?token=almost", headers=BROWSER)

    assert (answer.status_code, "What came is another" in answer.text) == (401, True)
    assert "almost" not in answer.text


@pytest.mark.parametrize("path", [*PAGES, "/__mock__/page/a%20b%0d%0aX-Own"])
def test_the_token_in_the_url_of_any_page_is_traded_for_a_cookie(guarded, path):
    came = guarded.get(path, query_string={"token": TOKEN, "a": "1"})

    assert (came.status_code, came.headers["Location"].lower()) == (303, f"{path}?a=1".lower())
    assert "Set-Cookie" in came.headers


def test_programs_get_json_even_where_the_page_is_and_browsers_where_it_is_not(guarded):
    assert problem(guarded.get("/__mock__/", headers={"Accept": "application/json"}))
    assert problem(guarded.get("/__mock__/clients", headers=BROWSER))
    assert problem(guarded.post("/__mock__/page/send", headers=BROWSER))


def test_a_page_that_is_open_when_the_token_changes_is_loaded_anew(guarded):
    answer = guarded.get("/__mock__/page/live/tokens", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (401, "true")
    assert "HX-Refresh" not in guarded.get("/__mock__/clients").headers
