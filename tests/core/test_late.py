"""Attributes that are made when they are first asked for."""

import threading

import pytest

from mock_redox.core.late import late


class Slow:
    def __init__(self):
        self.made = 0
        self.go_on = threading.Event()

    @late
    def part(self):
        """What takes long."""
        self.go_on.wait(5)
        self.made += 1
        return object()


def test_threads_that_ask_at_once_get_one_and_the_same():
    slow, got = Slow(), []
    asking = [threading.Thread(target=lambda: got.append(slow.part)) for _ in range(8)]
    for each in asking:
        each.start()

    slow.go_on.set()
    for each in asking:
        each.join(5)

    assert slow.made == 1
    assert got == [slow.part] * 8


def test_each_object_has_its_own_and_the_class_tells_what_it_is():
    one, other = Slow(), Slow()
    one.go_on.set()
    other.go_on.set()

    assert one.part is not other.part
    assert Slow.part.__doc__ == "What takes long."


def test_what_can_not_be_made_is_tried_again():
    class Broken:
        tries = 0

        @late
        def part(self):
            self.tries += 1
            return 1 / (self.tries - 1)

    broken = Broken()
    with pytest.raises(ZeroDivisionError):
        _ = broken.part

    assert broken.part == 1
