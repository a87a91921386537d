"""``mock-redox serve``."""

from typing import Any

import click

from mock_redox.adapters.cli.options import config_option, read_doors, setting_options


@click.command()
@config_option
@setting_options
def serve(config: str | None, **options: Any) -> None:
    """Serve the mock until Ctrl-C.

    People read stderr. Programs read stdout: exactly one JSON line with url, control_url, clients,
    legacy_keys and destinations, as soon as the mock really answers.

    Each option is a setting, and also an environment variable (MOCK_REDOX_TOKEN_LIFETIME) and a
    key under "settings" in the config file.
    """
    settings, setup = read_doors(options, config)
    from mock_redox.adapters.production import run

    run(settings, setup)
