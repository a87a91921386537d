"""create_app: the table of contents of what the mock answers."""

from contextlib import AbstractContextManager, nullcontext

from flask import Flask

from mock_redox.core.redox import Redox
from mock_redox.web import auth, control, current, data_model, fhir, page, refusals
from mock_redox.web.gate import Gate
from mock_redox.web.guarding import Guard


def create_app(
    redox: Redox,
    turn: AbstractContextManager[object] | None = None,
    *,
    controlled: bool = True,
    guard: Guard | None = None,
    ca: bytes | None = None,
) -> Flask:
    """A Flask app that answers as Redox, and controls the mock under ``/__mock__``.

    Args:
        redox: whose state it shows. Several apps may show the same one.
        turn: entered while a request is thought about, for servers that let one thread at a time.
        controlled: whether there is anything under ``/__mock__``; it takes most of the time.
        guard: who may use that; when not given, all but pages of other sites.
        ca: the certificate as PEM that clients have to trust, if it is served over https.
    """
    app = Flask("mock_redox", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False  # Redox has no such redirect, and no path of ours either
    app.config["MOCK_REDOX_CA"] = ca
    app.config["MOCK_REDOX_GUARDED"] = guard is not None and guard.token is not None
    current.attach(app, redox)
    app.register_blueprint(auth.blueprint)
    app.register_blueprint(data_model.blueprint)
    app.register_blueprint(fhir.blueprint)
    if controlled:
        app.register_blueprint(control.blueprint)
        app.register_blueprint(page.blueprint)
    refusals.register(app)
    app.wsgi_app = Gate(app, turn or nullcontext(), guard or Guard())  # type: ignore[method-assign]
    return app
