/** A value as it travels: binary is base64, numbers are strings. Exactly one member is set. */
export interface AttributeValue {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: Item;
}

export type Item = { [attribute: string]: AttributeValue };

/** The largest item DynamoDB keeps, in bytes. */
export const MAX_ITEM_SIZE = 400 * 1024;

/** Bytes of an item as DynamoDB counts them: names and strings in UTF-8, two digits a byte. */
export function itemSize(item: Item): number {
  // An index entry may lack attributes it would project.
  return Object.entries(item).reduce((size, [name, value]) => size + (value == null ? 0 : Buffer.byteLength(name) + valueSize(value)), 0);
}

function valueSize(value: AttributeValue): number {
  if (value.S != null) return Buffer.byteLength(value.S);
  if (value.N != null) return numberSize(value.N);
  if (value.B != null) return Buffer.byteLength(value.B, 'base64');
  if (value.SS) return sum(value.SS, (member) => Buffer.byteLength(member));
  if (value.NS) return sum(value.NS, numberSize);
  if (value.BS) return sum(value.BS, (member) => Buffer.byteLength(member, 'base64'));
  if (value.L) return 3 + sum(value.L, (member) => 1 + valueSize(member));
  if (value.M) return 3 + Object.keys(value.M).length + itemSize(value.M);
  return 1;
}

function numberSize(number: string): number {
  const significant = number.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return 1 + Math.ceil(significant.length / 2) + (number.startsWith('-') ? 1 : 0);
}

function sum<T>(members: T[], size: (member: T) => number): number {
  return members.reduce((total, member) => total + size(member), 0);
}
