"""A piece of the journal in the forms in which it can be taken elsewhere."""

from dataclasses import dataclass

from mock_redox.core.errors import Misuse
from mock_redox.core.incidents.capturing import capture
from mock_redox.core.incidents.choice import Choice, Form
from mock_redox.core.incidents.choosing import choose
from mock_redox.core.incidents.curl import as_curl
from mock_redox.core.incidents.har import as_har
from mock_redox.core.incidents.plain import data_of, remark_on
from mock_redox.core.incidents.pytest_file import as_pytest, name_of
from mock_redox.core.redox import Redox


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A text, and the name that a file of it would have."""

    name: str
    text: str

    def as_json(self) -> dict[str, object]:
        return {"name": self.name, "text": self.text}


def export(redox: Redox, form: Form, choice: Choice, *, bodies: bool = True) -> Exported:
    """A piece of the journal, its secrets hidden.

    Args:
        bodies: whether messages keep what they say besides ``Meta``.

    Raises:
        Misuse: nothing fits, or it can't have that form.
    """
    part = choose(redox, choice)
    number = f"{part.all[0].id}-{part.all[-1].id}" if len(part.all) > 1 else f"{part.all[0].id}"
    if form == "har":
        if not bodies:
            raise Misuse("a har has the bodies; export an incident or curl without them")
        return Exported(name=f"exchanges-{number}.har", text=as_har(part.all))
    if form == "curl":
        return Exported(name=f"exchanges-{number}.sh", text=as_curl(redox, part, bodies))
    incident = capture(redox, part, bodies=bodies)
    text = redox.notation.write(data_of(incident), remark_on(incident))
    name = name_of(incident.outcome)
    if form == "pytest":
        return Exported(name=f"test_{name}.py", text=as_pytest(incident, text))
    return Exported(name=f"{name.replace('_', '-')}.yaml", text=text)
