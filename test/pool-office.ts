import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  NotAuthorizedException,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalCognito } from '../local/cognito/server.js';
import { groupOf } from '../src/auth/actor.js';
import type { User } from '../src/users/user.js';

export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The user pool as its operator sees it: past the app. */
export class PoolOffice {
  private readonly client: CognitoIdentityProviderClient;

  constructor(private readonly pool: LocalCognito) {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    this.client = new CognitoIdentityProviderClient({ region: pool.region, endpoint: pool.url, credentials });
  }

  /** What the app is to keep equal to a profile; undefined if there is no account. */
  async accountOf(id: string) {
    try {
      const [{ UserAttributes = [], Enabled: enabled }, { Groups = [] }] = await Promise.all([
        this.client.send(new AdminGetUserCommand(this.user(id))),
        this.client.send(new AdminListGroupsForUserCommand(this.user(id))),
      ]);
      const { sub: _sub, ...attributes } = Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name!, Value]));
      return { ...attributes, enabled, groups: Groups.map(({ GroupName }) => GroupName) };
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined;
      throw error;
    }
  }

  /** Makes the account that a profile asks for, without mail. Returns its id. */
  async open({ email, code, role, status }: Pick<User, 'email' | 'code' | 'role' | 'status'>): Promise<string> {
    const attributes = { email, email_verified: 'true', 'custom:code': code };
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    const { User } = await this.client.send(new AdminCreateUserCommand({ ...this.user(email), UserAttributes, MessageAction: 'SUPPRESS' }));
    await this.client.send(new AdminAddUserToGroupCommand({ ...this.user(email), GroupName: groupOf(role) }));
    if (status === 'DISABLED') await this.client.send(new AdminDisableUserCommand(this.user(email)));
    return User!.Username!;
  }

  /** Makes an account without mail; with a password it is that of somebody who has signed in. Returns its id. */
  async create(email: string, password?: string): Promise<string> {
    const UserAttributes = [{ Name: 'email', Value: email }];
    const { User } = await this.client.send(new AdminCreateUserCommand({ ...this.user(email), UserAttributes, MessageAction: 'SUPPRESS' }));
    if (password) await this.setPassword(email, password);
    return User!.Username!;
  }

  /** Gives somebody a password, and signs in with it. */
  async signIn(email: string, password: string): Promise<Session> {
    await this.setPassword(email, password);
    const AuthParameters = { USERNAME: email, PASSWORD: password };
    const { AuthenticationResult } = await this.client.send(
      new InitiateAuthCommand({ ClientId: this.pool.clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
    );
    return { accessToken: AuthenticationResult!.AccessToken!, refreshToken: AuthenticationResult!.RefreshToken! };
  }

  /** Whether a session can still be prolonged. */
  async refreshes({ refreshToken }: Session): Promise<boolean> {
    try {
      const AuthParameters = { REFRESH_TOKEN: refreshToken };
      await this.client.send(new InitiateAuthCommand({ ClientId: this.pool.clientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters }));
      return true;
    } catch (error) {
      if (error instanceof NotAuthorizedException) return false;
      throw error;
    }
  }

  close(): void {
    this.client.destroy();
  }

  private async setPassword(email: string, password: string): Promise<void> {
    await this.client.send(new AdminSetUserPasswordCommand({ ...this.user(email), Password: password, Permanent: true }));
  }

  private user(name: string) {
    return { UserPoolId: this.pool.userPoolId, Username: name };
  }
}
