// Stands for `@nestjs/swagger` in the bundle, where nothing is documented: the mapped types are the plain ones, and the decorators do nothing.
export * from '@nestjs/mapped-types';

const nothing = () => () => undefined;

export { nothing as ApiOkResponse, nothing as ApiProperty, nothing as ApiPropertyOptional, nothing as ApiSchema };
