"""Short programs that show a failure, to paste into a bug report or a folder of tests."""
