"""One line on the first message of every event from the seed 0; equal lines, equal bytes."""

import hashlib
import json

from mock_redox import MockRedox, Settings

digest, events = hashlib.sha256(), MockRedox().core.samples.events()
for event in sorted(events):
    message = MockRedox(Settings(clock="virtual")).message(event)
    digest.update(json.dumps(message, ensure_ascii=False).encode())
print(f"{len(events)} events, sha256 {digest.hexdigest()}")
