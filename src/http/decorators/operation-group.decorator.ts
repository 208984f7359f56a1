import { SetMetadata } from '@nestjs/common';

export const OPERATION_GROUP = 'openapi:operation-group';

/** Names the operations of a controller like those of another one, e.g. `classesRead`. Without it they are named after the controller itself. */
export const OperationGroup = (name: string): ClassDecorator => SetMetadata(OPERATION_GROUP, name);
