"""What the contract finds in clients: those with one fault each, and sound ones of many styles.

Not a benchmark itself; ``contract_score.py`` prints it.
"""

import sys

from harness import ROOT

sys.path.append(str(ROOT / "tests"))

from clientele import legacy, styles, system
from clientele.judge import RULES, failed, judged
from contract_score import Judged, Side

from mock_redox import MockRedox


def side() -> Side:
    """Every faulty client and every sound one, each judged by all rules."""
    mock, found = MockRedox(), []
    faulty = [(name, rules, styles.faulty(name)) for name, rules in system.FAULTS.items()]
    faulty += [(name, rules, styles.faulty_legacy(name)) for name, rules in legacy.FAULTS.items()]
    sound = [(name, set[str](), make) for name, make in styles.STYLES.items()]
    with mock.intercept():
        for name, rules, make in faulty + sound:
            print(f"client: {name}", file=sys.stderr)
            found.append(Judged(name, frozenset(rules), frozenset(failed(judged(mock, make)))))
    return Side("client", found, len(RULES))
