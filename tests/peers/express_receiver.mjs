// A Redox receiver in Express. Run it: npm install, then node express_receiver.mjs 8000
import express from "express";
import { createHash, timingSafeEqual } from "node:crypto";

const TOKEN = process.env.REDOX_VERIFICATION_TOKEN ?? "my-made-up-token-0123456789";
const arrivals = new Map();
const digest = (text) => createHash("sha256").update(String(text ?? "")).digest();
const isRight = (token) => timingSafeEqual(digest(token), digest(TOKEN));

const app = express();
app.get("/arrivals", (request, response) => response.json([...arrivals.values()]));
app.use(express.json({ limit: "50mb" })); // the default is 100 KB, and messages are larger

app.get("/redox", (request, response) => {
  if (!isRight(request.query["verification-token"])) return response.sendStatus(401);
  response.type("text/plain").send(String(request.query.challenge));
});

app.post("/redox", (request, response) => {
  const body = request.body ?? {};
  const asked = "challenge" in body;
  if (!isRight(asked ? body["verification-token"] : request.headers["verification-token"]))
    return response.sendStatus(401);
  if (asked) return response.send(body.challenge);
  if (!request.is("application/json")) return response.sendStatus(415);
  const id = body.Meta?.Logs?.[0]?.ID;
  if (id && !arrivals.has(id)) arrivals.set(id, body.Meta.EventType);
  response.sendStatus(200);
});

app.use((error, request, response, next) => {
  response.status(error.status ?? 500).json({ error: "bad request" });
});
app.listen(Number(process.argv[2]), "127.0.0.1");
