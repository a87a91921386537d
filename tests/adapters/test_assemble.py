"""Settings in, a ready Redox out: its clock, what is made ready, what is loaded when."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from mock_redox import Settings, assemble
from mock_redox.adapters.assemble import FIXED, make_clock
from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Answer
from mock_redox.core.setup import ClientSpec, Setup

HOUR = timedelta(hours=1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_without_anything_one_of_each_kind_is_ready():
    redox = assemble()
    mine = [each for each in redox.destinations.all() if each.environment]

    assert [client.name for client in redox.auth.clients.all()] == ["Ready client"]
    assert [key.source.name for key in redox.auth.legacy.all()] == ["Ready source"]
    assert [(each.name, each.url, each.verified) for each in mine] == [
        ("Your endpoint", None, False)
    ]


@pytest.mark.parametrize(
    "setup", [{"clients": [{"client_id": "c"}]}, Setup(clients=(ClientSpec(client_id="c"),))]
)
def test_what_the_set_up_names_is_taken_and_the_rest_made_ready(setup):
    redox = assemble(setup=setup)

    assert [client.client_id for client in redox.auth.clients.all()] == ["c"]
    assert len(redox.auth.legacy.all()) == 1


def test_the_same_seed_gives_the_same_ids_and_another_seed_others():
    one, same, other = (assemble(Settings(seed=seed)) for seed in (1, 1, 2))

    assert one.auth.legacy.all() == same.auth.legacy.all()
    assert one.auth.legacy.all() != other.auth.legacy.all()


def test_two_of_them_share_nothing():
    one, other = assemble(), assemble()
    one.auth.clients.add(ClientSpec(client_id="new"))
    one.clock.freeze("2030-01-01")
    one.settings.change(require_aud=True)

    assert other.auth.clients.get("new") is None
    assert other.clock.now().year != 2030
    assert other.settings.now.require_aud is False


def test_a_set_up_that_can_not_be_read_names_the_key():
    with pytest.raises(Misuse) as wrong:
        assemble(setup={"clients": [{"client_idd": "c"}]})

    assert str(wrong.value) == (
        "clients[0].client_idd: unknown key 'client_idd'; did you mean 'client_id'?"
    )


def test_requests_leave_through_the_sender_that_is_given():
    class Recorder:
        def send(self, outgoing):
            sent.append(outgoing.url)
            return Answer(status=200)

    sent: list[str] = []
    redox = assemble(sender=Recorder())
    to = redox.destinations.at("http://127.0.0.1:1/redox", "token")
    redox.webhooks.verify(to.id)

    assert sent == ["http://127.0.0.1:1/redox"]


@pytest.mark.parametrize("fresh", [True, False])
def test_tokens_never_come_again_where_ids_are_to_be_fresh(fresh):
    one, two = (assemble(Settings(fresh_ids=fresh)) for _ in range(2))
    tokens = {each.auth.tokens.issue("c", "oauth", "Staging", HOUR)[0] for each in (one, two)}
    one.reset()
    tokens.add(one.auth.tokens.issue("c", "oauth", "Staging", HOUR)[0])

    assert len(tokens) == (3 if fresh else 1)
    assert one.destinations.all() == two.destinations.all()  # what users name stays


def test_a_virtual_clock_stands_at_noon_of_new_year_2026():
    clock = make_clock(Settings(clock="virtual"))

    assert FIXED == NOON
    assert clock.now() == NOON
    assert clock.as_json()["frozen"] is True


def test_a_virtual_clock_starts_where_it_is_told_and_as_far_ahead():
    settings = Settings(
        clock="virtual", clock_start=NOON.replace(year=2030), clock_offset=timedelta(hours=1)
    )

    assert make_clock(settings).now() == datetime(2030, 1, 1, 13, tzinfo=UTC)


def test_a_real_clock_follows_the_wall_with_its_offset():
    clock = make_clock(Settings(clock_offset=timedelta(days=-1)))
    ahead = clock.now() - datetime.now(UTC)

    assert abs(ahead + timedelta(days=1)) < timedelta(seconds=5)
    assert clock.as_json()["rate"] == 1.0


def test_a_real_clock_runs_at_its_rate():
    assert make_clock(Settings(clock_rate=60.0)).as_json()["rate"] == 60.0


@pytest.mark.parametrize(
    "settings",
    [
        {"clock_offset": timedelta(days=9_999_999)},
        {"clock_offset": timedelta(days=-99_999)},
        {"clock": "virtual", "clock_start": datetime(1, 1, 1, tzinfo=UTC)},
        {"clock": "virtual", "clock_start": datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)},
        {"clock_rate": float("nan")},
        {"clock_rate": float("inf")},
        {"clock_rate": 1e300},
    ],
)
def test_a_clock_that_could_not_run_is_refused_at_once(settings):
    with pytest.raises(Misuse, match="clock"):
        assemble(Settings(**settings))


def test_nothing_heavy_is_loaded_until_it_is_needed():
    code = (
        "import sys; from mock_redox import MockRedox; mock = MockRedox(); mock.assertion();"
        "print(sorted({'flask', 'requests', 'responses', 'click', 'rich', 'yaml',"
        " 'granian', 'werkzeug'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout == "[]\n"
