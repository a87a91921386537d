"""``--baseline``: what is known, what is new, what is stale."""

from __future__ import annotations

import pytest
from fake_rules import ANY_CASE, SOUND


@pytest.fixture
def known(tmp_path):
    """Writes a baseline with such entries."""

    def write(*entries):
        file = tmp_path / "known.yaml"
        file.write_text("\n  ".join(["known:", *entries]))
        return file

    return write


def test_what_is_known_does_not_fail_the_run(judge, receiver, known):
    receiver.answer = ANY_CASE
    file = known("receiver.token.variants[case-flipped]: TICKET-12")
    said = judge("--baseline", file)

    assert said.code == 0
    assert "Known, and still so: receiver.token.variants[case-flipped]\n" in said.out


def test_a_new_failure_fails_it(judge, receiver, known):
    receiver.answer = lambda environ, body: (200, {}, b"")
    file = known("receiver.token.variants[case-flipped]: ''")
    said = judge("--baseline", file, "--level", "must")

    assert said.code == 1
    assert (
        "New, not in the baseline: receiver.token.variants[wrong], "
        "receiver.token.variants[one-short]\n"
    ) in said.out


def test_a_stale_entry_is_told_and_does_not_fail_it(judge, receiver, known):
    receiver.answer = SOUND
    file = known("receiver.push.right: ''", "receiver.token.old: ''")
    said = judge("--baseline", file)

    assert said.code == 0
    told = " ".join(said.out.split())
    assert f"Stale: receiver.push.right failed no more; take it out of {file}" in told


def test_it_is_written_and_read_again(judge, receiver, tmp_path):
    receiver.answer = ANY_CASE
    file = tmp_path / "known.yaml"
    wrote = judge("--baseline", file, "--update-baseline")
    read = judge("--baseline", file)

    assert (wrote.code, read.code) == (0, 0)
    assert f"The baseline {file} holds 1 failure now.\n" in wrote.out
    assert "receiver.token.variants[case-flipped]: ''\n" in file.read_text()
    assert "Stale" not in read.out
