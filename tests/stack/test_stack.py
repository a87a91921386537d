"""docker-compose.yml: the app's whole round by the real names, and what outlives a restart."""

import threading

import requests

from .conftest import docker, eventually, inspected

NAMES = ("api.redoxengine.com", "api.ca.redoxengine.com", "blob.redoxengine.com")


def test_the_whole_round_of_the_app_goes_through_the_real_name(stack):
    said = stack.compose("run", "--rm", "--no-deps", "round")
    print(f"\n{said}", end="")

    assert [line[:4] for line in said.splitlines()] == ["ok  "] * 6


def test_each_of_the_names_answers_over_https_with_the_ca_of_the_stack(stack):
    ask = "import requests, sys; print(requests.get(sys.argv[1], timeout=9).json())"
    for name in NAMES:
        url = f"https://{name}/__mock__/health/live"
        said = stack.compose("exec", "-T", "app", "python", "-c", ask, url)
        assert said == "{'live': True}\n"


def test_nothing_is_published_to_other_machines(stack):
    services = ("mock", "app")
    bound = [inspected(f"mock-redox-{each}-1")["HostConfig"]["PortBindings"] for each in services]
    addresses = {at["HostIp"] for ports in bound for places in ports.values() for at in places}

    assert addresses == {"127.0.0.1"}


def test_the_control_api_asks_for_its_token(stack):
    assert requests.get("http://127.0.0.1:7336/__mock__/journal", timeout=9).status_code == 401
    assert stack.http.get("http://127.0.0.1:7336/__mock__/journal", timeout=9).status_code == 200


def test_what_waits_outlives_a_restart_and_then_arrives(stack):
    stack.compose("stop", "app")
    waiting = [stack.enqueue() for _ in range(3)]
    stack.compose("restart", "mock")
    stack.up()  # healthy again, and the app with it
    stack.retry()

    assert eventually(lambda: not set(waiting) & set(stack.waiting()))
    assert stack.arrived() == 3
    assert requests.get("http://127.0.0.1:8000/patients/0000000001", timeout=30).ok
    assert stack.post(
        "/deliveries", {"event": "PatientAdmin.Arrival", "to": "my-app"}
    ).ok  # verified


def test_what_was_accepted_before_kill_9_is_there_after_the_start(stack):
    stack.compose("stop", "app")
    accepted, ended = [], threading.Event()

    def enqueue():
        try:
            while not ended.is_set():
                accepted.append(stack.enqueue())
        except requests.RequestException:
            ended.set()

    thread = threading.Thread(target=enqueue)
    thread.start()
    assert eventually(lambda: len(accepted) > 20)
    stack.compose("kill", "-s", "KILL", "mock")
    thread.join(20)
    stack.compose("start", "mock")
    stack.up()
    stack.retry()

    assert eventually(lambda: stack.arrived() >= len(accepted))
    assert not set(accepted) & set(stack.waiting())


def test_the_lines_for_another_team_s_compose_file_are_enough(monkeypatch):
    monkeypatch.setenv("APP_IMAGE", "mock-redox-app:0.1.0")
    monkeypatch.setenv("REDOX_PORT", "7338")  # the stack has the other
    beside = ("compose", "-f", "tests/examples/compose/beside.yml", "-p", "beside")
    name = "https://api.redoxengine.com/__mock__/health/live"
    ask = f"import urllib.request as u; print(u.urlopen('{name}').status)"
    push = ("mock-redox", "push", "PatientAdmin.Arrival", "--url", "http://127.0.0.1:7336", "--to",
            "http://app:8000/redox", "--verification-token", "my-made-up-token-0123456789",
            "--as", "wrong")  # fmt: skip
    try:
        docker(*beside, "up", "-d", "--pull", "never", "--wait", "--wait-timeout", "60")
        for _ in range(2):
            assert docker(*beside, "exec", "-T", "app", "python", "-c", ask) == "200\n"
            docker(*beside, "restart", "redox")
            docker(*beside, "up", "-d", "--pull", "never", "--wait", "--wait-timeout", "60")
        assert "refused with 401, as it should be" in docker(*beside, "exec", "-T", "redox", *push)
    finally:
        docker(*beside, "down", "--volumes")
