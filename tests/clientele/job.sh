#!/bin/sh
# A client of Redox as a job: one search, with curl and openssl. All it needs is in its environment.
# With ONCE it leaves a call that was refused to its next run, which logs in anyway.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

login() {
  now=$(date +%s)
  head=$(printf '{"alg":"RS384","typ":"JWT","kid":"%s"}' "$REDOX_KID" | base64url)
  claims=$(printf '{"iss":"%s","sub":"%s","aud":"https://api.redoxengine.com/v2/auth/token","iat":%s,"exp":%s,"jti":"%s"}' \
    "$REDOX_CLIENT_ID" "$REDOX_CLIENT_ID" "$now" "$((now + 300))" "$(openssl rand -hex 16)" | base64url)
  (umask 077 && printf '%s\n' "$REDOX_PRIVATE_KEY" >"$dir/key.pem")
  signature=$(printf '%s.%s' "$head" "$claims" | openssl dgst -sha384 -sign "$dir/key.pem" -binary | base64url)
  curl -sf -m 20 "$REDOX_URL/v2/auth/token" -d grant_type=client_credentials \
    -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
    -d "client_assertion=$head.$claims.$signature" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p'
}

ask() {
  printf 'header = "Authorization: Bearer %s"\n' "$token" | curl -s -m 20 -K - -o "$dir/answer" \
    -w '%{http_code}' -H 'Content-Type: application/json' "$REDOX_URL/endpoint" \
    -d '{"Meta": {"DataModel": "PatientSearch", "EventType": "Query",
         "Destinations": [{"ID": "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"}]},
         "Patient": {"Identifiers": [{"ID": "0000000001", "IDType": "MR"}]}}'
}

fetched() {
  token=$(login)
  if [ -z "$token" ]; then echo "no token" >&2; exit 1; fi
}

fetched
status=$(ask)
if [ "$status" = 401 ] && [ -z "${ONCE-}" ]; then fetched; status=$(ask); fi
if [ "$status" != 200 ]; then echo "Redox answered $status" >&2; exit 1; fi
if ! grep -q '^{"[A-Za-z]*":.*"Meta":.*}$' "$dir/answer"; then echo "no JSON" >&2; exit 1; fi
if grep -q '"Errors"' "$dir/answer"; then echo "Meta.Errors" >&2; exit 1; fi
if grep -q '"PotentialMatches":\[{' "$dir/answer"; then echo "several patients match" >&2; exit 1; fi
echo done
