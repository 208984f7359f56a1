const MAX_LENGTH = 100;
/** What may be left of a character where a name is cut. */
const HALF = /\p{Cs}$/u;

/** How a problem document names a part of the input: below the part that it belongs to, and no longer than can be read. */
export function fieldPath(name: string, parent = ''): string {
  const shown = name === '' ? '""' : name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH).replace(HALF, '')}…` : name;
  if (!parent) return shown;
  return /^\d+$/.test(name) ? `${parent}[${name}]` : `${parent}.${shown}`;
}

/** The error of a property that nobody asked for. */
export function unknownProperty(field: string): { field: string; code: string; message: string } {
  const isNameless = field === '""' || field.endsWith('.""');
  return {
    field,
    code: 'unknown_property',
    message: isNameless ? 'is a property with an empty name, which is not allowed.' : 'is not a known property.',
  };
}
