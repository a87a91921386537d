"""The file of known failures: read, compared with a run, and written anew."""

from __future__ import annotations

import pytest
from made_reports import judged

from mock_redox.adapters.contracting.baseline import compare, covers, load, update
from mock_redox.core.errors import Misuse

FAILED = judged("failed", variant="one-short")
OTHER = judged("failed", variant="wrong")
MENDED = judged("passed", "receiver.push.right")
NAME = "receiver.token.variants[one-short]"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "known.yaml"


@pytest.mark.parametrize(
    "text",
    ['{"known": {"receiver.a.b": "note", "receiver.c": null}}',
     "known:\n  receiver.a.b: note\n  receiver.c:\n"],
)  # fmt: skip
def test_it_is_yaml_or_json(file, text):
    file.write_text(text)

    assert load(file) == {"receiver.a.b": "note", "receiver.c": ""}


@pytest.mark.parametrize("text", ["", "[]", "known: 3", "known: [a]", "known: {1: a}", "a: {b: c}"])
def test_another_form_is_told(file, text):
    file.write_text(text)

    with pytest.raises(Misuse, match=r"is of another form; expected \{known: "):
        load(file)


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"known: {", b"a: &x [*x, *x]\nb: ]"])
def test_what_can_not_be_read_is_told(file, raw):
    file.write_bytes(raw)

    with pytest.raises(Misuse, match=r"the baseline .*known.yaml can't be read: "):
        load(file)


def test_one_that_is_not_there_is_told_with_the_way_to_make_it(file):
    with pytest.raises(Misuse, match="is not there; --update-baseline writes it"):
        load(file)


@pytest.mark.parametrize("known", [NAME, "receiver.token.variants"])
def test_a_name_covers_a_variant_or_a_whole_rule(known):
    assert covers({known: ""}, FAILED.rule.id, FAILED.name)
    assert not covers({known: ""}, "receiver.push.right", "receiver.push.right")


def test_what_failed_is_known_or_new(file):
    found = compare(file, {NAME: ""}, [FAILED, OTHER, judged("failed", "receiver.a.b", "advice")])

    assert (found.known, found.new) == ((NAME,), ("receiver.token.variants[wrong]",))


@pytest.mark.parametrize(
    ("known", "stale"),
    [
        ("receiver.push.right", True),
        ("receiver.token.variants", False),
        ("receiver.token.variants[gone]", False),
        ("receiver.not.judged", False),
        ("receiver.token.old", False),
    ],
)
def test_what_was_judged_and_failed_no_more_is_stale(file, known, stale):
    skipped = judged("skipped", "receiver.token.old")
    found = compare(file, {known: ""}, [FAILED, MENDED, skipped])

    assert (known in found.stale) is stale


def test_a_variant_that_was_mended_is_stale_while_others_fail(file):
    mended = judged("passed", variant="wrong")
    found = compare(file, {NAME: "", "receiver.token.variants[wrong]": ""}, [FAILED, mended])

    assert found.stale == ("receiver.token.variants[wrong]",)


@pytest.mark.parametrize("name", ["known.yaml", "known.json"])
def test_written_anew_it_keeps_notes_and_what_was_not_judged(tmp_path, name):
    path = tmp_path / name
    known = {"receiver.push.right": "mended", "receiver.not.judged": "TICKET-1 é soon", NAME: "T-2"}
    found = update(path, known, [FAILED, OTHER, MENDED])

    assert load(path) == {
        "receiver.not.judged": "TICKET-1 é soon",
        NAME: "T-2",
        "receiver.token.variants[wrong]": "",
    }
    assert found.updated
    assert set(found.known) == {NAME, "receiver.token.variants[wrong]"}


def test_one_that_can_not_be_written_is_told(tmp_path):
    with pytest.raises(Misuse, match="can't be written"):
        update(tmp_path / "no" / "folder.yaml", {}, [FAILED])
