import { parse } from './parse.js';

it.each(['a = :v', 'a <> :v', 'a IN (:n, :v)', 'NOT (b < :n OR a = :v)'])(
  'rejects %s for lists and maps, which dynalite compares incorrectly',
  (ConditionExpression) => {
    const condition = (value: object) => () => {
      const values = ConditionExpression.includes(':n') ? { ':n': { N: '1' }, ':v': value } : { ':v': value };
      return parse('PutItem', { TableName: 'table', Item: { id: { S: '1' } }, ConditionExpression, ExpressionAttributeValues: values });
    };
    expect(condition({ L: [] })).toThrow('The local database cannot compare lists or maps.');
    expect(condition({ M: {} })).toThrow('The local database cannot compare lists or maps.');
    expect(condition({ S: 'x' })).not.toThrow();
  },
);
