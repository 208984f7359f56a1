import { detail } from '../../core/errors/domain-error.js';
import { fieldError } from '../../core/errors/field-error.js';
import type { AdminGetUserCommandOutput, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { ROLES, toGroup } from '../../auth/actor.js';
import { Config } from '../../config/config.js';
import { retryUntilDeadline } from '../../core/async/retry-until-deadline.js';
import { Unavailable, ValidationFailed } from '../../core/errors/errors.js';
import { AwsAdapter, clientSettings, isNamed, isUnanswered } from '../aws-adapter.js';
import type { Account, AccountHolder, IdentityProvider } from './identity-provider.js';
import { AccountMissing, AddressInUse } from './identity.errors.js';

type Sdk = typeof import('./cognito-sdk.js');

/** The status of an account whose temporary password was never changed. */
const NEVER_SIGNED_IN = 'FORCE_CHANGE_PASSWORD';

/** The name of the second factor in the list of an account. */
const AUTHENTICATOR_APP = 'SOFTWARE_TOKEN_MFA';

const TRANSIENT = ['TooManyRequestsException', 'ThrottlingException', 'InternalErrorException', 'ConcurrentModificationException'];

/** The user pool in Amazon Cognito. */
@Injectable()
export class CognitoIdentityProvider extends AwsAdapter<CognitoIdentityProviderClient, Sdk> implements IdentityProvider {
  constructor(private readonly config: Config) {
    super();
  }

  async open(email: string): Promise<string> {
    const attributes = [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
    ];
    try {
      const { User } = await this.call((client, sdk) =>
        client.send(new sdk.AdminCreateUserCommand({ ...this.user(email), UserAttributes: attributes, MessageAction: 'SUPPRESS' })),
      );
      return User!.Username!;
    } catch (error) {
      if (isNamed(error, 'InvalidParameterException')) {
        throw ValidationFailed.of(fieldError('email', 'refused'));
      }
      if (!isNamed(error, 'UsernameExistsException')) throw error;
      const holder = await this.find(email);
      if (!holder) throw new Unavailable(detail('unavailable.account_removal'));
      return holder.id;
    }
  }

  async find(name: string): Promise<AccountHolder | undefined> {
    const account = await this.getIfPresent(name);
    return account && { id: account.Username!, hasSignedIn: account.UserStatus !== NEVER_SIGNED_IN };
  }

  async apply(account: Account): Promise<void> {
    const [{ UserAttributes = [], Enabled }, groups] = await Promise.all([this.get(account.id), this.groupsOf(account.id)]);
    if (Enabled !== account.enabled) await this.enable(account);

    const current = new Map(UserAttributes.map(({ Name, Value }) => [Name, Value]));
    const expected = { email: account.email, email_verified: 'true', 'custom:code': account.code };
    if (Object.entries(expected).some(([name, value]) => current.get(name) !== value)) await this.setAttributes(account.id, expected);

    const group = toGroup(account.role);
    if (!groups.includes(group)) await this.changeGroup('Add', account.id, group);
    for (const other of ROLES.map(toGroup)) {
      if (other !== group && groups.includes(other)) await this.changeGroup('Remove', account.id, other);
    }
  }

  async hasAuthenticatorApp(id: string): Promise<boolean> {
    return (await this.getIfPresent(id))?.UserMFASettingList?.includes(AUTHENTICATOR_APP) ?? false;
  }

  async signOut(id: string): Promise<void> {
    await this.call((client, sdk) => client.send(new sdk.AdminUserGlobalSignOutCommand(this.user(id))));
  }

  async resetMfa(id: string): Promise<void> {
    const { UserMFASettingList = [] } = await this.get(id);
    if (!UserMFASettingList.includes(AUTHENTICATOR_APP)) return;
    await this.call((client, sdk) => client.send(new sdk.AdminDeleteSoftwareTokenCommand(this.user(id))));
  }

  async sendInvitation({ id, email }: Pick<Account, 'id' | 'email'>): Promise<void> {
    const { UserStatus, UserLastModifiedDate: before } = await this.get(id);
    if (UserStatus !== NEVER_SIGNED_IN) return;
    await this.call(async (client, sdk) => {
      try {
        await client.send(
          new sdk.AdminCreateUserCommand({ ...this.user(email), MessageAction: 'RESEND', DesiredDeliveryMediums: ['EMAIL'] }),
        );
      } catch (error) {
        if (isNamed(error, 'CodeDeliveryFailureException', 'LimitExceededException')) throw new Unavailable(detail('unavailable.mail'));
        // If only the response was lost, the account has a new password. A retry would send a second e-mail.
        const { UserLastModifiedDate: after } = await this.get(id);
        if (after!.getTime() === before!.getTime()) throw error;
      }
    });
  }

  async remove(id: string): Promise<void> {
    try {
      await this.call((client, sdk) => client.send(new sdk.AdminDeleteUserCommand(this.user(id))));
    } catch (error) {
      if (!(error instanceof AccountMissing)) throw error;
    }
  }

  /** @param name an id or an e-mail address */
  private get(name: string): Promise<AdminGetUserCommandOutput> {
    return this.call((client, sdk) => client.send(new sdk.AdminGetUserCommand(this.user(name))));
  }

  /** @param name an id or an e-mail address */
  private async getIfPresent(name: string): Promise<AdminGetUserCommandOutput | undefined> {
    try {
      return await this.get(name);
    } catch (error) {
      if (error instanceof AccountMissing) return undefined;
      throw error;
    }
  }

  /** Reads one page of groups, because there are only a few. */
  private async groupsOf(id: string): Promise<string[]> {
    const { Groups = [] } = await this.call((client, sdk) => client.send(new sdk.AdminListGroupsForUserCommand(this.user(id))));
    return Groups.map(({ GroupName }) => GroupName!);
  }

  private async enable({ id, enabled }: Account): Promise<void> {
    await this.call<unknown>((client, sdk) =>
      enabled ? client.send(new sdk.AdminEnableUserCommand(this.user(id))) : client.send(new sdk.AdminDisableUserCommand(this.user(id))),
    );
  }

  private async setAttributes(id: string, attributes: Record<string, string>): Promise<void> {
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    await this.call((client, sdk) => client.send(new sdk.AdminUpdateUserAttributesCommand({ ...this.user(id), UserAttributes })));
  }

  private async changeGroup(how: 'Add' | 'Remove', id: string, group: string): Promise<void> {
    const membership = { ...this.user(id), GroupName: group };
    await this.call<unknown>((client, sdk) =>
      how === 'Add'
        ? client.send(new sdk.AdminAddUserToGroupCommand(membership))
        : client.send(new sdk.AdminRemoveUserFromGroupCommand(membership)),
    );
  }

  private user(name: string) {
    return { UserPoolId: this.config.userPoolId, Username: name };
  }

  private async call<Output>(request: (client: CognitoIdentityProviderClient, sdk: Sdk) => Promise<Output>): Promise<Output> {
    const { client, sdk } = await this.loaded();
    try {
      return await retryUntilDeadline(() => request(client, sdk), isTransient, 'user_pool');
    } catch (error) {
      if (isNamed(error, 'UserNotFoundException')) throw new AccountMissing();
      if (isNamed(error, 'AliasExistsException')) throw new AddressInUse();
      throw error;
    }
  }

  protected async load() {
    const sdk = await import('./cognito-sdk.js');
    return { client: new sdk.CognitoIdentityProviderClient(clientSettings(this.config.region)), sdk };
  }
}

function isTransient(error: unknown): boolean {
  return isNamed(error, ...TRANSIENT) || isUnanswered(error);
}
