"""What ``serve`` has loaded when it begins to answer, and what comes after."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import requests

from mock_redox.adapters.listening import Listening
from mock_redox.adapters.loading import Loaded
from mock_redox.core.settings import Settings
from mock_redox.core.setup import Setup

PLACE = "Listening('127.0.0.1', '127.0.0.1', 1)"
LATE = ["flask", "jinja2", "requests", "yaml", "mock_redox.web.control", "mock_redox.core.doctor",
        "mock_redox.core.data_model.service", "mock_redox.core.stories"]  # fmt: skip


def test_what_tokens_do_not_need_is_not_waited_for():
    script = (
        "import sys, os\n"
        "import mock_redox.adapters.cli.serving, mock_redox.adapters.cli.welcome\n"
        "from mock_redox.adapters.listening import Listening\n"
        "from mock_redox.adapters.production import load\n"
        "from mock_redox.core.settings import Settings\n"
        "from mock_redox.core.setup import Setup\n"
        f"load(Settings(log='none'), Setup(), {PLACE})\n"
        f"print([name for name in {LATE} if name in sys.modules], flush=True)\n"
        "os._exit(0)\n"
    )

    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (ended.stdout, ended.returncode) == ("[]\n", 0), ended.stderr


def test_the_app_that_comes_later_shows_the_same_mock_and_is_guarded():
    loaded = Loaded(
        Settings(log="none"), Setup(), Listening("0.0.0.0", "0.0.0.0", 1, token="the-token")
    )
    client = loaded.app.test_client()

    shown = client.get("/__mock__/clients", headers={"authorization": "Bearer the-token"})

    assert client.get("/__mock__/clients").status_code == 401
    known = [each.client_id for each in loaded.redox.auth.clients.all()]
    assert [each["client_id"] for each in shown.json["clients"]] == known


def test_who_asks_for_something_else_before_that_is_loaded_gets_it_when_it_is(start_serve):
    serving = start_serve("--log", "none")

    def ask(path):
        return requests.get(serving.url + path, timeout=10).status_code

    with ThreadPoolExecutor(8) as many:
        got = list(many.map(ask, ["/__mock__/health", "/endpoint", "/fhir/R4", "/__mock__/"] * 4))

    assert got == [200, 403, 404, 200] * 4
