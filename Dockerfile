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
# Later wheels of these two are twice and three times as large; Python 3.14 has no others.
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m pip --python /opt/mock-redox install --no-compile . \
        "granian<2.7; python_version < '3.14'" "jsonschema-rs<0.31; python_version < '3.14'"
# Three quarters of uvloop are notes for debuggers.
RUN find /opt/mock-redox -name '*.so' -exec strip {} +
# A read-only container can't keep what it compiles, and of the base nothing is compiled: so serve and health run
# once here, since all that is there would be six times as much as what they load.
ENV PATH=/opt/mock-redox/bin:$PATH PYTHONPYCACHEPREFIX=/opt/mock-redox/compiled
RUN python <<'CODE'
import json, subprocess, urllib.request

command = "mock-redox serve --port 0 --tls --tls-port 0 --state /tmp/state"
with subprocess.Popen(command.split(), stdout=subprocess.PIPE) as serve:
    url = json.loads(serve.stdout.readline())["url"]
    subprocess.run(["mock-redox", "health", "--url", url], check=True)
    order = {"event": "PatientAdmin.Arrival", "to": url, "verification_token": "any", "unverified": True}
    request = urllib.request.Request(f"{url}/__mock__/deliveries", json.dumps(order).encode())
    urllib.request.urlopen(request).close()
    serve.terminate()
CODE

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
    PYTHONPYCACHEPREFIX=/opt/mock-redox/compiled \
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
