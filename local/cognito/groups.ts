import { type Input, optionalText, pageSize, text } from './input.js';
import type { Group, UserPool } from './pool.js';
import { type Operations, type Service, assertPool } from './service.js';

const MAX_PAGE = 60;

/** The operations on groups and their members. */
export function groupOperations(service: Service): Operations {
  const { pool } = service;
  return {
    CreateGroup: (input) => {
      assertPool(service, input);
      const precedence = typeof input.Precedence === 'number' ? input.Precedence : undefined;
      return {
        Group: wire(pool, pool.addGroup({ name: text(input, 'GroupName'), description: optionalText(input, 'Description'), precedence })),
      };
    },

    ListGroups: (input) => {
      assertPool(service, input);
      return page(pool, pool.groups(), input);
    },

    AdminAddUserToGroup: (input) => {
      const { sub, groups, group } = membership(input);
      if (!groups.includes(group)) pool.change(sub, { groups: [...groups, group] });
      return {};
    },

    AdminRemoveUserFromGroup: (input) => {
      const { sub, groups, group } = membership(input);
      if (groups.includes(group)) pool.change(sub, { groups: groups.filter((name) => name !== group) });
      return {};
    },

    AdminListGroupsForUser: (input) => {
      assertPool(service, input);
      const { groups } = pool.get(text(input, 'Username'));
      return page(
        pool,
        groups.map((name) => pool.group(name)),
        input,
      );
    },
  };

  function membership(input: Input) {
    assertPool(service, input);
    const { sub, groups } = pool.get(text(input, 'Username'));
    return { sub, groups, group: pool.group(text(input, 'GroupName')).name };
  }
}

function page(pool: UserPool, groups: readonly Group[], input: Input): object {
  const limit = pageSize(input, 'Limit', MAX_PAGE);
  const after = optionalText(input, 'NextToken');
  const start = after ? groups.findIndex(({ name }) => name === after) + 1 : 0;
  const shown = groups.slice(start, start + limit);
  return {
    Groups: shown.map((group) => wire(pool, group)),
    ...(groups.length > start + limit ? { NextToken: shown.at(-1)?.name } : {}),
  };
}

function wire({ identity }: UserPool, { name, description, precedence, createdAt }: Group): object {
  return {
    GroupName: name,
    UserPoolId: identity.userPoolId,
    Description: description,
    Precedence: precedence,
    CreationDate: createdAt / 1000,
    LastModifiedDate: createdAt / 1000,
  };
}
