// npm oidc-provider doing the job our token endpoint does: client_credentials with
// private_key_jwt (RS384, each jti once) for an opaque token.
//
//   node oidc_provider.mjs PORT CLIENT_ID JWKS_FILE
//
// The client's keys are static, so that no request pays for fetching them.
import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';

const [port, clientId, jwksFile] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

// It keeps the library's own memory store: of 1,000 records, so it is quick, but under load
// it forgets a jti within a second, where our server remembers each for five minutes.
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'RS384',
      jwks: JSON.parse(readFileSync(jwksFile, 'utf8')),
    },
  ],
  enabledJWA: { clientAuthSigningAlgValues: ['RS384'] },
  clientAuthMethods: ['private_key_jwt'],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  ttl: { ClientCredentials: 300 },
});

provider.listen(Number(port), '127.0.0.1');
