// The issuer of tokens for the local cluster and compose: clients prove themselves by private_key_jwt (RFC 7523) and get
// access tokens (RFC 9068) that say organisation, role and federations. A deployment has an issuer of its own.
//
// ISSUER  its URL, as tokens say it          KEYS     a file with its private keys (JWKS)
// HOST, PORT  where it listens               CLIENTS  the client list: [{client_id, jwks, scope, organisation, role, federations}]
import { readFileSync, statSync } from 'node:fs';
import process from 'node:process';
import Provider from 'oidc-provider';

const { ISSUER, HOST = '127.0.0.1', PORT, KEYS, CLIENTS, AUDIENCE = 'finsam', TOKEN_SECONDS = '3600' } = process.env;
const CLAIMS = ['organisation', 'role', 'federations'];
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

// The list is read anew when it has changed: who is added to it may come at once, who is struck off no more.
let listed = new Map();
let changed = 0;
function clients() {
  const { mtimeMs } = statSync(CLIENTS);
  if (mtimeMs !== changed) {
    listed = new Map(read(CLIENTS).map((client) => [client.client_id, client]));
    changed = mtimeMs;
  }
  return listed;
}

// Nothing is kept but, until they expire, the ids of the assertions that were used.
const kept = new Map();
class Memory {
  constructor(model) {
    this.model = model;
  }

  async find(id) {
    if (this.model !== 'Client') return kept.get(`${this.model}:${id}`);
    const client = clients().get(id);
    return client && {
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      ...client,
    };
  }

  async upsert(id, payload, seconds) {
    if (this.model === 'ClientCredentials') return;
    const key = `${this.model}:${id}`;
    kept.set(key, payload);
    setTimeout(() => kept.delete(key), seconds * 1000).unref();
  }

  async destroy(id) {
    kept.delete(`${this.model}:${id}`);
  }
}

const scopes = [...new Set([...clients().values()].flatMap((client) => client.scope.split(' ')))];

const provider = new Provider(ISSUER, {
  adapter: Memory,
  clientAuthMethods: ['private_key_jwt'],
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  enabledJWA: { clientAuthSigningAlgValues: ['ES256'] },
  extraClientMetadata: { properties: CLAIMS },
  extraTokenClaims: (ctx, token) => Object.fromEntries(CLAIMS.map((claim) => [claim, token.client[claim]])),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => `urn:${AUDIENCE}`,
      getResourceServerInfo: () => ({
        audience: AUDIENCE,
        scope: scopes.join(' '),
        accessTokenFormat: 'jwt',
        accessTokenTTL: Number(TOKEN_SECONDS),
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
  jwks: read(KEYS),
  responseTypes: [],
  scopes,
  ttl: { ClientCredentials: Number(TOKEN_SECONDS) },
});

const server = provider.listen(Number(PORT), HOST);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close(() => process.exit(0)));
