"""Whole frameworks behind a mount: what they do beyond the plain protocol."""

import logging
import threading
from contextlib import asynccontextmanager

import pytest
from fastapi import BackgroundTasks, FastAPI, Request
from flask import Flask

URL = "http://app.test"


@pytest.fixture
def fastapi():
    @asynccontextmanager
    async def lifespan(app):
        yield {"made": "at the start"}

    app = FastAPI(lifespan=lifespan)
    app.ended = threading.Event()

    @app.middleware("http")
    async def passes(request, call_next):
        answer = await call_next(request)
        answer.headers["x-middleware"] = "1"
        return answer

    @app.post("/async")
    async def asynchronous(request: Request):
        return {"made": request.state.made, "sent": (await request.body()).decode()}

    @app.post("/threaded")
    def threaded(tasks: BackgroundTasks):
        tasks.add_task(app.ended.set)
        return "done"

    @app.post("/crash")
    def crash():
        raise KeyError("lost")

    return app


def test_fastapi_has_its_lifespan_middleware_threads_and_tasks(mounts, send, fastapi):
    mounts.mount(URL, fastapi)
    whole, threaded = send(f"{URL}/async", body=b"x"), send(f"{URL}/threaded")

    assert (whole.status, whole.body) == (200, b'{"made":"at the start","sent":"x"}')
    assert dict(whole.headers)["x-middleware"] == "1"
    assert threaded.body == b'"done"'
    assert fastapi.ended.wait(5)


def test_a_crash_in_fastapi_is_its_500(mounts, send, fastapi, caplog):
    mounts.mount(URL, fastapi)
    with caplog.at_level(logging.ERROR, logger="mock_redox"):
        assert send(f"{URL}/crash").status == 500


def test_django_works_as_asgi_too(mounts, send):
    import receiver_django  # it sets Django up
    from django.core.asgi import get_asgi_application

    mounts.mount(URL, get_asgi_application())

    assert receiver_django.settings.configured
    assert send(f"{URL}/redox", body=b'{"challenge": "c"}').status == 401
    assert send(f"{URL}/nowhere").status == 404


@pytest.mark.parametrize("testing", [True, False])
def test_a_crash_in_flask_is_a_500_also_where_flask_lets_it_through(mounts, send, testing):
    app = Flask("receiver")
    app.testing = testing
    app.add_url_rule("/crash", view_func=lambda: {}["lost"], methods=["POST"])
    mounts.mount(URL, app)

    assert send(f"{URL}/crash").status == 500
