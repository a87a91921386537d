"""The rules about receivers as their users run them: real pytest runs."""

import itertools
import os
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from contract.receivers.base import PATH, TOKEN, Endpoint
from contract.receivers.bugs.broad import SaysNoToEverybody, SaysYesAndDoesNothing, TakesEveryToken
from contract.receivers.judging import QUICK, failed, judge, live, mounted, of
from thoroughness import thorough

from mock_redox import serve

ALL = ("--pyargs", "mock_redox.contract", "-p", "no:cacheprovider", "-m", "not redox_slow")


class Counted(Endpoint):
    """Tells under another path how many messages it processed."""

    def answered(self, environ):
        if environ["PATH_INFO"] == "/count":
            return 200, f'{{"processed": {len(self.processed)}}}'
        return super().answered(environ)


@pytest.fixture
def endpoint():
    """Serves an endpoint; the options that name it."""
    servers = []

    def start(make=Counted, probe=True):
        server = serve(make())
        url = server.__enter__().url
        servers.append(server)
        named = ["--redox-receiver", f"{url}{PATH}", "--redox-verification-token", TOKEN]
        return [*named, "--redox-probe", f"{url}/count"] if probe else named

    yield start
    for server in servers:
        server.__exit__(None, None, None)


@thorough
def test_a_whole_run_finds_no_fault_in_a_sound_endpoint(pytester, endpoint):
    before = os.times()
    result = pytester.runpytest_subprocess(*ALL, *endpoint())
    counts, after = result.parseoutcomes(), os.times()
    worked = sum(after[:4]) - sum(before[:4])

    assert set(counts) <= {"passed", "skipped", "deselected", "warnings"}, result.stdout.str()
    assert counts["passed"] > 100
    # on a machine with nothing else to do it takes 20 s, of which it works for less than half
    assert worked < 40, "it takes more than a minute"


def test_what_is_not_given_is_not_judged_and_the_reason_says_how_to_give_it(pytester, endpoint):
    result = pytester.runpytest(*ALL, "-rs", "-k", "log or receiver.token", *endpoint())
    reasons = "\n".join(line for line in result.outlines if line.startswith("SKIPPED"))

    assert "no former token is known: give --redox-old-token T" in reasons
    assert "no token of another destination is known: give --redox-other-token T" in reasons
    assert "no log is named: give --redox-log FILE" in reasons


def test_a_failure_says_in_a_sentence_what_was_seen(pytester, endpoint):
    class Open(Counted, TakesEveryToken):
        pass

    result = pytester.runpytest(*ALL, "-k", "with_another_token", *endpoint(Open))

    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(["it was processed, though it was answered 200*"])


@pytest.mark.parametrize(
    "make", [pytest.param(SaysYesAndDoesNothing, marks=thorough), SaysNoToEverybody]
)
def test_an_endpoint_that_answers_everything_alike_fails_loudly(pytester, endpoint, make):
    result = pytester.runpytest(*ALL, "-k", "receiver", *endpoint(make, probe=False))
    counts = result.parseoutcomes()

    assert counts["failed"] >= 2
    assert "test_the_endpoint_answers_the_challenge" in result.stdout.str()


def test_what_is_down_is_named_once_a_rule_without_a_traceback(pytester):
    result = pytester.runpytest(*ALL, "-k", "token", "--redox-receiver", "http://127.0.0.1:1/redox")
    text = result.stdout.str()

    assert set(result.parseoutcomes()) <= {"errors", "deselected", "skipped"}
    assert "nothing answers at http://127.0.0.1:1/redox: connection refused" in text
    assert "Traceback" not in text


def test_an_endpoint_that_never_answers_is_told_before_any_rule():
    class Hangs(Endpoint):
        def answered(self, environ):
            time.sleep(1)
            return 200, ""

    verdicts = judge(
        live(Hangs), cases=of({"receiver.token.crash", "receiver.leak.token"}),
        scale=replace(QUICK, push_limit=0.2),
    )  # fmt: skip
    said = [verdict for variants in verdicts.values() for verdict in variants.values()]

    assert len(said) > 20
    assert all(how == "failed" and "nothing answers at http" in text for how, text in said)
    assert said[0][1].endswith("no whole answer within 0.2 s, nor to a right push")


def test_a_probe_that_never_stands_still_accuses_nobody():
    @contextmanager
    def counting_its_own_requests():
        with mounted(Endpoint)() as (receiver, _):
            yield receiver, itertools.count().__next__

    only = {"receiver.push.processed", "receiver.token.wrong", "receiver.repeat.once"}
    verdicts = judge(counting_its_own_requests, cases=of(only))

    assert set(failed(verdicts)) == {"receiver.push.processed"}
    assert "changes while nothing is sent" in failed(verdicts)["receiver.push.processed"]


def test_without_a_receiver_nothing_is_judged(pytester):
    result = pytester.runpytest(*ALL, "-rs", "-k", "test_receiver_tokens")

    assert set(result.parseoutcomes()) == {"skipped", "deselected"}
    result.stdout.fnmatch_lines(["*no receiver is named: give --redox-receiver URL*"])


@thorough
def test_workers_take_turns(pytester, endpoint):
    result = pytester.runpytest_subprocess(*ALL, "-n", "2", "-k", "exact or repeat", *endpoint())
    counts = result.parseoutcomes()

    assert "failed" not in counts, result.stdout.str()
    assert "errors" not in counts
    assert counts["passed"] > 10


def test_the_rules_run_in_a_suite_of_ones_own_with_an_app_in_the_process(pytester):
    pytester.makeconftest("""
        import pytest
        from receiver import TOKEN, app, arrivals

        @pytest.fixture
        def redox_receiver():
            return app, "/redox"

        @pytest.fixture
        def redox_verification_token():
            return TOKEN

        @pytest.fixture
        def redox_side_effects():
            return lambda: arrivals
    """)
    pytester.makepyfile("from mock_redox.contract.receiver import *")
    chosen = "receiver.verification or receiver.push or receiver.repeat"
    result = pytester.runpytest("-p", "no:cacheprovider", "-k", chosen)
    counts = result.parseoutcomes()

    assert "failed" not in counts, result.stdout.str()
    assert counts["passed"] > 20


def test_ids_and_names_select_rules(pytester, endpoint):
    result = pytester.runpytest(*ALL, "-v", "-k", "case_is_discarded", *endpoint())

    assert result.parseoutcomes()["passed"] == 1


MESSAGES = {
    "a name": '"Scheduling.New"',
    "a message": '{"Meta": {"DataModel": "Results", "EventType": "New"}, "Orders": []}',
    "a maker": 'lambda: {"Meta": {"DataModel": "Results", "EventType": "New"}, "Orders": []}',
}


@pytest.mark.parametrize("event", MESSAGES.values(), ids=MESSAGES)
def test_a_receiver_may_be_there_for_another_event(pytester, event):
    pytester.makeconftest(f"""
        import pytest
        from contract.receivers.base import Endpoint, TOKEN

        class Particular(Endpoint):
            def process(self, message):
                if message["Meta"]["DataModel"] in ("Scheduling", "Results"):
                    super().process(message)

        app = Particular()

        @pytest.fixture
        def redox_receiver():
            return app, "/redox"

        @pytest.fixture
        def redox_side_effects():
            return lambda: len(app.processed)

        @pytest.fixture
        def redox_event():
            return {event}
    """)
    pytester.makepyfile("from mock_redox.contract.receiver import *")
    result = pytester.runpytest("-p", "no:cacheprovider", "-k", "once or absent or push.processed")
    counts = result.parseoutcomes()

    assert "failed" not in counts, result.stdout.str()
    assert counts["passed"] == 3 + 2 + 4 + 1


def test_an_event_that_does_not_exist_is_told(pytester, endpoint):
    result = pytester.runpytest(
        *ALL, "-k", "a_right_push_is_taken", "--redox-event", "Scheduling.Now", *endpoint()
    )

    result.stdout.fnmatch_lines(["*redox_event: *unknown event 'Scheduling.Now'; did you mean*"])
    result.stdout.no_fnmatch_line("*During handling of*")


def test_a_log_is_searched_from_where_it_ended(pytester, endpoint, tmp_path):
    log = tmp_path / "receiver.log"
    log.write_text(f"of yesterday: {TOKEN}\n")

    class Logging(Counted):
        def process(self, message):
            super().process(message)
            self.write(message["Patient"]["Demographics"]["LastName"])

    Logging.log = log
    result = pytester.runpytest(*ALL, "-k", "log_", "--redox-log", str(log), *endpoint(Logging))

    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(
        [f"*a log holds what a message said of a patient: * ({log}, line *"]
    )
