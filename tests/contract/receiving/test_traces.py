"""Words that turn up where they should not."""

import json
import threading
from urllib.parse import quote

import pytest

from mock_redox.contract.receiving.traces import Logs, found


def append(path, text):
    with path.open("a") as file:
        file.write(text)


@pytest.mark.parametrize(
    "text",
    [
        "hello Quz-O'Brien",
        "HELLO QUZ-O'BRIEN",
        json.dumps({"a": "Quz-O'Brien"}),
        quote("Quz-O'Brien"),
    ],
)
def test_a_word_is_found_in_any_case_and_spelling(text):
    assert found(["Quz-O'Brien", "other"], text) == ["Quz-O'Brien"]


def test_what_json_escapes_is_found():
    assert found(['Zo\u00eb "Q"'], json.dumps('Zo\u00eb "Q"')) == ['Zo\u00eb "Q"']


def test_only_what_was_written_since_is_read(tmp_path):
    log = tmp_path / "log"
    log.write_text("before\n")
    logs = Logs([log])
    append(log, "after\n")

    assert logs.written() == "after\n"


def test_what_comes_a_little_later_is_waited_for(tmp_path):
    log = tmp_path / "log"
    logs = Logs([log])
    log.write_text("one\n")
    timer = threading.Timer(0.07, append, [log, "two\n"])
    timer.start()
    text = logs.written()
    timer.join()

    assert "one" in text


def test_a_file_that_is_begun_anew_is_read_from_its_start(tmp_path):
    log = tmp_path / "log"
    log.write_text("a long line of before\n")
    logs = Logs([log])
    log.write_text("new\n")

    assert logs.written() == "new\n"


def test_the_line_of_a_word_is_told_of_what_was_written_since(tmp_path):
    first, log = tmp_path / "first", tmp_path / "log"
    log.write_text("Quzquzquz\nbefore\n")
    logs = Logs([first, log])
    append(log, "after\nquzquzquz\n")

    assert logs.place("Quzquzquz") == f"{log}, line 4"
    assert logs.place("nothing") == "it is gone again"


def test_a_file_that_is_not_there_holds_nothing(tmp_path):
    assert Logs([tmp_path / "none"]).written() == ""


def test_bytes_that_are_no_text_do_no_harm(tmp_path):
    log = tmp_path / "log"
    logs = Logs([log])
    log.write_bytes(b"\xff\xfe Quzquzquz \xff")

    assert found(["Quzquzquz"], logs.written()) == ["Quzquzquz"]
