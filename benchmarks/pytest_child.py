"""Run pytest in a child process with our plugin and no other from outside pytest.

Not a benchmark itself; `plugin_cost.py` and `fixture_cost.py` import it.
"""

import subprocess
import sys
from collections.abc import Collection
from importlib.metadata import entry_points
from pathlib import Path

from harness import environment

PLUGIN = "mock_redox.adapters.pytest_plugin"


def options(keep: Collection[str]) -> list[str]:
    """Options that switch off every installed plugin but those of the packages to keep.

    Other plugins would import what ours imports too, and so hide what ours costs.
    """
    installed = entry_points(group="pytest11")
    switched: list[str] = ["-p", "no:cacheprovider"]
    for plugin in installed:
        if plugin.module.partition(".")[0] not in keep:
            switched += ["-p", f"no:{plugin.name}"]
    if "mock_redox" in keep and not any(plugin.module == PLUGIN for plugin in installed):
        switched += ["-p", PLUGIN]  # run from a checkout that is not installed
    return switched


def run_pytest(folder: Path, file: str, keep: Collection[str]) -> None:
    """Run one test file, and fail loudly when its tests do."""
    (folder / "pytest.ini").write_text("[pytest]\n")  # or it would look for one further up
    command = [sys.executable, "-m", "pytest", "-q", *options(keep), file]
    child = subprocess.run(
        command, check=False, cwd=folder, env=environment(), capture_output=True, text=True
    )
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{child.stdout[-3000:]}{child.stderr[-1000:]}")
