"""The state file: what waits survives the process, in order, and one mock has it at a time."""

from __future__ import annotations

import json
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests
from thoroughness import THOROUGH

from mock_redox import MockRedox, Settings
from mock_redox.adapters.state import StateFile
from mock_redox.core.errors import Misuse
from mock_redox.core.setup import AuthSpec, DestinationSpec

ARRIVAL = "PatientAdmin.Arrival"
WAITING = 1000 if THOROUGH else 100


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "state.db")


def numbers(receiver):
    return [json.loads(body)["n"] for *_, body in receiver.got]


def mock_with(path, **more):
    return MockRedox(Settings(state=path, clock="virtual", push_unverified=True, **more))


def test_what_waits_goes_on_after_a_restart_and_nothing_else(path, receiver):
    receiver.answer = lambda environ, body: (503, {}, b"")
    first = mock_with(path)
    made = [first.enqueue(ARRIVAL, receiver.url, "t", data={"n": n}) for n in range(4)]
    first.core.webhooks.move_first(made[3])
    first.queue.drop(made[1])
    first.core.webhooks.outbox.store.close()
    receiver.answer, receiver.got[:] = None, []

    second = mock_with(path)

    assert numbers(receiver) == [3, 0, 2]
    logs = [json.loads(body)["Meta"]["Logs"][0]["ID"] for *_, body in receiver.got]
    assert logs == [made[3].log_id, made[0].log_id, made[2].log_id]
    assert second.core.webhooks.outbox.store.load() == []


def test_a_name_that_means_no_file_to_sqlite_is_one_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = mock_with(":memory:")
    made = first.core.destinations.add(DestinationSpec(name="Kept"))
    first.core.webhooks.outbox.store.close()

    assert mock_with(":memory:").core.destinations.require(made.id).name == "Kept"


def test_a_restart_makes_other_ids_than_before(path, receiver):
    first = mock_with(path)
    before = first.enqueue(ARRIVAL, receiver.url, "t")
    first.core.webhooks.outbox.store.close()
    second = mock_with(path)

    after = second.enqueue(ARRIVAL, receiver.url, "t")

    assert before.log_id != after.log_id
    assert first.client.client_id == second.client.client_id


def test_a_reset_empties_it(path, receiver):
    receiver.answer = lambda environ, body: (503, {}, b"")
    mock = mock_with(path)
    mock.enqueue(ARRIVAL, receiver.url, "t")
    mock.reset()

    assert mock.core.webhooks.outbox.store.load() == []


def test_a_file_that_is_in_use_or_no_state_is_told(path, tmp_path):
    first = StateFile(path)
    with pytest.raises(Misuse, match="another mock has it open"):
        StateFile(path)
    (tmp_path / "text").write_text("this is no database, " * 100)
    for wrong in (tmp_path / "text", tmp_path / "no" / "folder"):
        with pytest.raises(Misuse, match="can't be used"):
            StateFile(str(wrong))
    first.close()


def test_kill_9_loses_none_and_they_come_in_order(path, receiver, start_serve, eventually):
    receiver.answer = lambda environ, body: (503, {}, b"")
    serving = start_serve("--state", path, "--log", "none")
    order = {"event": ARRIVAL, "to": receiver.url, "verification_token": "t"}
    order |= {"unverified": True, "queued": True}
    with requests.Session() as session:
        for number in range(WAITING):
            made = session.post(
                f"{serving.url}/__mock__/deliveries", json={**order, "data": {"n": number}}
            )
            assert made.status_code == 201
    serving.end(signal.SIGKILL)
    receiver.answer, receiver.got[:] = None, []

    start_serve("--state", path, "--log", "none")

    assert eventually(lambda: len(receiver.got) >= WAITING, 30)
    assert numbers(receiver) == list(range(WAITING))


def test_parallel_orders_are_kept_in_the_order_in_which_they_wait(path, receiver):
    receiver.answer = lambda environ, body: (503, {}, b"")
    mock = mock_with(path)
    mock.core.destinations.at(receiver.url, "t")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: mock.enqueue(ARRIVAL, receiver.url), range(64)))

    waiting = [each.id for each in mock.queue.all()[0].waiting]
    assert [each["id"] for each in mock.core.webhooks.outbox.store.load()] == waiting


def test_a_new_file_is_for_its_owner_only(path):
    StateFile(path)

    assert Path(path).stat().st_mode & 0o777 == 0o600


def restarted(path, mock=None, **setup):
    """The same mock in its next process."""
    if mock is not None:
        mock.core.webhooks.outbox.store.close()
    return MockRedox(Settings(state=path, clock="virtual"), setup)


NAMED = {"id": "1", "slug": "mine", "url": "http://127.0.0.1:1/redox", "verification_token": "t"}


def test_a_destination_that_was_added_and_verified_is_so_after_a_restart(path, receiver):
    first = restarted(path)
    auth = AuthSpec(url="http://127.0.0.1:1/t", client_id="me", client_secret="s")
    mine = first.verify(receiver.url, "t").destination
    first.core.destinations.change_token("your-endpoint", "another")
    ready = first.core.destinations.change("your-endpoint", auth=auth)
    gone = first.core.destinations.add(DestinationSpec(id="2"))
    first.core.destinations.remove(gone.id)
    second = restarted(path, first)

    assert second.core.destinations.require(mine).verified
    assert second.core.destinations.require(ready.id) == ready
    assert second.core.destinations.get("2") is None
    assert second.push(ARRIVAL, receiver.url).good


def test_a_destination_keeps_the_secret_of_its_sign_ons(path, receiver):
    first = restarted(path)
    first.sign_on(receiver.url, "shared-secret")

    assert restarted(path, first).sign_on(receiver.url).url == receiver.url


@pytest.mark.parametrize(
    ("changed", "verified"),
    [({}, True), ({"name": "Other"}, True), ({"verification_token": "u"}, False)],
    ids=["as it was", "its name", "its token"],
)
def test_one_of_the_set_up_is_as_that_says_and_stays_verified_while_it_may(path, changed, verified):
    first = restarted(path, destinations=[NAMED])
    first.core.destinations.change("1", verified=True, name="Changed meanwhile")
    second = restarted(path, first, destinations=[{**NAMED, **changed}])
    mine = second.core.destinations.require("1")

    assert mine.verified is verified
    assert (mine.name, mine.verification_token) == (
        changed.get("name", "Your endpoint"), changed.get("verification_token", "t"),
    )  # fmt: skip


def test_one_whose_slug_the_set_up_gives_to_another_by_now_gets_a_number(path):
    first = restarted(path)
    first.core.destinations.add(DestinationSpec(id="2", slug="mine"))
    second = restarted(path, first, destinations=[NAMED])

    assert second.core.destinations.require("mine").id == "1"
    assert second.core.destinations.require("2").slug == "mine-2"


def test_one_that_the_set_up_no_longer_names_is_gone(path):
    first = restarted(path, destinations=[NAMED])
    second = restarted(path, first, destinations=[{**NAMED, "id": "2"}])
    third = restarted(path, second, destinations=[{**NAMED, "id": "2"}])

    assert third.core.destinations.get("1") is None


def test_a_reset_forgets_the_destinations_for_the_next_start_too(path):
    first = restarted(path)
    first.core.destinations.add(DestinationSpec(id="2"))
    first.core.reset(["destinations"])

    assert restarted(path, first).core.destinations.get("2") is None


def filled(path):
    """A state file with a destination, and a message that waits for it."""
    mock = mock_with(path)
    mock.core.destinations.add(DestinationSpec(id="1", url="http://127.0.0.1:1/"))
    mock.enqueue(ARRIVAL, "1")
    mock.core.webhooks.outbox.store.close()


def change(path, command, *given):
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(command, given)


def record_in(path, table):
    with closing(sqlite3.connect(path)) as file:
        select = f"SELECT record FROM {table} WHERE record LIKE '%127.0.0.1:1/%'"
        return json.loads(file.execute(select).fetchone()[0])


@pytest.mark.parametrize("table", ["waiting", "destinations"])
@pytest.mark.parametrize(
    "record", ["", "null", "[]", "{}", '"x"', "[" * 5000, b"\xff\xfe"], ids=repr
)
def test_a_record_that_is_damaged_is_told_at_the_start(path, table, record):
    filled(path)
    change(path, f"UPDATE {table} SET record = ?", record)

    with pytest.raises(Misuse, match="the state file"):
        mock_with(path)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("waiting", {"feed": None}), ("waiting", {"feed": ["a"]}), ("waiting", {"at": 1}),
        ("waiting", {"message": {}}), ("waiting", {"message": {"Meta": {"Logs": [{}]}}}),
        ("waiting", {"variant": "of-later"}), ("waiting", {"broken": "of-later"}),
        ("waiting", {"target": {"id": "1"}}), ("waiting", {"of_later": 1}),
        ("destinations", {"destination": {"id": "1"}}), ("destinations", {"of_setup": "no"}),
        ("destinations", {"id": []}), ("destinations", {"of_later": 1}),
    ],
)  # fmt: skip
def test_a_record_of_another_version_is_told_at_the_start(path, table, values):
    filled(path)
    changed = json.dumps({**record_in(path, table), **values})
    change(path, f"UPDATE {table} SET record = ?", changed)

    with pytest.raises(Misuse, match="another version may have written it"):
        mock_with(path)
    StateFile(path).close()  # who could not use it gave it back


def test_a_database_of_something_else_is_left_as_it_is(path):
    change(path, "CREATE TABLE users (name TEXT)")
    before = Path(path).read_bytes()

    with pytest.raises(Misuse, match="a database of something else"):
        mock_with(path)
    assert Path(path).read_bytes() == before


def test_a_full_disk_is_told_and_loses_nothing_that_was_accepted(path):
    mock = mock_with(path)
    store, client = mock.core.webhooks.outbox.store, mock.app.test_client()
    assert isinstance(store, StateFile)
    mock.core.destinations.add(DestinationSpec(id="1", url="http://127.0.0.1:1/"))
    accepted = [mock.enqueue(ARRIVAL, "1"), mock.enqueue(ARRIVAL, "1")]
    store._file.execute("PRAGMA max_page_count = 1")  # what it has, and no page more
    long = {"event": ARRIVAL, "to": "1", "queued": True, "data": {"x": "x" * 10_000}}

    refused = [
        client.post("/__mock__/deliveries", json=long),
        client.post("/__mock__/destinations", json={"id": "2", "name": "x" * 10_000}),
    ]

    for answer in refused:
        assert answer.status_code == 422
        assert "can't be written" in answer.json["error"]["problem"]
    assert mock.core.destinations.get("2") is None
    assert len(client.get("/__mock__/deliveries").json["deliveries"]) == 2
    waiting = [each.id for each in mock.queue.all()[0].waiting]
    assert waiting == [each["id"] for each in store.load()] == [each.id for each in accepted]


def test_what_is_done_with_on_a_full_disk_is_given_up_when_there_is_room(path, monkeypatch):
    mock = mock_with(path)
    store = mock.core.webhooks.outbox.store
    made = [mock.enqueue(ARRIVAL, "http://127.0.0.1:1/", "t") for _ in range(3)]
    with closing(sqlite3.connect(":memory:")) as other, monkeypatch.context() as full:
        full.setattr(store, "_file", other)  # has no such tables
        mock.queue.drop(made[0])
        mock.queue.drop(made[2])
    mock.core.destinations.add(DestinationSpec(id="1"))

    assert [each["id"] for each in store.load()] == [made[1].id]


def test_a_reset_that_a_full_disk_prevents_changes_nothing(path, monkeypatch):
    mock = mock_with(path)
    store = mock.core.webhooks.outbox.store
    mock.core.settings.change(max_body=77)
    assertion = mock.assertion()
    with closing(sqlite3.connect(":memory:")) as other, monkeypatch.context() as full:
        full.setattr(store, "_file", other)
        with pytest.raises(Misuse, match="can't be written"):
            mock.core.reset()

    assert mock.core.auth.clients.all()
    assert mock.core.auth.legacy.all()
    assert mock.core.settings.now.max_body == 77
    assert mock.assertion() != assertion
