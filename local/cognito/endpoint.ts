import { adminOperations } from './admin.js';
import { describeOperations } from './describe.js';
import { CognitoError } from './errors.js';
import type { Faults } from './faults.js';
import { groupOperations } from './groups.js';
import type { Endpoint } from './http.js';
import type { SigningKey } from './jwt.js';
import { awsPace } from './limits.js';
import { mfaOperations } from './mfa.js';
import { recoveryOperations } from './recovery.js';
import { refreshOperations } from './refresh.js';
import { selfServiceOperations } from './self-service.js';
import type { Service } from './service.js';
import { signInOperations } from './sign-in.js';

/** The format of AWS's signature. Its value is not checked: all credentials are valid here. */
const SIGNATURE =
  /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d{8}\/[\w-]+\/cognito-idp\/aws4_request, ?SignedHeaders=[\w;-]+, ?Signature=[0-9a-f]{64}$/;

/** Combines all operations into one handler. */
export function createEndpoint(
  service: Service,
  options: { key: SigningKey; issuer: string; faults: Faults; pace: boolean | undefined },
): Endpoint {
  const signed = new Map(Object.entries({ ...adminOperations(service), ...groupOperations(service), ...describeOperations(service) }));
  const open = new Map(
    Object.entries({
      ...signInOperations(service),
      ...refreshOperations(service),
      ...recoveryOperations(service),
      ...selfServiceOperations(service),
      ...mfaOperations(service),
    }),
  );
  const assertPace = options.pace ? awsPace(service.now) : () => undefined;

  return {
    perform: async (name, input, authorization) => {
      const operation = signed.get(name) ?? open.get(name);
      if (!operation) throw new CognitoError('UnknownOperationException', `${name} is not an operation of this pool.`);
      if (signed.has(name)) assertSigned(authorization);
      return options.faults.around(name, async () => {
        assertPace(name);
        return operation(input);
      });
    },

    document: async (path) => {
      const { userPoolId } = service.pool.identity;
      if (path === `/${userPoolId}/.well-known/jwks.json`) return { keys: [await options.key.jwk()] };
      if (path === `/${userPoolId}/.well-known/openid-configuration`) return discovery(options.issuer);
      return undefined;
    },
  };
}

function assertSigned(authorization: string | undefined): void {
  if (!authorization) throw new CognitoError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (!SIGNATURE.test(authorization))
    throw new CognitoError('IncompleteSignatureException', 'The Authorization header is not a signature.');
}

function discovery(issuer: string): object {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ['RS256'],
    subject_types_supported: ['public'],
  };
}
