import type { Packaged } from './packaged.js';
import { alarmTests } from './template-tests/alarms.js';
import { edgeTests } from './template-tests/edge.js';
import { httpTests } from './template-tests/http.js';
import { permissionTests } from './template-tests/permissions.js';
import { resourceTests } from './template-tests/resources.js';
import { storageTests } from './template-tests/storage.js';

/** What the stack of any stage in any region must be. */
export function describeStack(name: string, one: () => Packaged): void {
  describe(name, () => {
    const context = { stack: () => one().stack };
    resourceTests(one);
    httpTests(context);
    permissionTests(context);
    storageTests(context);
    alarmTests(context);
    edgeTests(context);
  });
}
