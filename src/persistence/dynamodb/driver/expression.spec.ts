import { assignments, expression, type Expression, joined, Path, Placeholders } from './expression.js';

const rendered = (source: Expression) => {
  const placeholders = new Placeholders();
  return { text: source.render(placeholders), ...placeholders.toRequest() };
};

describe('expression', () => {
  it('gives every attribute and every value a placeholder', () => {
    expect(rendered(expression`#status = ${'ACTIVE'} AND #seats >= ${3}`)).toEqual({
      text: '#status = :v0 AND #seats >= :v1',
      ExpressionAttributeNames: { '#status': 'status', '#seats': 'seats' },
      ExpressionAttributeValues: { ':v0': 'ACTIVE', ':v1': 3 },
    });
  });

  it('uses one placeholder for each attribute', () => {
    expect(rendered(joined([expression`#a = ${1}`, expression`#a = ${2}`], ' OR '))).toEqual({
      text: '#a = :v0 OR #a = :v1',
      ExpressionAttributeNames: { '#a': 'a' },
      ExpressionAttributeValues: { ':v0': 1, ':v1': 2 },
    });
  });

  it('accepts any name in a path, and never mixes up two names', () => {
    expect(
      rendered(expression`SET ${new Path('marks', 'mid-term')} = ${1}, ${new Path('n1')} = ${2}, ${new Path('marks', 'end.term')} = ${3}`),
    ).toEqual({
      text: 'SET #marks.#1 = :v0, #n1 = :v1, #marks.#3 = :v2',
      ExpressionAttributeNames: { '#marks': 'marks', '#1': 'mid-term', '#n1': 'n1', '#3': 'end.term' },
      ExpressionAttributeValues: { ':v0': 1, ':v1': 2, ':v2': 3 },
    });
  });

  it('sets attributes with a value, and removes those without one', () => {
    expect(rendered(assignments({ title: 'x', room: undefined })).text).toBe('SET #title = :v0 REMOVE #room');
    expect(rendered(assignments({ title: 'x' })).text).toBe('SET #title = :v0');
    expect(rendered(assignments({ room: undefined })).text).toBe('REMOVE #room');
  });

  it('leaves out names and values that it does not use', () => {
    expect(rendered(expression`attribute_exists(#id)`)).toEqual({
      text: 'attribute_exists(#id)',
      ExpressionAttributeNames: { '#id': 'id' },
    });
  });
});
