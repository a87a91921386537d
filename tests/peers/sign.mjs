// Signs an assertion as Redox's sample program does: reads {pem, alg, kid, claims}, writes the JWT.
import { SignJWT, importPKCS8 } from "jose";

let given = "";
for await (const piece of process.stdin) given += piece;
const { pem, alg, kid, claims } = JSON.parse(given);
const key = await importPKCS8(pem, alg);
const { iss, sub, aud, iat, exp, jti, ...rest } = claims;
const jwt = new SignJWT(rest)
  .setProtectedHeader({ alg, kid })
  .setIssuer(iss)
  .setSubject(sub)
  .setAudience(aud)
  .setIssuedAt(iat)
  .setExpirationTime(exp)
  .setJti(jti);
process.stdout.write(await jwt.sign(key));
