"""``mock-redox verify`` and ``push``: with a running mock, or alone."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import click

from mock_redox.adapters.cli.doing import known, mock_at
from mock_redox.adapters.cli.group import CheckFailed, Unreachable
from mock_redox.adapters.cli.options import (
    config_option,
    content_options,
    json_option,
    story_options,
    url_option,
)
from mock_redox.adapters.cli.telling import check, quiet, tell
from mock_redox.core import redaction
from mock_redox.core.data_model.overlays import read_texts
from mock_redox.core.data_model.schemas import named
from mock_redox.core.errors import Misuse
from mock_redox.core.webhooks.faults import FAULTS, fault
from mock_redox.core.webhooks.messages import event_named
from mock_redox.core.webhooks.variants import VARIANTS, variant

TOKEN = click.option(
    "--verification-token", metavar="T", envvar="MOCK_REDOX_VERIFICATION_TOKEN",
    help="The token that your endpoint expects. [env: MOCK_REDOX_VERIFICATION_TOKEN]",
)  # fmt: skip
_METHOD = click.option("--method", type=click.Choice(["POST", "GET"]), help="How to challenge.")


@click.command()
@click.argument("to", metavar="URL")
@TOKEN
@_METHOD
@url_option
@config_option
@json_option
def verify(
    to: str, verification_token: str | None, method: str | None, url: str | None,
    config: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Challenge the endpoint at URL as Redox does when you press Verify & Save.

    Works alone; with --url the running mock does it and remembers that the endpoint is verified.
    """
    result = known(lambda: mock_at(url, config).verify(to, verification_token, method))
    click.echo(json.dumps(result) if as_json else _verified(result))
    end(result["ok"], result, "the endpoint is not verified")


@click.command()
@click.argument("event", required=False)
@story_options
@click.option("--to", required=True, metavar="URL", help="Your endpoint; or a destination's id.")
@TOKEN
@click.option(
    "--as", "as_", metavar="VARIANT", default="right", show_default=True,
    help="How the token goes with it: " + ", ".join(VARIANTS) + ". docs/fidelity.md and "
    "GET /__mock__/variants say what a sound receiver does.",
)  # fmt: skip
@click.option(
    "--broken", metavar="FAULT",
    help="What is wrong with it, besides the token: " + ", ".join(FAULTS) + ". See also "
    "GET /__mock__/faults.",
)  # fmt: skip
@content_options
@click.option("--unverified", is_flag=True, help="Push without verifying the endpoint first.")
@click.option(
    "--expect", type=click.Choice(["accepted", "refused", "any"]),
    help="Which answer is fine. By default 2xx for a right token, 4xx for a wrong one, "
    "any where the two headers disagree.",
)  # fmt: skip
@_METHOD
@url_option
@config_option
@json_option
def push(
    event: str | None, story: str | None, patients: int | None, step: bool, to: str,
    verification_token: str | None, as_: str, broken: str | None, data: str | None,
    overlay: tuple[str, ...], patient: str | None, unverified: bool, expect: str | None,
    method: str | None, url: str | None, config: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Push EVENT, such as PatientAdmin.Arrival, or a whole story to your endpoint.

    The endpoint is verified first, as Redox pushes only to verified ones. Works alone; with --url
    the running mock does it.
    """
    check(event, story, patients, step, bool(data or overlay))
    variant(as_)  # a wrong name is told before anything is sent
    if broken is not None:
        fault(broken)
    if event is not None:
        event_named(event)
    mock, show = mock_at(url, config), quiet if as_json else click.echo
    how: dict[str, Any] = {"as_": as_, "broken": broken, "unverified": True}
    if story is not None:
        how |= {"patients": patients, "patient": patient}
        begun = known(lambda: mock.story(to, verification_token, story, **how))
        send = partial(tell, begun, step, show)
    else:
        content = read_content(str(event), data, overlay, patient)
        if any(content.values()):  # what is wrong with it is told before anything is sent
            mock.rehearse(str(event), content)
        how |= content
        one = partial(mock.push, to, verification_token, str(event), **how)
        send = partial(_push_one, one, show)
    first = partial(mock.verify, to, verification_token, method)
    verification = None if unverified else _verified_first(first, as_json)
    done = send()
    if as_json:
        told = {"deliveries": done} if story is not None else done[0]
        click.echo(json.dumps({"verification": verification, **told}))
    _judge(done, expect)


def _push_one(push: Any, show: Any) -> list[dict[str, Any]]:
    made = known(push)
    show(_pushed(made))
    return [made]


def _verified_first(verify: Any, as_json: bool) -> Any:
    """The verification, which must be good: Redox pushes to nobody else."""
    result = known(verify)
    if not as_json or not result["ok"]:
        click.echo(json.dumps({"verification": result}) if as_json else _verified(result))
    problem = "not verified, so nothing was pushed; --unverified pushes all the same"
    end(result["ok"], result, problem)
    return result


def _judge(done: list[dict[str, Any]], expect: str | None) -> None:
    """Ends the command by the first answer that is not as wanted."""
    wanted = f"expected the push to be {expect}" if expect else "not what a sound receiver answers"
    for result in done:
        end(_as_wanted(result, expect), result, wanted)


def _as_wanted(result: dict[str, Any], expect: str | None) -> bool:
    if expect is None:
        return bool(result["as_expected"])
    status = int(result["status"] or 0)
    return {"accepted": bool(result["good"]), "refused": status // 100 == 4, "any": status > 0}[
        expect
    ]


def read_content(
    event: str, data: str | None, texts: tuple[str, ...], patient: str | None
) -> dict[str, Any]:
    """What a message says, as ``push`` and the others take it. Raises Misuse."""
    overlay = read_texts(named(event), texts) if texts else None
    return {"data": read_data(data), "overlay": overlay, "patient": patient}


def read_data(path: str | None, option: str = "--data") -> Any:
    """The JSON object in a file. Raises Misuse."""
    if path is None:
        return None
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as wrong:
        raise Misuse(f"{option} {path}: {wrong}") from None
    if not isinstance(data, dict):
        raise Misuse(f"{option} {path}: expected a JSON object")
    return data


def _verified(result: dict[str, Any]) -> str:
    mark = "verified    " if result["ok"] else "NOT verified"
    where = f"{result['method']} {redaction.url(result['url'])}"
    return f"{mark}  {where}  {result['reason']} ({result['took_ms']:.0f} ms)"


def _pushed(result: dict[str, Any]) -> str:
    attempt = result["attempts"][-1]
    broken = f", broken by {result['broken']}," if result["broken"] else ""
    return (
        f"pushed        {result['event']} as {attempt['variant']}{broken} to {result['url']}  "
        f"{attempt['reason']} ({attempt['took_ms']:.0f} ms)"
    )


def end(fine: bool, result: dict[str, Any], problem: str) -> None:
    """Ends the command by what the endpoint answered, unless that is fine."""
    if fine:
        return
    if result["status"] is None and result["failure"] != "too_large":
        raise Unreachable("the endpoint gave no answer")
    raise CheckFailed(problem)
