"""The mock in a container of its own, for a run of pytest: pip install testcontainers, then

pytest tests/examples/compose/in_a_container.py
"""

from collections.abc import Iterator

import pytest
import requests
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HealthcheckWaitStrategy

IMAGE = "mock-redox:0.1.0"
TOKEN = "any-word-that-your-tests-know"


@pytest.fixture(scope="session")
def redox_url() -> Iterator[str]:
    """Where the mock answers; the image says itself when it is ready."""
    container = (
        DockerContainer(IMAGE)
        .with_env("MOCK_REDOX_CONTROL_TOKEN", TOKEN)
        .with_exposed_ports(7336)
        .waiting_for(HealthcheckWaitStrategy().with_startup_timeout(30))
    )
    with container as mock:
        yield f"http://{mock.get_container_host_ip()}:{mock.get_exposed_port(7336)}"


def test_a_token_that_was_made_up_is_refused(redox_url: str) -> None:
    head = {"Authorization": "Bearer made-up"}
    answer = requests.post(f"{redox_url}/endpoint", json={}, headers=head, timeout=10)
    control = {"Authorization": f"Bearer {TOKEN}"}
    seen = requests.get(f"{redox_url}/__mock__/journal", headers=control, timeout=10).json()

    assert answer.status_code == 401
    assert seen["exchanges"][-1]["explanation"]["check"] == "token.unknown"
