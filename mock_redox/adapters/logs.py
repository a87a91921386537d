"""Writes every exchange to a log, one line each, as the journal has it and without secrets."""

import logging

from mock_redox.core.journal import Exchange
from mock_redox.core.redox import Redox

logger = logging.getLogger("mock_redox")


def follow(redox: Redox) -> None:
    """Log the exchanges of this Redox, in and out, as the setting ``log`` says."""

    def write(exchange: Exchange) -> None:
        wanted = redox.settings.now.log
        good = exchange.outcome == "ok"
        if wanted == "all" or (wanted == "refused" and not good):
            logger.log(logging.INFO if good else logging.WARNING, "%s", exchange.line())

    redox.journal.listen(write)


def to_stderr() -> None:
    """Show the log to people, as plain lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
