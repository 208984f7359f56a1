import { randomUUID } from 'node:crypto';

const REGION = 'us-east-1';

/** The ARN that a secret of this name has. AWS ends it at random. */
export const arnOf = (name: string): string => `arn:aws:secretsmanager:${REGION}:000000000000:secret:${name}-Local1`;

/** An error with AWS's texts. */
export class SecretsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** One value that a secret has or had. */
interface Version {
  readonly id: string;
  readonly value: string;
}

interface Secret {
  readonly arn: string;
  readonly name: string;
  current: Version;
  previous?: Version;
}

/** Secrets with their current and their previous value, by name or ARN. */
export class Secrets {
  private readonly secrets = new Map<string, Secret>();

  /** @returns its ARN @throws ResourceExistsException */
  create(name: string, value: string): Secret {
    if (this.secrets.has(name)) throw new SecretsError('ResourceExistsException', `The secret ${name} already exists.`);
    const secret: Secret = { arn: arnOf(name), name, current: { id: randomUUID(), value } };
    this.secrets.set(name, secret).set(secret.arn, secret);
    return secret;
  }

  /** Gives a secret another value; the one it had is its previous one from now on. @throws ResourceNotFoundException */
  put(id: string, value: string): Secret {
    const secret = this.find(id);
    secret.previous = secret.current;
    secret.current = { id: randomUUID(), value };
    return secret;
  }

  /** @throws ResourceNotFoundException */
  find(id: string): Secret {
    const secret = this.secrets.get(id);
    if (!secret) throw new SecretsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  /** The value at a stage, the current one by default. @throws ResourceNotFoundException */
  read(id: string, stage = 'AWSCURRENT'): { secret: Secret; version: Version; stage: string } {
    const secret = this.find(id);
    const version = { AWSCURRENT: secret.current, AWSPREVIOUS: secret.previous }[stage];
    if (!version) {
      throw new SecretsError(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
      );
    }
    return { secret, version, stage };
  }
}
