import { aClass } from '../../../../test/fixtures/builders.js';
import { previousClass } from '../../../../test/fixtures/previous-items.js';
import { GERMANY } from '../../../../test/fixtures/scales.js';
import { findGradingScale } from '../../../features/grading/scales.js';
import { fromClassItem, toClassItem } from './class-item.js';

describe('the item of a class', () => {
  const own = aClass({ gradingScale: GERMANY.key, scale: GERMANY });

  it('is read by a version without scales of the school, which finds no scale of the key', () => {
    const { scale: _scale, ...expected } = own;
    const before = previousClass(toClassItem(own));
    expect(before).toEqual(expected);
    expect(() => findGradingScale(before)).toThrow('no grading scale');
  });

  it('has the scale that the class names', () => {
    expect(findGradingScale(fromClassItem(toClassItem(own)))).toEqual(GERMANY);
    // A version without scales of the school changes the key only.
    expect(findGradingScale({ ...own, gradingScale: 'vn-10' }).key).toBe('vn-10');
    expect(() => findGradingScale({ ...own, gradingScale: 'ch-6' })).toThrow('no grading scale');
  });

  it('has the minimum weight of the class, which an earlier version ignores', () => {
    const schoolClass = aClass({ minimumWeight: 60 });
    expect(fromClassItem(toClassItem(schoolClass))).toEqual(schoolClass);
    expect(previousClass(toClassItem(schoolClass))).toEqual({ ...schoolClass, minimumWeight: undefined });
  });

  it('is as before for a scale of the app', () => {
    const item = toClassItem(aClass());
    expect(previousClass(item)).toEqual(fromClassItem(item));
    expect(Object.keys(item).filter((name) => item[name] !== undefined)).not.toContain('scale');
  });
});
