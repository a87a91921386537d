"""The throw-away CA of serve --tls: what its certificates are for, and where they are kept."""

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtensionOID
from trustme import CA

from mock_redox import MockRedox, Settings
from mock_redox.adapters.certificates import _Unnamed, as_paths, make, publish
from mock_redox.core.errors import Misuse


def names_in(pem):
    found = x509.load_pem_x509_certificate(pem).extensions
    names = found.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    return [str(each.value) for each in names]


def names_of(folder):
    return [each.name for each in folder.iterdir()]


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_for_redox_s_hosts_this_machine_and_what_a_setting_names():
    made = make(Settings(host="192.0.2.7", tls_names=("mock", "*.example.org", "10.0.0.1")))

    assert names_in(made.chain) == [
        "api.redoxengine.com", "api.ca.redoxengine.com", "blob.redoxengine.com", "localhost",
        "127.0.0.1", "::1", "192.0.2.7", "mock", "*.example.org", "10.0.0.1",
    ]  # fmt: skip


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "localhost"])
def test_an_address_that_means_all_of_them_is_no_name(host):
    assert len(names_in(make(Settings(host=host)).chain)) == 6


def test_it_is_valid_long_enough_and_not_too_long_for_apple():
    made = x509.load_pem_x509_certificate(make(Settings()).chain)
    span = made.not_valid_after_utc - made.not_valid_before_utc

    assert timedelta(days=700) < span <= timedelta(days=825)


@pytest.mark.parametrize("name", ["", "a..b", "x" * 300, "a b", "-"])
def test_what_can_be_no_name_is_told(name):
    with pytest.raises(Misuse, match="tls_names: no certificate for"):
        make(Settings(tls_names=(name,)))


def test_every_start_has_another_ca():
    assert make(Settings()).ca != make(Settings()).ca


def test_where_it_is_kept_the_next_start_has_the_same(tmp_path):
    kept = tmp_path / "key.pem"
    settings = Settings(tls_ca_key_file=str(kept))
    first, second = make(settings), make(settings)

    assert (first.ca, first.chain != second.chain) == (second.ca, True)
    assert mode_of(kept) == 0o600
    assert names_of(tmp_path) == ["key.pem"]


def test_beside_a_state_file_it_is_kept_by_itself(tmp_path):
    settings = Settings(state=str(tmp_path / "state.db"))

    assert make(settings).ca == make(settings).ca
    assert mode_of(tmp_path / "state.db.tls.pem") == 0o600


def test_the_certificate_of_the_ca_is_written_without_its_key(tmp_path):
    path, made = tmp_path / "ca.pem", make(Settings())
    path.write_bytes(make(Settings()).ca)  # of another start
    publish(Settings(tls_ca_file=str(path)), made.ca)

    assert path.read_bytes() == made.ca
    assert b"PRIVATE" not in made.ca
    assert names_of(tmp_path) == ["ca.pem"]


def test_where_nothing_is_said_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    publish(Settings(), make(Settings()).ca)

    assert names_of(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"no PEM", b"\xff\x00" * 99, "ca"])
def test_a_kept_file_that_holds_something_else_is_left_alone_and_told(tmp_path, content):
    kept = tmp_path / "key.pem"
    content = make(Settings()).ca if content == "ca" else content  # without its key
    kept.write_bytes(content)

    with pytest.raises(Misuse, match="holds no CA with its key; name another file, or remove"):
        make(Settings(tls_ca_key_file=str(kept)))
    assert kept.read_bytes() == content


def test_a_link_stays_one_and_the_file_behind_it_is_written(tmp_path):
    behind, link = tmp_path / "behind.pem", tmp_path / "ca.pem"
    link.symlink_to(behind)
    ca = make(Settings()).ca

    publish(Settings(tls_ca_file=str(link)), ca)

    assert link.is_symlink()
    assert behind.read_bytes() == ca


@pytest.mark.parametrize("path", ["none/ca.pem", ".", "file/ca.pem", "a\0b"])
@pytest.mark.parametrize("setting", ["tls_ca_file", "tls_ca_key_file"])
def test_what_can_not_be_written_is_told_by_setting_and_path(tmp_path, setting, path):
    (tmp_path / "file").touch()
    settings = Settings(**{setting: str(tmp_path / path)})

    with pytest.raises(Misuse, match=f"^{setting} "):
        publish(settings, make(settings).ca)
    assert names_of(tmp_path) == ["file"]


def everybody_s_ca(tmp_path):
    return make(Settings()).ca * 2


def with_its_key(tmp_path):
    kept = tmp_path / "key.pem"
    make(Settings(tls_ca_key_file=str(kept)))
    return kept.read_bytes()


def of_somebody_else(tmp_path):
    return CA(organization_name="Somebody").cert_pem.bytes()


@pytest.mark.parametrize(
    "content",
    [lambda _: b"precious", lambda _: b"\xff\x00", everybody_s_ca, with_its_key, of_somebody_else],
    ids=["text", "bytes", "a bundle", "with a key", "of another CA"],
)
def test_a_file_that_is_no_ca_of_the_mock_s_is_not_written_over(tmp_path, content):
    path, precious = tmp_path / "ca.pem", content(tmp_path)
    path.write_bytes(precious)

    with pytest.raises(Misuse, match=r"tls_ca_file .* would be lost"):
        publish(Settings(tls_ca_file=str(path)), make(Settings()).ca)
    assert path.read_bytes() == precious


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("setting", ["tls_ca_file", "tls_ca_key_file", "state"])
def test_a_device_or_pipe_is_neither_read_nor_replaced(tmp_path, setting):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    settings = Settings(**{setting: str(path)})

    with pytest.raises(Misuse, match="a device or the like"):
        MockRedox(settings) if setting == "state" else publish(settings, make(settings).ca)
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert names_of(tmp_path) == ["pipe"]


@pytest.mark.parametrize("in_memory", [True, False])
def test_granian_gets_paths_and_nothing_stays(monkeypatch, in_memory):
    if in_memory and not hasattr(os, "memfd_create"):
        pytest.skip("this system has no files in memory")
    if not in_memory:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    with as_paths(b"one", b"two") as paths:
        assert [Path(str(each.resolve())).read_bytes() for each in paths] == [b"one", b"two"]
        assert all(isinstance(each, _Unnamed) is in_memory for each in paths)

    assert not any(each.exists() for each in paths)
