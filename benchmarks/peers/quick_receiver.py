"""Answers every request with 200 at once: as little receiver as there can be.

python quick_receiver.py PORT
"""

import asyncio
import sys

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


class Receiver(asyncio.Protocol):
    """Reads a head and as many bytes as it announces, then answers."""

    def connection_made(self, transport):
        self.transport, self.waiting = transport, b""

    def data_received(self, data):
        self.waiting += data
        while True:
            head, found, rest = self.waiting.partition(b"\r\n\r\n")
            if not found:
                return
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r")[0] or 0)
            if len(rest) < length:
                return
            self.waiting = rest[length:]
            self.transport.write(ANSWER)


async def main() -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Receiver, "127.0.0.1", sys.argv[1])
    await server.serve_forever()


asyncio.run(main())
