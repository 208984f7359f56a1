import { StaleVersion } from '../../../core/errors/errors.js';
import { abandonedCopyJob, type Upload } from '../../../adapters/storage/upload.js';
import type { Action, Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { epochSeconds } from '../schema/epoch-seconds.js';
import { itemReader } from '../schema/item-codec.js';
import type { Item } from '../schema/item.js';
import { keys } from '../schema/keys.js';

type UploadItem = Omit<Upload, 'expiresAt'> & { readonly openUntil: string };

/** Fails with StaleVersion if the place holds another upload that is open. */
export function putUpload(database: Database, { expiresAt, ...upload }: Upload, at: string): Action {
  const item = { ...keys.upload(upload.userId, upload.place), ...upload, openUntil: expiresAt, expiresAt: epochSeconds(expiresAt) };
  const isFree = expression`attribute_not_exists(#pk) OR #openUntil <= ${at}`;
  return database.put('ledger', item, () => new StaleVersion(), isFree);
}

/** Ends an upload that is open, and keeps its copy. Fails with StaleVersion if it was adopted meanwhile, or has expired. */
export function adoptUpload(database: Database, upload: Upload, at: string): Action[] {
  const { kind, key } = abandonedCopyJob(upload);
  const isOpen = expression`#id = ${upload.id} AND #openUntil > ${at}`;
  return [
    database.delete('ledger', keys.upload(upload.userId, upload.place), isOpen, () => new StaleVersion()),
    database.delete('ledger', keys.job(kind, key)),
  ];
}

const readItem = itemReader<UploadItem>('upload', {
  id: 'string',
  userId: 'string',
  place: 'number',
  target: 'string',
  size: 'number',
  openUntil: 'string',
});

export function fromUploadItem(item: Item): Upload {
  const { openUntil: expiresAt, ...upload } = readItem(item);
  return { ...upload, expiresAt };
}
