import type { Packaged } from './packaged.js';
import { adoptionTests } from './adoption.js';
import { alarmTests } from './alarms.js';
import { deployRoleTests } from './deploy-role.js';
import { edgeTests } from './edge.js';
import { httpTests } from './http.js';
import { permissionTests } from './permissions.js';
import { resourceTests } from './resources.js';
import { storageTests } from './storage.js';

/** What the stack of any stage in any region must be. */
export function describeStack(name: string, one: () => Packaged): void {
  describe(name, () => {
    const context = { stack: () => one().stack };
    resourceTests(one);
    httpTests(context);
    permissionTests(context);
    deployRoleTests(context);
    storageTests(context);
    alarmTests(context);
    edgeTests(context);
    adoptionTests(context);
  });
}
