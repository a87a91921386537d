"""What is known of the system under test beyond one rule."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from mock_redox.contract.calling.mocks import Logs
from mock_redox.contract.calling.reports import Call


@dataclass
class Run:
    """One system under test, for as long as it keeps its state.

    Args:
        lasting: the system lives through all rules and keeps its token between them; else it is
            as fresh as the mock in each.
        pause: lets time pass for the system and for the mock.
        patience: seconds after which a call that Redox does not answer should have ended.

    Attributes:
        first: its first good call; what it reports of that, a good call reports.
        renewed: a call after the end of its first token, if that was seen.
        late: its calls reach Redox only after it has answered.
        tells: whether it says so when a call failed; None if that was not seen yet.
        broken: the rule that says why it never worked, and a sentence.
        lost: its last ordinary call failed.
        logs: what it wrote since the run began: some fetch a token once, and log it then.
    """

    lasting: bool = False
    pause: Callable[[float], None] = time.sleep
    patience: float | None = None
    begun: bool = False
    first: Call | None = None
    renewed: Call | None = None
    late: bool = False
    tells: bool | None = None
    broken: tuple[str, str] | None = None
    lost: bool = False
    logs: Logs | None = None

    @property
    def fhir(self) -> bool:
        """Whether it calls the FHIR API, behind whose front door the mock has nothing."""
        return self.first is not None and self.first.last is not None and self.first.last.is_fhir
