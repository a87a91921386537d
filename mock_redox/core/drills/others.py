"""Scripts that rotate a legacy key's secret and a destination's verification token."""

from mock_redox.core.drills.bench import New
from mock_redox.core.drills.plan import BEGIN, Plan, told
from mock_redox.core.drills.script import Script, Step


def secret(plan: Plan) -> Script:
    bench, api_key = plan.bench, plan.bench.legacy_key(plan.of).api_key
    new: list[New] = []

    def change() -> None:
        new.append(bench.change_secret(api_key))

    steps = (
        Step(
            BEGIN, "a new secret takes the old one's place", change, breaks=True,
            past="the secret was replaced", until="the client switched",
            never="the client never switched",
            fix="Redox takes one secret at a time. Let the client log in just before it is "
            "replaced, and give it the new one while that access token lives; or move to an "
            "OAuth API key, which can have several keys",
        ),
        told(plan, lambda: plan.tell(new[0])),
    )  # fmt: skip
    settle = plan.settled(bench.limits().legacy_token_lifetime)
    return Script("secret", steps, settle=settle)


def verification_token(plan: Plan) -> Script:
    bench = plan.bench
    destination = bench.destination(plan.of, plan.verification_token)
    token = bench.make_token()
    both = (
        "let the receiver accept both tokens, from before the change until Redox sends the new one"
    )
    steps = (
        Step(
            plan.switch, "the receiver is told of the new token", lambda: plan.tell(token),
            past="the receiver gave the old token up", until="Redox sent the new one",
            never="took no token after that", fix=both, breaks=True,
        ),
        Step(
            plan.remove, "Redox changes to the new token, and verifies",
            lambda: bench.change_token(destination, token), breaks=True,
            past="Redox changed to the new token", until="the receiver took it",
            never="the receiver never took it", fix=both,
        ),
    )  # fmt: skip
    return Script(
        "verification_token", steps, settle=plan.settled(BEGIN), lost="take pushes",
        probe=lambda: bench.push(destination, plan.event),
    )  # fmt: skip
