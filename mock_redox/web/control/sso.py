"""Sign-ons over HTTP: one is sent and judged; and the ways that there are."""

from dataclasses import dataclass
from typing import Any

from mock_redox.core.sso.variants import VARIANTS
from mock_redox.web.control.operations import Call, operation


@dataclass(frozen=True, kw_only=True)
class SignOnOrder:
    """Sign somebody on at a URL, or at a destination by id, slug, name or URL.

    With a ``secret`` a new URL is registered; without ``to`` it is the first destination with an
    ``sso``. ``audience`` is the token's ``aud``, the URL when not given.
    """

    to: str | None = None
    secret: str | None = None
    variant: str = "right"
    data: dict[str, Any] | None = None
    overlay: dict[str, Any] | None = None
    patient: str | None = None
    audience: str | None = None


@operation("POST", "/sign-on", "Sign a clinician on at your application", body=SignOnOrder,
           answer="SignOn")  # fmt: skip
def sign_on(call: Call) -> object:
    order = call.body
    return call.redox.sso.sign_on(
        order.to, order.secret, as_=order.variant, data=order.data, overlay=order.overlay,
        patient=order.patient, audience=order.audience,
    ).as_json()  # fmt: skip


@operation("GET", "/sign-on/variants", "The ways a sign-on can carry its token", answer="Variants")
def list_sign_on_variants(call: Call) -> object:
    return {"variants": [each.as_json() for each in VARIANTS.values()]}
