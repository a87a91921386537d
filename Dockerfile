# mock_redox as an image: docker build -t mock-redox .   (--build-arg PYTHON=3.13 for another Python)
ARG PYTHON=3.12

FROM python:${PYTHON}-slim AS build
# Any version of strip will do.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends binutils \
    && rm -rf /var/lib/apt/lists/*
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv --without-pip /opt/mock-redox
WORKDIR /src
COPY pyproject.toml setup.cfg README.md LICENSE ./
COPY mock_redox mock_redox
# Wheels of jsonschema-rs have grown to three times the size of this one; Python 3.14 needs a later one.
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m pip --python /opt/mock-redox install --no-compile . "jsonschema-rs<0.31; python_version < '3.14'"
# Three quarters of uvloop are notes for debuggers, most of Pygments are languages that nobody shows here;
# cffi and its parser compile, and of them cryptography needs _cffi_backend alone.
WORKDIR /opt/mock-redox
RUN find . -name '*.so' -exec strip {} + \
    && find . -path '*/pygments/lexers/*' -name '*.py' \
        ! -name '_mapping.py' ! -name '__init__.py' ! -name 'diff.py' ! -name 'python.py' -delete \
    && find . -regex '.*/\(cffi\|pycparser\)/.*\|.*\.\(pyx\|pxd\|h\)\|.*/sboms/.*json' -type f -delete
# What serve and health load is compiled now: a read-only container can't keep what it compiles.
RUN python -m compileall -q lib -x '/(_?pytest|pygments|rich|markdown_it|mdurl|packaging|pluggy|iniconfig|responses|contract|contracting|reproducing)/'

FROM python:${PYTHON}-slim
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="mock-redox" \
      org.opencontainers.image.description="A local stand-in for Redox: tokens, the Data Model API and webhooks, with failures on demand" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/mock-redox /opt/mock-redox
# A volume that is new takes the owner of the folder that it covers.
RUN install -d -o 10001 -g 10001 /state /ca
ENV PATH=/opt/mock-redox/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    MOCK_REDOX_HOST=0.0.0.0 \
    MOCK_REDOX_PORT=7336
USER 10001:10001
WORKDIR /state
EXPOSE 7336 443
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=3s --timeout=3s --retries=5 CMD ["mock-redox", "health"]
ENTRYPOINT ["mock-redox"]
CMD ["serve"]
