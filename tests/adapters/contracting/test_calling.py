"""What counts as failed, as a crash, and as said, for each way to call the user's system."""

from __future__ import annotations

import json
import logging
import sys
import types
from collections.abc import Callable
from typing import Any

import pytest
import requests
from conftest import Receiver

from mock_redox.adapters.contracting import commands
from mock_redox.adapters.contracting.calling import ByCallable, ByUrl, reload, way
from mock_redox.adapters.contracting.commands import ByCommand
from mock_redox.adapters.contracting.logs import LogFiles, recorded
from mock_redox.core.errors import Misuse


def raising(wrong: BaseException) -> Callable[[], None]:
    def call() -> None:
        raise wrong

    return call


def answered(status: int) -> requests.Response:
    made = requests.Response()
    made.status_code = status
    return made


GOOD = [True, 1, "found", {"Patient": {}}, {"ok": True}, {"error": None}, {"errors": []},
        answered(200), types.SimpleNamespace(status_code=204)]  # fmt: skip
BAD = [False, {"ok": False}, {"success": False, "id": 1}, {"error": "no token"}, answered(401),
       types.SimpleNamespace(status_code=502)]  # fmt: skip


@pytest.mark.parametrize("value", GOOD, ids=repr)
def test_a_value_says_that_the_call_went_well(value):
    assert not ByCallable(lambda: value).make().failed


@pytest.mark.parametrize("value", BAD, ids=repr)
def test_a_value_says_that_the_call_failed(value):
    assert ByCallable(lambda: value).make().failed


def test_none_says_nothing():
    report = ByCallable(lambda: None).make()

    assert (report.failed, report.silent) == (False, True)


def test_what_is_raised_says_that_the_call_failed():
    report = ByCallable(raising(ValueError("no patient"))).make()

    assert (report.how, report.failed, report.crashed) == ("raised", True, "")
    assert report.told == "raised ValueError: no patient"


class NotFound(KeyError):
    """Of an application."""


CRASHES = {
    "a missing key": lambda: {}["Patient"],
    "a missing member": lambda: None.Patient,
    "an index": lambda: list[str]()[0],
    "a wrong type": lambda: "1" + 1,
}
NO_CRASHES = [KeyError("nobody"), NotFound("nobody"), TypeError("not a patient"), ValueError("x")]


@pytest.mark.parametrize("what", CRASHES)
def test_a_programming_error_is_a_crash(what):
    assert ByCallable(CRASHES[what]).make().crashed


@pytest.mark.parametrize("wrong", NO_CRASHES, ids=repr)
def test_what_is_raised_on_purpose_is_none(wrong):
    assert not ByCallable(raising(wrong)).make().crashed


@pytest.mark.parametrize(("code", "failed"), [(0, False), (None, False), (1, True), ("no", True)])
def test_a_program_that_exits_is_judged_by_its_code(code, failed):
    assert ByCallable(raising(SystemExit(code))).make().failed is failed


def test_a_coroutine_function_runs_on_one_loop_whatever_the_number_of_calls():
    import asyncio

    loops = []

    async def call() -> str:
        loops.append(asyncio.get_running_loop())
        await asyncio.sleep(0)
        return "found"

    made = ByCallable(call)

    assert [made.make().told for _ in range(2)] == ["returned 'found'"] * 2
    assert len(made.make_at_once(5)) == 5
    assert len(set(loops)) == 1


def test_what_is_printed_is_said_and_still_printed(capsys):
    report = ByCallable(lambda: print("a token")).make()

    assert "a token" in report.text
    assert capsys.readouterr().out == "a token\n"


def test_an_object_holds_more_than_it_says():
    class Patient:
        def __init__(self) -> None:
            self.name = "Quillfeather"

    report = ByCallable(Patient).make()

    assert "Quillfeather" not in report.text
    assert "Quillfeather" in report.held


def test_a_time_zone_holds_for_the_call_alone():
    import time

    before = time.tzname

    assert "'JST'" in ByCallable(lambda: time.tzname).make("Asia/Tokyo").told
    assert time.tzname == before


ANSWERS: dict[str, tuple[int, Any, dict[str, object]]] = {
    "200": (200, "fine", {"failed": False, "later": False}),
    "201 with JSON": (201, {"found": 1}, {"failed": False}),
    "200 that denies": (200, {"success": False}, {"failed": True, "crashed": ""}),
    "202": (202, "", {"failed": False, "later": True}),
    "302": (302, "", {"failed": False}),
    "404": (404, "nobody", {"failed": True, "crashed": ""}),
    "502": (502, "", {"failed": True, "crashed": ""}),
    "500": (500, "oops", {"failed": True, "crashed": "it answered 500"}),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_a_url_says_it_by_its_answer(receiver: Receiver, what):
    status, body, wanted = ANSWERS[what]
    text = body if isinstance(body, str) else json.dumps(body)
    receiver.answer = lambda *_: (status, {"X-Note": "seen"}, text.encode())

    report = ByUrl(receiver.url).make()

    assert {name: getattr(report, name) for name in wanted} == wanted
    assert report.told.startswith(f"answered {status}")
    assert "X-Note: seen" in report.text


def test_a_url_where_nobody_is_can_not_be_reached():
    assert ByUrl("http://127.0.0.1:1/call").make().how == "unreachable"


def test_a_url_whose_answer_never_ends_is_told(receiver: Receiver):
    receiver.answer = lambda *_: (200, {}, b"x" * 10_000_001)

    report = ByUrl(receiver.url).make()

    assert (report.how, report.failed) == ("answered", True)
    assert "10000000" in report.told


def command(code: str, **environ: str) -> ByCommand:
    return ByCommand(f'"{sys.executable}" -c "{code}"', lambda: environ)


def test_a_command_says_it_by_its_exit_code():
    good, bad = command("print('fine')").make(), command("raise SystemExit('no token')").make()

    assert (good.failed, good.told) == (False, "ended with 0, saying: fine")
    assert (bad.failed, bad.crashed, bad.told) == (True, "", "ended with 1, saying: no token")


CRASHED = {
    "print({}['Patient'])": "KeyError: 'Patient'",
    "import os; os.abort()": "ended by signal 6",
    "import sys; sys.exit('TypeError: Cannot read properties of undefined')": "TypeError: Cannot",
    "import sys; sys.exit('Exception in main java.lang.NullPointerException')": "NullPointer",
}


@pytest.mark.parametrize("code", CRASHED)
def test_a_command_that_crashes_is_told_by_what_it_writes(code):
    assert command(code).make().crashed.startswith(CRASHED[code])


def test_a_command_that_ends_well_has_not_crashed_whatever_it_writes():
    assert not command("import sys; sys.stderr.write('KeyError: retried')").make().crashed


def test_a_command_that_never_ends_or_never_stops_talking_is_ended(monkeypatch):
    monkeypatch.setattr(commands, "PATIENCE", 1.0)
    monkeypatch.setattr(commands, "MOST", 100_000)

    assert command("import time; time.sleep(60)").make().crashed == "did not end in 1 s"
    assert "did not end" in ByCommand("sleep 60 & exit 0", dict).make().told
    monkeypatch.setattr(commands, "PATIENCE", 30.0)
    assert "said more than" in ByCommand("yes", dict).make().told
    assert "said more than" in ByCommand("yes >&2", dict).make().told


def test_a_command_gets_its_environment_and_its_time_zone():
    code = "import os, time; print(os.environ['REDOX_URL'], time.strftime('%Z'))"

    made = command(code, REDOX_URL="http://127.0.0.1:1")

    assert made.make("Asia/Tokyo").text.strip() == "http://127.0.0.1:1 JST"


def test_a_way_is_known_by_its_form():
    kinds = [type(way(given, dict)) for given in (print, "https://app.test/x", "make call")]

    assert kinds == [ByCallable, ByUrl, ByCommand]


@pytest.mark.parametrize("given", ["", "  ", 7, "http://"], ids=repr)
def test_what_is_no_way_is_told(given):
    with pytest.raises(Misuse):
        way(given, dict)


def test_a_system_is_told_of_a_key_by_a_url(receiver: Receiver):
    reload(receiver.url)({"kid": "new"})

    assert json.loads(receiver.got[0][3]) == {"kid": "new"}


def test_a_system_that_does_not_take_a_key_is_told(receiver: Receiver):
    receiver.answer = lambda *_: (500, {}, b"")

    with pytest.raises(AssertionError, match="did not take the new key: 500"):
        reload(receiver.url)({"kid": "new"})


def test_log_files_are_read_from_where_they_ended(tmp_path):
    log = tmp_path / "app.log"
    log.write_text("before\n")
    logs = LogFiles([log])
    with log.open("a") as file:
        file.write("after\n")

    assert logs.since() == {str(log): "after\n"}
    log.write_text("anew\n")
    assert logs.since() == {str(log): "anew\n"}


def test_records_of_this_process_are_kept_from_info_on():
    level = logging.getLogger().level
    with recorded() as records:
        logging.getLogger("app").info("kept")
        logging.getLogger("app").debug("not kept")
        logging.getLogger("mock_redox").warning("not theirs")

    assert records.since() == {"its log records": "kept"}
    assert logging.getLogger().level == level
