// A client of Redox as a service in Node, without packages: POST /call, POST /reload.
// node service.mjs PORT, with REDOX_URL in its environment.
import { createSign, randomUUID } from "node:crypto";
import { createServer } from "node:http";

const base = process.env.REDOX_URL;
const aud = "https://api.redoxengine.com/v2/auth/token";
const MARGIN = 60_000;
const query = {
  Meta: {
    DataModel: "PatientSearch",
    EventType: "Query",
    Destinations: [{ ID: "0f4bd1d1-451d-4351-8cfd-b767d1b488d6" }],
  },
  Patient: { Identifiers: [{ ID: "0000000001", IDType: "MR" }] },
};
let me;
let token;
let until = 0;
let fetching;

function assertion() {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const head = encode({ alg: "RS384", typ: "JWT", kid: me.kid });
  const claims = { iss: me.client_id, sub: me.client_id, aud, iat: now, exp: now + 300, jti: randomUUID() };
  const signed = `${head}.${encode(claims)}`;
  return `${signed}.${createSign("SHA384").update(signed).sign(me.private_key, "base64url")}`;
}

async function json(answer) {
  if (!answer.ok) throw new Error(`Redox answered ${answer.status}`);
  return answer.json();
}

async function login() {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion(),
  });
  const signal = AbortSignal.timeout(20_000);
  const got = await json(await fetch(`${base}/v2/auth/token`, { method: "POST", body, signal }));
  token = got.access_token;
  until = Date.now() + got.expires_in * 1000 - MARGIN;
}

async function valid() {
  if (Date.now() >= until) await (fetching ??= login().finally(() => (fetching = undefined)));
  return token;
}

async function ask() {
  const used = await valid();
  const answer = await fetch(`${base}/endpoint`, {
    method: "POST",
    body: JSON.stringify(query),
    headers: { authorization: `Bearer ${used}`, "content-type": "application/json" },
    signal: AbortSignal.timeout(20_000),
  });
  if (answer.status === 401 && used === token) until = 0;
  return answer;
}

async function call() {
  let answer = await ask();
  if (answer.status === 401) answer = await ask();
  const body = await json(answer);
  if (body.Meta?.Errors?.length) throw new Error(body.Meta.Errors[0].Text);
  if (body.PotentialMatches?.length > 1) throw new Error("several patients match");
  return body.Patient?.Demographics?.LastName ?? "nobody";
}

async function told(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString() || "{}");
}

const server = createServer(async (request, answer) => {
  const body = await told(request);
  if (request.url === "/reload") {
    me = body;
    return answer.writeHead(204).end();
  }
  try {
    const found = await call();
    answer.writeHead(200).end(JSON.stringify({ found }));
  } catch (wrong) {
    answer.writeHead(502).end(JSON.stringify({ problem: wrong.message }));
  }
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log(server.address().port));
