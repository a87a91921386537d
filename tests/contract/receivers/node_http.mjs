// A Redox receiver in plain Node.js. Run it: node node_http.mjs 8000
import { createServer } from "node:http";
import { createHash, timingSafeEqual } from "node:crypto";

const TOKEN = process.env.REDOX_VERIFICATION_TOKEN ?? "my-made-up-token-0123456789";
const arrivals = new Map();
const digest = (text) => createHash("sha256").update(String(text ?? "")).digest();
const isRight = (token) => timingSafeEqual(digest(token), digest(TOKEN));

function answer(response, status, text = "") {
  response.writeHead(status, { "content-type": "text/plain" }).end(text);
}

createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/arrivals") return answer(response, 200, JSON.stringify([...arrivals.values()]));
  if (url.pathname !== "/redox") return answer(response, 404);
  if (request.method === "GET") {
    const challenge = url.searchParams.get("challenge");
    if (!challenge) return answer(response, 405);
    const right = isRight(url.searchParams.get("verification-token"));
    return answer(response, right ? 200 : 401, right ? challenge : "");
  }
  if (request.method !== "POST") return answer(response, 405);
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("error", () => {});
  request.on("end", () => {
    if (!request.complete) return;
    let body;
    try {
      body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces)));
    } catch {
      return answer(response, 400, "no JSON");
    }
    if (body === null || typeof body !== "object" || Array.isArray(body)) return answer(response, 400);
    const asked = "challenge" in body;
    const token = asked ? body["verification-token"] : request.headers["verification-token"];
    if (!isRight(token)) return answer(response, 401, "wrong verification token");
    if (asked) return answer(response, 200, body.challenge);
    const id = body.Meta?.Logs?.[0]?.ID;
    if (id && !arrivals.has(id)) arrivals.set(id, body.Meta.EventType);
    answer(response, 200);
  });
}).listen(Number(process.argv[2]), "127.0.0.1");
