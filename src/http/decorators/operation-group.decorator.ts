import { SetMetadata } from '@nestjs/common';

export const OPERATION_GROUP = 'openapi:operation-group';

/** Sets the prefix of the operation ids of a controller, e.g. `classes` for `classesRead`. The default is the name of the controller. */
export const OperationGroup = (name: string): ClassDecorator => SetMetadata(OPERATION_GROUP, name);
