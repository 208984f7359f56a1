const MAX_LENGTH = 100;
/** Half of a surrogate pair, which cutting a name may leave. */
const HALF = /\p{Cs}$/u;

/** The name of a part of the input in a problem document: below its parent, and shortened if it is too long to read. */
export function fieldPath(name: string, parent = ''): string {
  const shown = name === '' ? '""' : name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH).replace(HALF, '')}…` : name;
  if (!parent) return shown;
  return /^\d+$/.test(name) ? `${parent}[${name}]` : `${parent}.${shown}`;
}

/** The error for a property that does not exist. */
export function unknownProperty(field: string): { field: string; code: string; message: string } {
  const isNameless = field === '""' || field.endsWith('.""');
  return {
    field,
    code: 'unknown_property',
    message: isNameless ? 'is a property with an empty name, which is not allowed.' : 'is not a known property.',
  };
}
