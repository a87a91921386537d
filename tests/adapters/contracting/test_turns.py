"""One at a time, whoever asks."""

import threading
import time

from mock_redox.adapters.contracting.turns import turn


def test_only_one_is_in_at_a_time(tmp_path):
    inside, most = [], []

    def enter():
        with turn(tmp_path / "lock"):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.005)
            inside.pop()

    threads = [threading.Thread(target=enter) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert most == [1] * 6


def test_one_that_raises_lets_the_next_one_in(tmp_path):
    for _ in range(2):
        try:
            with turn(tmp_path / "lock"):
                raise LookupError
        except LookupError:
            pass
