export interface KeyElement {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}

export interface Index {
  IndexName: string;
  KeySchema: KeyElement[];
  Projection: { ProjectionType: 'ALL' | 'INCLUDE' | 'KEYS_ONLY'; NonKeyAttributes?: string[] };
}

/** A table as `DescribeTable` shows it. */
export interface TableDescription {
  TableName: string;
  TableArn: string;
  TableStatus: 'ACTIVE';
  CreationDateTime: number;
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  KeySchema: KeyElement[];
  GlobalSecondaryIndexes?: Index[];
  LocalSecondaryIndexes?: Index[];
  DeletionProtectionEnabled: boolean;
  SSEDescription?: object;
}
