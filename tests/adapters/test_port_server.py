"""Granian's server on a socket that listens already."""

import asyncio
import logging
import sys

from mock_redox.adapters.listening import listening
from mock_redox.adapters.port_server import PortServer
from mock_redox.core.settings import Settings


class App:
    async def __rsgi__(self, scope, protocol):
        protocol.response_str(200, [], "here")


def test_who_called_before_it_was_there_is_answered():
    async def called():
        server = PortServer(App(), listener, [])
        reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        serving = asyncio.create_task(server.serve())
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        server.stop()
        await serving
        return answer

    with listening(Settings(port=0)) as (place, (listener,)):
        assert asyncio.run(called()).endswith(b"here")


def test_what_the_server_itself_complains_of_is_not_on_stdout():
    with listening(Settings(port=0)) as (_, (listener,)):
        PortServer(App(), listener, [])

    told = [logging.getLogger(name).handlers for name in ("_granian", "granian.access")]
    assert [each.stream for handlers in told for each in handlers] == [sys.stderr, sys.stderr]
