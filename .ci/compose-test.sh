#!/usr/bin/env bash
# What the stack does, on the engine that DOCKER_HOST names, whose images are built already.
set -euo pipefail
cd "$(dirname "$0")/.."
export STACK_IS_BUILT=1 COMPOSE_FILE=docker-compose.yml:.ci/compose.ci.yml
# The image of testcontainers' own cleaner is nowhere to be had without a registry.
export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
exec "${STACK_PYTHON:-python3}" -m pytest tests/stack -p no:xdist -p no:cacheprovider -vs --no-header --durations 5
