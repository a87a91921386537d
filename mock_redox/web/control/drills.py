"""Rotation drills over HTTP, for systems that can be called by URL."""

from dataclasses import asdict

from mock_redox.core.drills.here import Here
from mock_redox.core.drills.posting import Posting
from mock_redox.core.drills.scripts import SCRIPTS
from mock_redox.core.drills.service import Order, drill
from mock_redox.web.control.operations import Call, operation
from mock_redox.web.control.records import DrillOrder


@operation("GET", "/drills", "The ready-made rotation drills", answer="Drills")
def list_drills(call: Call) -> object:
    return {"drills": [each.as_json() for each in SCRIPTS.values()]}


@operation("POST", "/drills", "Rotate a credential on the mock's clock, and see for how long your "
           "system was out; answers when the drill is over", body=DrillOrder,
           answer="DrillResult")  # fmt: skip
def hold_drill(call: Call) -> object:
    """The system's URLs are posted to; commands and callables are for the other doors."""
    given = asdict(call.body)
    made, told = given.pop("call"), given.pop("reload")
    posting = Posting(call.redox.wire, call.redox.settings)
    result = drill(
        Here(call.redox),
        Order(**given),
        posting.call(made) if made is not None else None,
        posting.switch(told) if told is not None else None,
    )
    return result.as_json()
