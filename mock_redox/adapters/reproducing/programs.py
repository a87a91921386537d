"""The programs, each from the template of its form."""

import json
import re
import textwrap
from functools import cache
from typing import Literal, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined

from mock_redox.adapters.reproducing.stories import story
from mock_redox.core.destinations.destination import SANDBOX
from mock_redox.core.failures.catalogue import failure
from mock_redox.core.failures.model import Failure

Form = Literal["pytest", "python", "curl", "node"]
FORMS: tuple[Form, ...] = get_args(Form)

_TEMPLATES = {"pytest": "pytest.py", "python": "python.py", "curl": "curl.sh", "node": "node.mjs"}
_WIDTH = 88
_ONE_LINE = 60
"""Characters of a text that needs no second line."""


def program(name: str, form: Form = "pytest") -> str:
    """A short program that shows the failure of that name.

    Args:
        form: ``pytest`` needs nothing besides; ``python``, ``curl`` (a POSIX shell script) and
            ``node`` (an ES module) need a running mock.

    Raises:
        Unknown: there is no such failure.
    """
    return written(failure(name), form)


def written(entry: Failure, form: Form) -> str:
    """The same, for an entry of the catalogue."""
    told = story(entry)
    name = f"push.{_TEMPLATES[form]}" if told.shape == "push" else _TEMPLATES[form]
    template = _templates().get_template(f"{name}.j2")
    return template.render(story=told, destination=SANDBOX[0][0])


@cache
def _templates() -> Environment:
    made = Environment(  # noqa: S701  (these are programs, not pages)
        loader=PackageLoader("mock_redox.adapters.reproducing"), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters |= {"literal": _literal, "sh": _shell, "comment": _comment}
    return made


def _literal(text: str, indent: int, joint: str = "") -> str:
    """A text as Python and JavaScript write it; a long one in several pieces."""
    return f"{joint}\n{' ' * indent}".join(map(_quoted, _pieces(text)))


def _pieces(text: str) -> list[str]:
    return [text] if len(text) <= _ONE_LINE else re.split(r'(?<=,)(?=")', text)


def _quoted(text: str) -> str:
    return repr(text) if '"' in text else json.dumps(text)


def _shell(text: str) -> str:
    """A text as a shell writes it; quoted pieces that touch are one word."""
    quoted = (each.replace("'", "'\\''") for each in _pieces(text))
    return "\\\n".join(f"'{each}'" for each in quoted)


def _comment(text: str, mark: str) -> str:
    """Lines of a comment, each with its mark; addresses and names stay whole."""
    wrapper = textwrap.TextWrapper(
        _WIDTH, initial_indent=mark, subsequent_indent=mark, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
    return wrapper.fill(text)
