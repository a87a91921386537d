"""The config file: YAML or JSON, read with nothing lost."""

import json

import pytest
import yaml

from mock_redox.adapters.assemble import assemble
from mock_redox.adapters.config_file import as_setup, load
from mock_redox.core.errors import Misuse
from mock_redox.core.settings import Settings
from mock_redox.core.setup import (
    ClientSpec,
    DestinationSpec,
    LegacyKeySpec,
    Setup,
    SourceSpec,
)

FULL = """\
settings:
  token_lifetime: 10s
  public_urls: [http://redox:7336]
clients:
  - client_id: c1
    environment: Staging
    name: One
    jwks_url: http://keys/jwks.json
  - client_id: c2
    secret: hush
legacy_keys:
  - api_key: k1
    secret: s1
    source: {id: s, name: Source}
    environment: Production
destinations:
  - id: d1
    name: Mine
    slug: mine
    url: http://127.0.0.1:8000/redox
    verification_token: token
    method: GET
"""
AS_SETUP = Setup(
    settings={"token_lifetime": "10s", "public_urls": ["http://redox:7336"]},
    clients=(
        ClientSpec(
            client_id="c1", environment="Staging", name="One", jwks_url="http://keys/jwks.json"
        ),
        ClientSpec(client_id="c2", secret="hush"),
    ),
    legacy_keys=(
        LegacyKeySpec(
            api_key="k1", secret="s1", source=SourceSpec(id="s", name="Source"),
            environment="Production",
        ),
    ),
    destinations=(
        DestinationSpec(
            id="d1", name="Mine", slug="mine", url="http://127.0.0.1:8000/redox",
            verification_token="token", method="GET",
        ),
    ),
)  # fmt: skip


def test_a_yaml_file_is_read_with_nothing_lost(tmp_path):
    (tmp_path / "redox.yaml").write_text(FULL)

    assert load(tmp_path / "redox.yaml") == AS_SETUP


def test_json_is_read_alike(tmp_path):
    (tmp_path / "redox.json").write_text(json.dumps(yaml.safe_load(FULL), indent=2))

    assert load(str(tmp_path / "redox.json")) == AS_SETUP


def test_a_set_up_comes_from_a_file_its_content_a_set_up_or_nothing(tmp_path):
    (tmp_path / "redox.yaml").write_text("settings: {seed: 7}")
    seven = Setup(settings={"seed": 7})

    assert as_setup(str(tmp_path / "redox.yaml")) == seven
    assert as_setup({"settings": {"seed": 7}}) == seven
    assert as_setup(seven) is seven
    assert as_setup(None) == Setup()


def test_whether_http_is_allowed_may_come_from_another_door(tmp_path):
    path = tmp_path / "redox.yaml"
    path.write_text("destinations: [{url: 'http://hook.test/', environment: Staging}]")
    setup = load(path)

    assert assemble(Settings(allow_http=True), setup).destinations.all()[-1].url
    with pytest.raises(Misuse, match="allow_http"):
        assemble(setup=setup)
