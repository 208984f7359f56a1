export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** The number of bytes that identify the type of an image. */
export const IMAGE_BEGINNING = 12;

/** In hexadecimal digits. */
const BEGINNINGS: ReadonlyMap<string, RegExp> = new Map<ImageType, RegExp>([
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/webp', /^52494646.{8}57454250/],
]);

/** Whether a file with this beginning is an image of this type. */
export function isImage(contentType: string, beginning: Buffer): boolean {
  return BEGINNINGS.get(contentType)?.test(beginning.toString('hex')) ?? false;
}
