"""Writes the pages that say what the code knows: ``python docs/generate.py``.

They are ``docs/settings.md``, from the settings, ``docs/failures``, from the catalogue, and the
tables of ``docs/contract.md``, from the rules, and ``docs/data-models.md``, from the schemas; what
stands above them there is written by hand.
"""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from mock_redox.adapters.contracting.catalogue import all_rules, area
from mock_redox.adapters.reproducing.programs import program
from mock_redox.contract.rules import Rule
from mock_redox.core.data_model.events import EVENTS
from mock_redox.core.data_model.schemas import EventSchema, all_schemas, models
from mock_redox.core.data_model.schemas.model import walk
from mock_redox.core.failures.catalogue import FAILURES, FAMILIES
from mock_redox.core.failures.model import Failure, Surface, Told
from mock_redox.core.settings import Setting, Settings, catalogue, choices

DOCS = Path(__file__).parent

SETTINGS = """# Settings

Each is a field of `Settings`, an option of `mock-redox serve` (`--token-lifetime 10s`), an
environment variable (`MOCK_REDOX_TOKEN_LIFETIME`), a key under `settings` in the config file, an
argument of the pytest marker (`@pytest.mark.redox(token_lifetime="10s")`), and, but for those that
are read at the start, a key of `PATCH /__mock__/settings`. Durations are seconds or have a unit:
`250ms`, `5m`, `24h`. In the environment, lists are separated by commas; `true` and `false` switch.

| Setting | Default | What it does |
| --- | --- | --- |
"""

INDEX = """# Failures by name

Every way in which authentication fails. Each can be made to happen, and is then what a client meets
whose request is really so:

    redox.fail("token.expired")                          # in a test: the next call
    @pytest.mark.redox_fail("token.expired")             # the same, for a test that is left alone
    mock-redox fail token.expired                        # in the running mock of MOCK_REDOX_URL
    curl $URL/__mock__/active-failures -d '{"name": "token.expired"}'
    curl $URL/endpoint -H 'X-Mock-Redox-Fail: token.expired'     # this call alone
    client id or API key CLIENT_ID, secret SECRET   # always

- How often, for whom and when: [guide](../guide.md#failures-by-name).
- To search by what you saw: `mock-redox failures --search "public key not found"`.
- With a token, an assertion or a push at hand that fails, and no name: [the doctor](../doctor.md).
- For a bug report, or a test of yours: `mock-redox reproduce token.expired` prints a short test
  that shows it, and with `--as python`, `curl` or `node` a program for a running mock.
"""

FAMILY = """# {family}: {says}

[All failures](README.md). The tests run as they are; `mock-redox reproduce NAME --as python`,
`curl` or `node` prints the same for a running mock.
"""

CALLS: dict[Surface, str] = {
    "token": "`POST /v2/auth/token`",
    "login": "`POST /auth/authenticate`",
    "refresh": "`POST /auth/refreshToken`",
    "data_model": "`POST /endpoint`, `POST /query`",
    "fhir": "calls of the FHIR API",
}
BEGIN = "<!-- the rest is written by docs/generate.py -->\n"
"""After it, what is written by hand ends."""
OWN = "mock's own"
NAMES = ("iss", "aud", "sub", "iat", "exp", "nbf", "expires", "verification-token")
"""That stand at the beginning of a description."""


def pages() -> dict[Path, str]:
    """All generated pages by their files."""
    failures = DOCS / "failures"
    return {
        DOCS / "settings.md": SETTINGS + _lines(map(_setting, catalogue().values())),
        DOCS / "contract.md": _contract(DOCS / "contract.md"),
        DOCS / "data-models.md": _models(DOCS / "data-models.md"),
        failures / "README.md": _index(),
        **{failures / f"{family}.md": _family(family) for family in FAMILIES},
    }


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


# settings


def _setting(each: Setting) -> str:
    start = " Read at the start." if each.at_start else ""
    return f"| `{each.name}` | {_default(each)} | {each.doc}{_choices(each)}{start} |"


def _choices(each: Setting) -> str:
    names = choices(each.kind)
    return f" One of {', '.join(f'`{name}`' for name in names)}." if names else ""


def _default(each: Setting) -> str:
    if isinstance(each.default, tuple):
        return "<br>".join(_value(value) for value in each.default) or "none"
    return _value(each.default) if each.default is not None else "none"


def _value(value: object) -> str:
    if isinstance(value, timedelta):
        return f"`{value.total_seconds():g}s`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


# the contract


def _contract(page: Path) -> str:
    by_hand = page.read_text(encoding="utf-8").partition(BEGIN)[0]
    rules = all_rules()
    parts = [by_hand + BEGIN.rstrip()]
    for head in dict.fromkeys((each.side, area(each)) for each in rules):
        parts.append(f"\n### {head[0].capitalize()}: {head[1]}\n")
        parts.append("| Rule | Level | It rests on | A failure means |\n| --- | --- | --- | --- |")
        parts += [_rule(each) for each in rules if (each.side, area(each)) == head]
    return _lines(parts)


def _rule(each: Rule) -> str:
    fact = f"{each.rests_on} ({each.mark}: {each.source})"
    cells = (f"{each.title}<br>`{each.id}`", each.level, fact, each.means)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


# data models


def _models(page: Path) -> str:
    by_hand = page.read_text(encoding="utf-8").partition(BEGIN)[0]
    return by_hand + BEGIN + "".join(map(_model, models()))


def _model(name: str) -> str:
    target = f"../mock_redox/core/data_model/schemas/{name.replace(' ', '')}.txt"
    rows = [_event(each) for each in all_schemas() if each.data_model == name]
    head = "| Event | | Required, besides `Meta` | Fields |\n| --- | --- | --- | --- |"
    return _lines([f"\n## [{name}]({target})\n", head, *rows])


def _event(schema: EventSchema) -> str:
    event = EVENTS.get((schema.data_model, schema.event_type))
    kind = f"query, answered by {event.answer}" if event and event.answer else ""
    kind = kind or ("" if event else "sent to the user" if schema.data_model == "SSO" else "answer")
    values = [path for path, each in walk(schema.fields) if each.fields is None]
    own = [path for path in values if not path.startswith("Meta.")]
    needed = ", ".join(f"`{path}`" for path in own if path in schema.required)
    return f"| {schema.event_type} | {kind} | {needed or 'nothing'} | {len(own)} |"


# failures


def _of(family: str) -> list[Failure]:
    return [each for each in FAILURES.values() if each.family == family]


def _index() -> str:
    example = FAILURES["token.expired"]
    head = INDEX.replace("CLIENT_ID", example.client_id).replace("SECRET", example.secret)
    return head + "".join(map(_table, FAMILIES))


def _table(family: str) -> str:
    rows = [
        f"| [`{each.name}`]({Path(each.page).name}) | {each.says} | {_statuses(each)} |"
        for each in _of(family)
    ]
    head = f"\n## [{family}]({family}.md): {FAMILIES[family]}\n"
    answered = "A sound receiver" if family == "verification" else "Answer"
    return _lines([head, f"| Name | What it is | {answered} |", "| --- | --- | --- |", *rows])


def _statuses(each: Failure) -> str:
    if "push" in each.answers:
        return each.sound.partition(" ")[0].strip(":,")
    found = dict.fromkeys(told.status for told in each.answers.values())
    return ", ".join("none" if status is None else str(status) for status in found)


def _family(family: str) -> str:
    head = FAMILY.format(family=family, says=FAMILIES[family])
    return head + "".join(map(_failure, _of(family)))


def _failure(each: Failure) -> str:
    sound = "receiver" if "push" in each.answers else "client"
    causes = "; ".join(each.causes)
    facts = [
        f"- **Usual causes:** {causes}",
        f"- **Fix:** {each.fix}",
        f"- **A sound {sound}** {each.sound}",
        f"- **How certain:** {'the ' * (each.mark == OWN)}{each.mark}: {each.source}",
        *_by_itself(each),
        *_always(each),
    ]
    facts = [line.replace("<", "\\<") for line in facts]  # or a reader sees no "<token>"
    test = ["<details><summary>Reproduce it in pytest</summary>", "", "```python",
            program(each.name).rstrip(), "```", "</details>"]  # fmt: skip
    return _lines(["", f"## {each.name}", "", _sentence(each.says), "", *_answers(each), *facts,
                   "", *test])  # fmt: skip


def _sentence(text: str) -> str:
    """With a capital, unless it begins with a name such as ``iat``."""
    first, _, rest = text.partition(" ")
    named = first in NAMES or "_" in first
    return f"`{first}` {rest}." if named else f"{text[0].upper()}{text[1:]}."


def _answers(each: Failure) -> list[str]:
    """The answers to the letter, each with the calls that get it."""
    by: dict[tuple[object, ...], list[str]] = {}
    for where, told in each.answers.items():
        if where != "push":
            key = (told.status, told.content_type, told.body, *told.headers.items())
            by.setdefault(key, []).append(where)
    return [line for wheres in by.values() for line in _answer(each, wheres)]


def _answer(each: Failure, wheres: list[Surface]) -> list[str]:
    told = each.answers[wheres[0]]
    calls = "every call" if len(wheres) == len(CALLS) else ", ".join(CALLS[one] for one in wheres)
    if told.body is not None:
        return [f"Answer to {calls}:", "", "```http", *_letter(told), "```", ""]
    if told.status is None:
        return [f"Answer to {calls}: none, the connection ends.", ""]
    late = f", {each.delay:g} s late" if each.delay else ""
    broken = ", damaged so" if each.stage == "after" else ""
    return [f"Answer to {calls}: {told.status} and the usual body{late}{broken}.", ""]


def _letter(told: Told) -> list[str]:
    headers = {"Content-Type": told.content_type, **told.headers}
    head = [f"{name}: {value}" for name, value in headers.items()]
    return [f"HTTP/1.1 {told.status}", *head, "", told.body or ""]


def _by_itself(each: Failure) -> list[str]:
    """What it needs to come about without being asked for, and its name then."""
    usual = Settings()
    needed = [
        f"`{name}: {str(value).lower()}`" if isinstance(value, bool) else f"`{name}`"
        for name, value in each.settings.items()
        if getattr(usual, name) != value
    ]
    lines = [f"- **By itself** only with the setting {name}" for name in needed]
    names = " or ".join(f"`{name}`" for name in each.checks)
    return [*lines, *([f"- **In the journal** it is {names}"] if names else [])]


def _always(each: Failure) -> list[str]:
    """The ids and secrets whose owners always meet it."""
    if not each.owners:
        return []
    who = " or ".join(each.owners)
    secret = f", or any API key with the secret `{each.secret}`" if "API key" in who else ""
    return [f"- **Always** for the {who} `{each.client_id}`{secret}"]


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
