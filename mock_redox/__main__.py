"""``python -m mock_redox``: the same as the ``mock-redox`` command."""

from mock_redox.adapters.cli import main

if __name__ == "__main__":
    main(prog_name="mock-redox")
