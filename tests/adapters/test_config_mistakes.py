"""Every mistake in a config file is told by file, line, key and the nearest right one."""

import pytest

from mock_redox.adapters.assemble import assemble
from mock_redox.adapters.config_file import as_setup, load
from mock_redox.core.errors import Misuse

NESTED = "".join(
    f"{each}: &{each} [{', '.join([f'*{before}'] * 9) if before else '1'}]\n"
    for before, each in zip(["", *"abcdef"], "abcdefg", strict=True)
)
"""Seven lines that stand for half a million."""


@pytest.fixture
def problem(tmp_path):
    """What is said about a config file, with FILE for its path."""

    def told(content):
        path = tmp_path / "redox.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(Misuse) as wrong:
            assemble(setup=load(path))
        return str(wrong.value).replace(str(path), "FILE")

    return told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "FILE: the file is empty; leave --config out, or name a setting or client"),
        ("# nothing\n", "FILE: the file is empty; leave --config out, or name a setting or client"),
        ("- a\n", "FILE, line 1: expected a mapping, got a list"),
        ("words\n", "FILE, line 1: expected a mapping, got 'words'"),
        ("client: []\n", "FILE, line 1: client: unknown key 'client'; did you mean 'clients'?"),
        ("clients:\n- client_id: a\n  enviroment: Staging\n",
         "FILE, line 3: clients[0].enviroment: unknown key 'enviroment'; "
         "did you mean 'environment'?"),
        ("settings:\n  seed: 1\n  token_lifetme: 5m\n",
         "FILE, line 3: settings.token_lifetme: unknown setting 'token_lifetme'; "
         "did you mean 'token_lifetime'?"),
        ("destinations:\n- auth:\n    url: http://a\n    client_id: b\n    client_secrt: c\n",
         "FILE, line 5: destinations[0].auth.client_secrt: unknown key 'client_secrt'; "
         "did you mean 'client_secret'?"),
        ("destinations:\n- verification_token: 123456\n",
         "FILE, line 2: destinations[0].verification_token: expected text, got a number"),
        ("destinations:\n- sso: my-shared-secret\n",
         "FILE, line 2: destinations[0].sso: expected a mapping, got text"),
        ("clients: {client_id: a}\n", "FILE, line 1: clients: expected a list, got a mapping"),
        ("clients:\n- client_id: 12\n",
         "FILE, line 2: clients[0].client_id: expected text, got 12"),
        ("clients:\n- client_id: a\n- name: b\n",
         "FILE, line 3: clients[1]: 'client_id' is missing"),
        ("clients:\n- client_id: a\n  environment: Developement\n",
         "FILE, line 3: clients[0].environment: 'Developement' is not allowed; "
         "did you mean 'Development'?"),
        ("legacy_keys:\n- api_key: a\n  secret: s\n  source:\n    nme: x\n",
         "FILE, line 5: legacy_keys[0].source.nme: unknown key 'nme'; did you mean 'name'?"),
        ("settings:\n  port: 70000\n",
         "FILE, line 2: settings.port: 70000 is not a port; use 0 to 65535"),
        ("settings:\n  seed: true\n",
         "FILE, line 2: settings.seed: expected a whole number, got True"),
        ("settings:\n\n  token_lifetime: soon\n",
         "FILE, line 3: settings.token_lifetime: 'soon' is not a duration; write seconds (301) or "
         "a number with a unit (250ms, 5m, 1h30m, 3d)"),
        ("settings:\n  audiences:\n  - a\n  - 7\n",
         "FILE, line 4: settings.audiences[1]: expected text, got 7"),
        ("settings:\n  seed: 1\n  seed: 2\n",
         "FILE, line 3: settings.seed: the key stands twice, first in line 2"),
        ("clients:\n- client_id: a\n  client_id: b\n",
         "FILE, line 3: clients[0].client_id: the key stands twice, first in line 2"),
        ('{"settings":\n {"seed": 1,\n "seed": 2}}\n',
         "FILE, line 3: settings.seed: the key stands twice, first in line 2"),
        ('{"clients": [\n {"client_id": "a", "kidd": "x"}]}\n',
         "FILE, line 2: clients[0].kidd: unknown key 'kidd'; did you mean 'kid'?"),
        ("clients:\n- client_id: a\n- client_id: a\n",
         "FILE, line 3: clients[1].client_id: 'a' is also clients[0]; ids are unique"),
        ("legacy_keys:\n- {api_key: a, secret: s}\n- {api_key: a, secret: t}\n",
         "FILE, line 3: legacy_keys[1].api_key: 'a' is also legacy_keys[0]; ids are unique"),
        ("destinations:\n- id: a\n- name: b\n- id: a\n",
         "FILE, line 4: destinations[2].id: 'a' is also destinations[0]; ids are unique"),
        ("settings:\n  token_lifetime: 1:30\n",
         "FILE, line 2: settings.token_lifetime: '1:30' is not a duration; write seconds (301) or "
         "a number with a unit (250ms, 5m, 1h30m, 3d)"),
        ("settings:\n  clock_rate: 1:30.5\n",
         "FILE, line 2: settings.clock_rate: '1:30.5' is not a number"),
        ("destinations:\n- slug: a\n- slug: b\n- slug: a\n",
         "FILE, line 4: destinations[2].slug: 'a' is also destinations[0]; slugs are unique"),
        ("destinations:\n- slug: a b/c\n",
         "FILE, line 2: destinations[0].slug: 'a b/c' can't be a part of a URL's path; use letters "
         "of ASCII, digits and -._~"),
        ("destinations:\n- slug: patient-search-endpoint\n",
         "FILE, line 2: destinations[0].slug: 'patient-search-endpoint' is also the slug of "
         "destination 'Patient Search Endpoint' (0f4bd1d1-451d-4351-8cfd-b767d1b488d6); slugs are "
         "unique"),
        ("legacy_keys:\n- {api_key: a, secret: s, source: {id: x, name: X}}\n"
         "- {api_key: b, secret: s, source: {id: x, name: Y}}\n",
         "FILE, line 3: legacy_keys[1].source.id: 'x' is also legacy_keys[0]; a source has one "
         "key"),
        ("settings:\n  clock: real\n  clock_start: 2026-01-01T12:00:00Z\n",
         "FILE, line 3: settings.clock_start: it is for a virtual clock, and clock is real; set "
         "clock to virtual, or leave this out (clock_offset moves a real clock)"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_file_line_and_key(problem, content, told):
    assert problem(content) == told


@pytest.mark.parametrize(
    ("content", "line", "key"),
    [
        ("clients:\n- client_id: a\n  public_key: nonsense\n", 3, "clients[0].public_key"),
        ("clients:\n- client_id: a\n\n  jwks: {keys: [{kid: k, kty: RSA}]}\n", 4,
         "clients[0].jwks"),
        ("clients:\n- client_id: a\n- client_id: b\n  jwks: '{'\n", 4, "clients[1].jwks"),
        ("clients:\n- client_id: a\n  jwks: {keys: []}\n  public_key: x\n", 3, "clients[0].jwks"),
        ("clients:\n- client_id: ''\n", 2, "clients[0].client_id"),
        ("legacy_keys:\n- api_key: ''\n  secret: s\n", 2, "legacy_keys[0].api_key"),
        ("destinations:\n- name: a\n  url: ftp://a\n", 3, "destinations[0].url"),
        ("destinations:\n- name: a\n  verification_token: 'a\tb'\n", 3,
         "destinations[0].verification_token"),
        ("destinations:\n- auth:\n    client_id: a\n    client_secret: b\n    url: c\n", 5,
         "destinations[0].auth.url"),
        ("settings:\n  clock_rate: .nan\n", 2, "settings.clock_rate"),
    ],
)  # fmt: skip
def test_a_value_that_can_not_be_used_is_told_by_file_line_and_key(problem, content, line, key):
    assert problem(content).startswith(f"FILE, line {line}: {key}: ")


@pytest.mark.parametrize(
    ("content", "start"),
    [
        ("settings:\n  seed: [1\n", "FILE, line 3: not YAML: "),
        ("settings:\n\tseed: 1\n", "FILE, line 2: not YAML: "),
        ('{"settings": {"seed": 1}\n', "FILE, line 2: not YAML: "),
        ("a: 1\n---\nb: 2\n", "FILE, line 2: not YAML: "),
        ("settings: !!python/object:os.system {}\n", "FILE, line 1: not YAML: "),
        ("? [a, b]\n: c\n", "FILE, line 1: "),
        ("settings:\n  clock_start: 2026-13-45\n", "FILE"),
        ("settings:\n  tls: !!bool maybe\n", "FILE, line 2: not YAML: 'maybe' is no bool"),
        ("settings:\n  seed: !!int ''\n", "FILE, line 2: not YAML: '' is no int"),
        (
            "settings:\n  clock_start: !!timestamp x\n",
            "FILE, line 2: not YAML: 'x' is no timestamp",
        ),
        (
            "settings: &a\n  log: *a\n",
            "FILE, line 2: settings.log: a part of the file contains itself",
        ),
        (NESTED + "settings: *g\n", "FILE, line 2: "),
        (NESTED + "settings:\n  <<: *g\n", "FILE, line 2: "),
        (NESTED + "? *g\n: b\n", "FILE, line 2: "),
        ("[" * 2_000, "FILE: not YAML: "),
        (b"settings: \xff\n", "FILE: "),
        (b"settings: \x00\n", "FILE: not YAML: "),
    ],
)
def test_what_is_not_yaml_is_told_without_a_traceback(problem, content, start):
    assert problem(content).startswith(start)


@pytest.mark.parametrize(
    ("name", "reason"), [("none.yaml", "No such file or directory"), ("", "Is a directory")]
)
def test_a_file_that_can_not_be_opened_is_told_with_the_reason(tmp_path, name, reason):
    with pytest.raises(Misuse) as wrong:
        load(tmp_path / name)

    assert str(wrong.value) == f"{tmp_path / name}: {reason}"


def test_aliases_that_make_a_small_file_huge_are_refused_at_once(problem):
    said = problem(NESTED)

    assert "aliases (*) repeat more than 10,000 entries; write out what is needed" in said


def test_what_an_alias_repeats_is_read(tmp_path):
    (tmp_path / "redox.yaml").write_text(
        "destinations:\n- &a {name: One, environment: Staging}\n- {<<: *a, name: Two}\n"
    )

    known = load(tmp_path / "redox.yaml").destinations
    assert [(each.name, each.environment) for each in known] == [
        ("One", "Staging"), ("Two", "Staging"),
    ]  # fmt: skip


def test_a_start_without_a_clock_is_for_those_whose_clock_is_virtual(tmp_path):
    (tmp_path / "redox.yaml").write_text("settings: {clock_start: 2026-01-01T12:00:00Z}")

    assert load(tmp_path / "redox.yaml").settings


def test_a_mistake_in_a_mapping_is_told_by_its_key():
    with pytest.raises(Misuse) as wrong:
        as_setup({"clients": [{"client_id": "a"}, {"client_id": "a"}]})

    assert str(wrong.value) == "clients[1].client_id: 'a' is also clients[0]; ids are unique"
