"""Reports with every verdict in them, and with attacks in every text."""

from __future__ import annotations

import pytest
from made_reports import HOSTILE, an_exchange, judged, reported

from mock_redox.adapters.contracting.results import Comparison


@pytest.fixture
def full():
    """A report with each verdict, a baseline and a client's rule."""
    said = "it answered 200 to a token that is wrong"
    return reported(
        judged("passed", variant="wrong", saw=("refused with 401",)),
        judged("failed", variant="one-short", said=said, saw=("pushed", "answered 200"),
               exchanges=(an_exchange(),), repeat="curl -i -X POST http://127.0.0.1:8000/redox"),
        judged("failed", "receiver.push.right", said="it was not taken", known=True),
        judged("failed", "receiver.leak.answer", "should", said="this could not be judged: x",
               broke=True),
        judged("failed", "receiver.verify.get", "advice", said="no echo"),
        judged("weak", "receiver.token.processed", weak=("no probe was given",)),
        judged("skipped", "receiver.token.old", said="no former token: --old-token T"),
        judged("passed", "client.token.reuse", target="make call"),
        baseline=Comparison(file="known.yaml", known=("receiver.push.right",),
                            new=("receiver.token.variants[one-short]",), stale=("receiver.x",)),
    )  # fmt: skip


@pytest.fixture
def hostile():
    """A report in which everything that a system can say is an attack."""
    exchange = an_exchange(
        url=f"http://x/{HOSTILE}", reason=HOSTILE,
        request={"headers": [[HOSTILE, HOSTILE]], "body": HOSTILE},
        response={"headers": [[HOSTILE, HOSTILE]], "body": HOSTILE},
    )  # fmt: skip
    return reported(
        judged("failed", variant=HOSTILE, said=HOSTILE, saw=(HOSTILE,), weak=(HOSTILE,),
               exchanges=(exchange,), repeat=HOSTILE, target=HOSTILE, node=HOSTILE, file=HOSTILE),
        judged("skipped", "receiver.token.old", said=HOSTILE),
        judged("weak", "receiver.token.processed", weak=(HOSTILE,), saw=(HOSTILE,)),
        problems=(HOSTILE,),
        baseline=Comparison(file=HOSTILE, known=(HOSTILE,), new=(HOSTILE,), stale=(HOSTILE,)),
    )  # fmt: skip
