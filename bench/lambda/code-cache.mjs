// Puts the code cache of a bundle beside it, as a deployment asks the function for it:
// node <flags> code-cache.mjs <module> <file of the requests> [<route to call first>]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { context, events, moduleUrl, report } from './handler.mjs';

const { handler } = await import(moduleUrl);
const route = process.argv[4];
if (route) await handler(events[route], context);
const { name, data } = await handler({ task: 'code-cache' }, context);
writeFileSync(join(fileURLToPath(moduleUrl), '..', name), gunzipSync(Buffer.from(data, 'base64')));
report({ name });
