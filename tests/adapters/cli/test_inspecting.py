"""``mock-redox clock``, ``journal`` and ``reset`` on a running mock."""

import pytest

NOON = "2026-01-01T12:00:00.000Z"


@pytest.fixture
def at(redox_server):
    """Arguments that name the running mock."""
    return ["--url", redox_server.url]


def now(redox):
    return redox.clock.as_json()["now"]


@pytest.mark.parametrize(
    ("command", "time"),
    [
        (["advance", "301"], "2026-01-01T12:05:01.000Z"),
        (["advance", "1h30m"], "2026-01-01T13:30:00.000Z"),
        (["advance", "0.5"], "2026-01-01T12:00:00.500Z"),
        (["offset", "3d"], "2026-01-04T12:00:00.000Z"),
        (["offset", "-90s"], "2026-01-01T11:58:30.000Z"),
        (["offset", "-90"], "2026-01-01T11:58:30.000Z"),
        (["set", "2030-02-03T04:05:06Z"], "2030-02-03T04:05:06.000Z"),
        (["set", "2030-02-03"], "2030-02-03T00:00:00.000Z"),
        (["freeze"], NOON),
        (["rate", "0"], NOON),
    ],
)
def test_the_clock_is_moved(call, redox, at, command, time):
    said = call("clock", *command, *at)

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"{time}  stands still, ")
    assert now(redox) == time


def test_the_clock_is_shown(call, redox, at):
    said = call("clock", "show", *at)
    shown = call("clock", "show", "--json", *at).json

    assert said.out.startswith(f"{NOON}  stands still, ")
    assert (shown["now"], shown["rate"], shown["frozen"]) == (NOON, 0.0, True)


def test_the_clock_can_run_fast_and_go_back_to_the_wall_s(call, redox, at):
    fast = call("clock", "rate", "60", *at)
    real = call("clock", "real", *at)

    assert "  runs 60 times as fast as the wall clock, " in fast.out
    assert "  runs with the wall clock, level with it" in real.out
    assert abs(redox.clock.as_json()["ahead_seconds"]) < 5


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (["advance", "soon"], "advance: 'soon' is not a duration; write seconds (301) or a number "
         "with a unit (250ms, 5m, 1h30m, 3d)"),
        (["advance", "nan"], "advance: "),
        (["offset", "inf"], "offset: "),
        (["set", "noon"], "set: 'noon' is not a date and time; write it as 2026-01-01T12:00:00Z"),
        (["set", "9999-01-01"], "the clock can't go to 9999-01-01T00:00:00+00:00"),
        (["rate", "fast"], "rate: expected a number, got 'fast'"),
        (["rate", "nan"], "rate: "),
        (["rate", "1e300"], "the clock's rate is 1e+300; it must be between 0 and 1000000"),
    ],
)  # fmt: skip
def test_a_move_that_can_not_be_made_ends_with_2(call, redox, at, command, problem):
    said = call("clock", *command, *at)

    assert (said.code, said.out) == (2, "")
    assert said.problem.startswith(f"Error: {problem}")
    assert now(redox) == NOON


@pytest.fixture
def exchanges(redox):
    """Two refused calls, an hour apart, and one that is fine."""
    client = redox.app.test_client()
    client.get("/nope")
    redox.clock.advance("1h")
    client.post("/endpoint", headers={"Authorization": "Bearer secret-token"})
    key = redox.legacy_key
    client.post("/auth/authenticate", json={"apiKey": key.api_key, "secret": key.secret})


def test_the_journal_shows_what_was_exchanged_and_why_it_was_refused(call, at, exchanges):
    said = call("journal", *at, COLUMNS="300")
    lines = said.out.splitlines()

    assert said.code == 0
    assert lines[0] == "   1 12:00:00.000 -> GET /nope 404"
    assert [line.split()[0] for line in lines[1:5]] == [
        "request.path_unknown", "got:", "expected:", "fix:",
    ]  # fmt: skip
    assert lines[4].split(maxsplit=1)[1].startswith("correct the path")
    assert lines[5] == "   2 13:00:00.000 -> POST /endpoint 401"
    assert lines[-1] == "   3 13:00:00.000 -> POST /auth/authenticate 200"


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ([], [1, 2, 3]),
        (["--since", "2026-01-01T13:00:00Z"], [2, 3]),
        (["--until", "2026-01-01T13:00:00Z"], [1]),
        (["--path", "auth"], [3]),
        (["--path", "/nope", "--outcome", "ok"], []),
        (["--outcome", "refused"], [1, 2]),
        (["--outcome", "ok"], [3]),
        (["--direction", "in"], [1, 2, 3]),
        (["--direction", "out"], []),
        (["--limit", "2"], [2, 3]),
        (["--client", "nobody"], []),
    ],
)
def test_the_journal_is_narrowed(call, at, exchanges, options, ids):
    shown = call("journal", "--json", *options, *at).json

    assert [each["id"] for each in shown["exchanges"]] == ids
    assert (shown["kept"], shown["dropped"]) == (3, 0)


def test_the_journal_hides_secrets(call, redox, at, exchanges):
    said = call("journal", "--json", *at)

    assert "secret-token" not in said.out
    assert redox.legacy_key.secret not in said.out
    assert "Bearer [hidden 12 chars #" in said.out


def test_a_push_is_shown_with_where_it_went(call, redox, at, receiver):
    redox.push("PatientAdmin.Arrival", receiver.url, "t", unverified=True)
    said = call("journal", *at, COLUMNS="300")

    assert said.out.splitlines() == [
        f"   1 12:00:00.000 <- POST {receiver.url} 200",
        "       acknowledged with 200",
    ]


def test_what_a_client_sent_can_not_write_to_the_terminal(call, redox, at):
    redox.app.test_client().post("/endpo%1b%5b31mint")
    said = call("journal", *at)

    assert "POST /endpo\\x1b[31mint 404" in said.out
    assert "\x1b" not in said.out


def test_an_empty_journal_says_so(call, redox, at, exchanges):
    fitting = call("journal", "--path", "none", *at).out
    redox.reset()

    assert fitting == "no exchange that fits\n"
    assert call("journal", *at).out == "no exchange yet\n"


@pytest.mark.parametrize("options", [["--since", "noon"], ["--limit", "-1"]])
def test_a_wrong_filter_ends_with_2(call, at, options):
    said = call("journal", *options, *at)

    assert (said.code, said.out) == (2, "")
    assert said.problem.startswith(f"Error: {options[0].removeprefix('--')}: ")


def test_a_reset_is_whole_or_in_parts(call, redox, at, exchanges):
    part = call("reset", "journal", *at)
    kept = len(redox.journal)
    whole = call("reset", "--json", *at).json

    assert (part.out, kept) == ("reset: journal\n", 0)
    assert whole == {
        "reset": ["clients", "legacy_keys", "destinations", "tokens", "deliveries", "records",
                  "failures", "journal", "settings", "clock"]
    }  # fmt: skip


def test_an_unknown_part_ends_with_2_and_the_nearest_one(call, at):
    said = call("reset", "journel", *at)

    assert said.code == 2
    assert said.problem == "Error: parts: unknown part 'journel'; did you mean 'journal'?"


def test_the_journal_is_searched_and_a_push_sent_again(call, redox, at, receiver):
    redox.core.destinations.change(redox.destination.id, url=receiver.url, verified=True)
    redox.push("PatientAdmin.Arrival")
    redox.push("Scheduling.New")

    found = call("journal", "--text", "arrival", "--before", "9", "--json", *at).json["exchanges"]
    again = call("journal", "resend", "1", *at)

    assert [each["id"] for each in found] == [1]
    assert (again.code, again.out) == (0, "acknowledged with 200\n")
    assert call("journal", "resend", "99", *at).code == 2
