import { ApiProperty } from '@nestjs/swagger';
import { ResponseDto } from '../../http/responses/response-dto.js';

/** A form that uploads one file to the file storage. Post it as `multipart/form-data`: all fields first, then the file as `file`. Success is 204. */
export class UploadDto extends ResponseDto {
  /**
   * The address to post the form to.
   * @format uri
   */
  url!: string;

  /** The form fields by name. They are valid only for a file of the announced type and size. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { 'Content-Type': 'image/png', key: '…', Policy: '…', 'X-Amz-Signature': '…' },
  })
  fields!: Record<string, string>;
}
