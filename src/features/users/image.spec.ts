import { isImage } from './image.js';

describe('isImage', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
  const jpeg = Buffer.from('ffd8ffe000104a4649460001', 'hex');
  const webp = Buffer.from('524946460dff00ff57454250', 'hex');

  it.each([
    ['image/png', png, true],
    ['image/jpeg', jpeg, true],
    ['image/webp', webp, true],
    ['image/png', jpeg, false],
    ['image/jpeg', webp, false],
    ['image/webp', png, false],
    ['image/png', png.subarray(0, 7), false],
    ['image/png', Buffer.from('<html><script>'), false],
    ['image/webp', Buffer.from('RIFF\0\0\0\0WAVE'), false],
    ['image/svg+xml', Buffer.from('<svg xmlns='), false],
    ['constructor', png, false],
    ['', png, false],
  ])('decides for the type %s and the bytes %s: %s', (type, beginning, expected) => {
    expect(isImage(type, beginning)).toBe(expected);
  });
});
