import { getMetadataStorage } from 'class-validator';
import { exportedClasses } from '../../../test/fixtures/exports.js';
import { fault } from '../../core/errors/field-error.js';

interface Rule {
  readonly type: string;
  readonly name?: string;
  readonly propertyName: string;
  readonly context?: { explain?: unknown };
}

describe('a rule of a DTO', () => {
  it('says with a code of ours what breaking it means', () => {
    const dtos = exportedClasses((path) => path.endsWith('.dto.ts') || path.endsWith('paging.ts'));
    const rules = dtos.flatMap((dto) => {
      const all = getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false) as unknown as Rule[];
      return all.filter(({ type }) => type !== 'conditionalValidation').map((each) => ({ dto: dto.name, ...each }));
    });
    expect(rules.length).toBeGreaterThan(100);
    const silent = rules.filter(({ context }) => typeof context?.explain !== 'function');
    expect(silent.map(({ dto, propertyName, name, type }) => `${dto}.${propertyName}: ${name ?? type}`)).toEqual([]);
  });

  it('names the values of its text', () => {
    expect(fault('out_of_range', { min: '1900-01-01', max: '2021-12-31' })).toEqual({
      code: 'out_of_range',
      message: 'must be from 1900-01-01 to 2021-12-31.',
      params: { min: '1900-01-01', max: '2021-12-31' },
    });
    expect(fault('required.archive')).toMatchObject({ code: 'required', params: { case: 'archive' } });
    expect(fault('required')).toEqual({ code: 'required', message: 'is required.' });
  });
});
