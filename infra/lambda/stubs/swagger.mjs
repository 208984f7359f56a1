// Replaces `@nestjs/swagger` in the bundle, which contains no documentation. The mapped types are plain, and the decorators do nothing.
export * from '@nestjs/mapped-types';

const nothing = () => () => undefined;

export { nothing as ApiOkResponse, nothing as ApiProperty, nothing as ApiPropertyOptional, nothing as ApiSchema };
