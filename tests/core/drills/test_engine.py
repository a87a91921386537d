"""Scripts of one's own: when steps and calls are made, and what is found out of them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from mock_redox.core.drills import engine
from mock_redox.core.drills.here import Here
from mock_redox.core.drills.outcome import GOOD, CallFailed, NoAnswer, Outcome
from mock_redox.core.drills.script import Script, Step
from mock_redox.core.drills.service import Order, drill
from mock_redox.core.errors import Misuse

BAD = Outcome(False, "check.failed", "it was refused", "mend it")


class Play:
    """A drill whose calls fail in the given stretches of seconds; keeps when all happened."""

    def __init__(self, redox, *out):
        self.redox, self._out, self.happened = redox, out, []
        self._begun = redox.clock.now()

    def seconds(self):
        return (self.redox.clock.now() - self._begun).total_seconds()

    def step(self, at, what="a step", **more):
        return Step(at, what, lambda: self.happened.append((what, self.seconds())), **more)

    def probe(self):
        self.happened.append(("call", self.seconds()))
        return BAD if any(a <= self.seconds() < b for a, b in self._out) else GOOD

    def hold(self, *steps, settle="30s", every="10s", **more):
        script = Script("mine", steps, settle=settle, probe=self.probe, **more)
        return drill(Here(self.redox), Order(script=script, every=every))


@pytest.fixture
def play(build):
    return lambda *out: Play(build().redox, *out)


def spans(result):
    start = result.timeline[0].at
    return [tuple((each - start).total_seconds() for each in (outage.start, outage.end))
            for outage in result.outages]  # fmt: skip


def test_calls_are_tried_from_the_start_to_the_end_and_after_each_step(play):
    mine = play()
    mine.hold(mine.step("15s", "b"), mine.step(10, "a"), settle=10)

    assert mine.happened == [
        ("call", 0), ("a", 10), ("call", 10), ("b", 15), ("call", 15), ("call", 20)
    ]  # fmt: skip


def test_an_outage_lasts_from_the_step_that_caused_it_to_the_first_call_that_got_through(play):
    mine = play((25, 42))
    result = mine.hold(mine.step(25, "it broke"), settle=35)

    assert spans(result) == [(25, 50)]
    assert result.seconds_out == 25


def test_an_outage_that_no_step_caused_begins_with_the_first_call_that_failed(play):
    result = play((25, 42)).hold(settle=60)

    assert spans(result) == [(30, 50)]
    assert result.outages[0].cause == "no step of the script explains it"


def test_several_outages_add_up_and_the_last_may_not_end(play):
    mine = play((10, 20), (40, 60), (90, 1000))
    result = mine.hold(settle=100)

    assert spans(result) == [(10, 20), (40, 60), (90, 100)]
    assert [each.ended for each in result.outages] == [True, True, False]
    assert result.seconds_out == 40
    assert result.summary.startswith("could not authenticate for 40 s in 3 outages: 10 s from 12:")
    assert "to the end of the drill" in result.summary


def test_an_outage_that_begins_with_the_last_call_lasts_to_the_next_at_least(play):
    mine = play((20, 1000))
    result = mine.hold(mine.step(20), settle=0)

    assert (result.seconds_out, result.recovered) == (10, False)
    assert spans(result) == [(20, 30)]


def test_of_several_steps_the_one_that_took_something_away_is_blamed(play):
    mine = play((30, 50))
    told = mine.step(30, "the client is told", past="the client was told")
    gone = mine.step(30, "the key goes", past="the key went", until="it came back", breaks=True,
                     fix="leave it")  # fmt: skip
    result = mine.hold(gone, told)

    assert result.outages[0].cause == "the key went 20 s before it came back"
    assert result.outages[0].fix == "leave it"


def test_an_outage_that_comes_later_says_so(play):
    mine = play((30, 1000))
    result = mine.hold(mine.step(5, "the key goes", past="the key went", breaks=True))

    assert result.outages[0].cause == (
        "the key went at 12:00:05, which showed only at 12:00:30, and no call worked after that"
    )
    assert result.outages[0].fix == "mend it"


def test_a_step_without_a_past_is_named(play):
    mine = play((10, 20))

    assert mine.hold(mine.step(10)).outages[0].cause == (
        "it began with the step 'a step', 10 s before calls worked again"
    )


def test_the_first_call_has_to_get_through(play):
    mine = play((0, 10))
    with pytest.raises(engine.NotReady, match="fails before anything is rotated: it was refused"):
        mine.hold(mine.step(5))

    assert mine.happened == [("call", 0)]


def test_a_running_clock_stands_still_meanwhile_and_runs_on_from_there(build):
    world = build()
    world.redox.clock.real()
    world.wall = world.redox.clock.wall() + timedelta(milliseconds=400)
    mine = Play(world.redox)
    before = world.redox.clock.now()

    def probe():
        world.wall += timedelta(seconds=3)  # a slow call
        return GOOD

    result = drill(
        Here(world.redox),
        Order(script=Script("slow", (mine.step("10s"),), settle="10s", probe=probe)),
    )
    assert [each.at.microsecond for each in result.timeline] == [0] * 4
    after = result.timeline[-1].at - before
    assert after == timedelta(seconds=20, milliseconds=600)
    assert (world.redox.clock.rate, world.redox.clock.now()) == (1.0, before + after)


def test_a_call_that_moves_the_clock_itself_is_timed_by_it(play):
    mine = play()

    def probe():
        mine.happened.append(("call", mine.seconds()))
        mine.redox.clock.advance("7s")
        return GOOD

    script = Script("mine", (), settle="20s", probe=probe)
    drill(Here(mine.redox), Order(script=script, every=5))

    assert mine.happened == [("call", each) for each in (0, 7, 14, 21, 28)]


def test_whatever_happens_things_are_tidied_and_another_drill_can_be_held(build):
    redox, tidied = build().redox, []
    redox.clock.scale(3)

    def burst():
        raise KeyError("boom")

    script = Script("mine", (Step(5, "bursts", burst),), probe=lambda: GOOD,
                    tidy=lambda: tidied.append(1))  # fmt: skip
    for _ in range(2):
        with pytest.raises(KeyError):
            drill(Here(redox), Order(script=script))

    assert (tidied, redox.clock.rate) == ([1, 1], 3)


def test_two_drills_at_once_would_disturb_each_other(build):
    redox = build().redox
    inner = Order(script=Script("inner", (), probe=lambda: GOOD))
    outer = Script("outer", (Step(0, "again", lambda: drill(Here(redox), inner)),),
                   probe=lambda: GOOD)  # fmt: skip
    with pytest.raises(Misuse, match="a drill is held on this mock already"):
        drill(Here(redox), Order(script=outer))


@pytest.mark.parametrize(
    ("steps", "options", "problem"),
    [
        ((), {"every": "0s"}, "use 100 ms or more"),
        ((), {"every": "-1s"}, "is negative"),
        ((), {"every": "often"}, "every: 'often' is not a duration"),
        ((), {"settle": "30d"}, "more than 20000"),
        ((Step("-5s", "too early", print),), {}, "before the drill's start"),
        ((Step("soon", "unclear", print),), {}, "is not a duration"),
    ],
)
def test_what_cannot_be_held_is_refused(play, steps, options, problem):
    with pytest.raises(Misuse, match=problem):
        play().hold(*steps, **options)


def test_a_script_of_ones_own_needs_a_call_or_a_probe(build):
    with pytest.raises(Misuse, match="needs a call"):
        drill(Here(build().redox), Order(script=Script("mine", ())))


def call_and_journal(redox, status=200, says=None):
    """A call that reaches the mock's journal, and then does as it is told."""

    def call():
        redox.journal.add(
            at=redox.clock.now(), direction="in", method="POST", url="/endpoint", path="/endpoint",
            status=status,
        )  # fmt: skip
        if isinstance(says, Exception):
            raise says
        return says

    return call


@pytest.mark.parametrize(
    ("says", "because"),
    [
        (False, "the call returned False"),
        (ValueError("boom\nin two lines"), "ValueError: boom in two lines"),
        (ValueError(), "ValueError"),
        (CallFailed("POST http://x was answered 500"), "POST http://x was answered 500"),
    ],
)
def test_a_call_fails_by_what_it_says(build, says, because):
    redox = build().redox
    probe = engine.calling(call_and_journal(redox, says=says), bench := Here(redox))
    with bench.held():
        outcome = probe()

    assert (outcome.ok, outcome.because, outcome.silent) == (False, because, False)


@pytest.mark.parametrize("says", [None, True, 0, ""])
def test_all_other_answers_of_a_call_are_fine(build, says):
    redox = build().redox
    probe = engine.calling(call_and_journal(redox, says=says), bench := Here(redox))
    with bench.held():
        assert probe().ok


def test_what_came_before_a_call_is_not_its_own(build):
    redox = build().redox
    probe = engine.calling(call_and_journal(redox), bench := Here(redox))
    with bench.held():
        call_and_journal(redox, status=401)()
        assert probe().ok


def test_a_journal_that_keeps_nothing_hides_nothing(build):
    redox = build(journal_entries=0).redox
    probe = engine.calling(call_and_journal(redox, status=401), bench := Here(redox))
    with bench.held():
        assert probe().because == "status 401"


def test_a_system_that_does_not_answer_is_told_apart(build):
    def call():
        raise NoAnswer("nothing there")

    with pytest.raises(engine.NotReady) as caught:
        drill(Here(build().redox), Order(script=Script("mine", ())), call)

    assert caught.value.silent


def test_no_secret_of_an_exception_is_shown(build):
    key = "-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----"
    redox = build().redox
    probe = engine.calling(call_and_journal(redox, says=ValueError(key)), bench := Here(redox))
    with bench.held():
        assert "MIIabc" not in str(probe())


def test_a_result_reads_as_a_table_and_a_verdict(play):
    mine = play((25, 40))
    step = mine.step(25, "the key goes", past="the key went", until="the client switched",
                     breaks=True, fix="keep it")  # fmt: skip
    result = mine.hold(step, says="a key goes", notes=("beware",))

    assert (
        str(result)
        == """\
drill mine: a key goes
2026-01-01 by the mock's clock, UTC; tried every 10 s and at each step

  from      tries
  12:00:00      3 ok
  12:00:25      2 FAILED  the key goes
  12:00:40      2 ok

OUT  could not authenticate for 15 s: from 12:00:25 to 12:00:40, because check.failed; the key
     went 15 s before the client switched
seen it was refused
fix  keep it
note beware"""
    )
    assert repr(result) == f"<drill mine: {result.summary}>"


def test_a_good_result_is_short(play):
    mine = play()

    assert str(mine.hold(mine.step(5), mine.step(5, "and another"))).splitlines()[2:] == [
        "",
        "  from      tries",
        "  12:00:00      1 ok",
        "  12:00:05                a step",
        "  12:00:05      4 ok      and another",
        "",
        "OK   could authenticate throughout: 0 s out in 5 tries",
    ]


@pytest.mark.parametrize(
    ("settle", "every", "line"),
    [
        ("10s", "10s", "  12:00:00      2 ok"),
        ("1d", "12h", "  01-01 12:00:00      3 ok"),
        ("500ms", "250ms", "  12:00:00.000000      3 ok"),
    ],
)
def test_moments_are_as_short_as_they_can_be_told_apart(play, settle, every, line):
    assert str(play().hold(settle=settle, every=every)).splitlines()[4] == line


def test_a_result_is_json(play):
    mine = play((25, 1000))
    result = json.loads(json.dumps(mine.hold(mine.step(25)).as_json()))

    assert (result["script"], result["seconds_out"], result["failed"]) == ("mine", 25.0, 4)
    assert result["outages"][0]["from"] == "2026-01-01T12:00:25.000Z"
    assert result["outages"][0]["to"] is None
    assert [each["kind"] for each in result["timeline"]][:5] == [
        "call", "call", "call", "step", "call"
    ]  # fmt: skip
