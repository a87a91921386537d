"""Whether two answers look alike to somebody outside."""

import pytest

from mock_redox.contract.receiving.likeness import Seen, alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"", b""),
        (b'{"status": "OK", "id": 17}', b'{"status": "OK", "id": 4711}'),
        (
            b"seen 0b6f3c1e-7a2d-4b0e-9d55-0c7f1d2e3a4b",
            b"seen 9d2c4a7b-1f3e-4c8d-a6b5-5e4d3c2b1a09",
        ),
        (b"at 2026-01-01T12:00:00.000Z", b"at 2026-01-02T23:59:59.123Z"),
        (b"job 7f3a9c1e2b4d6f80", b"job 0123456789abcdef"),
        (b"OK\n", b"OK"),
    ],
)
def test_ids_times_and_numbers_make_no_difference(one, other):
    assert alike(Seen(200, one), Seen(200, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Seen(200, b""), Seen(401, b"")),
        (Seen(200, b""), Seen(200, b"wrong token")),
        (Seen(200, b'{"data": "message_was_processed_well"}'),
         Seen(200, b'{"data": "verification_token_mismatch"}')),
        (Seen(None, b""), Seen(200, b"")),
    ],
)  # fmt: skip
def test_another_status_or_another_word_makes_one(one, other):
    assert not alike(one, other)
