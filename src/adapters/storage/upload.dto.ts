import { ApiProperty } from '@nestjs/swagger';
import type { UploadForm } from './object-storage.js';

/** A form that uploads a file to the storage: sent as `multipart/form-data`, all fields first, then the file as `file`. The storage answers 204. */
export class UploadDto {
  /**
   * Where to post the form.
   * @format uri
   */
  url!: string;

  /** The fields, by name. They allow this one file: its type and its size in bytes are part of them. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { 'Content-Type': 'image/png', key: '…', Policy: '…', 'X-Amz-Signature': '…' },
  })
  fields!: Record<string, string>;

  static from({ url, fields }: UploadForm): UploadDto {
    return { url, fields: { ...fields } };
  }
}
