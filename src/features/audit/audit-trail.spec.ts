import { Logger } from '@nestjs/common';
import { Clock } from '../../core/time/clock.js';
import { AuditTrail } from './audit-trail.js';

describe('AuditTrail', () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
  beforeEach(() => warn.mockClear());
  afterAll(() => warn.mockRestore());

  const record = (action: string, after: Record<string, unknown>) =>
    new AuditTrail(new Clock()).entry(
      { id: 'a', role: 'ADMIN', tokenIssuedAt: '2026-01-01T00:00:00Z' },
      { entity: 'user:b', action, after },
    );

  it.each(['user.invited', 'user.changed'])('logs an event for the alarm if %s makes an admin', (action) => {
    record(action, { role: 'ADMIN', status: 'INVITED' });
    expect(warn.mock.calls).toEqual([[{ event: 'admin_named', entity: 'user:b', by: 'a' }]]);
  });

  it('logs nothing for other changes, also those of an admin', () => {
    record('user.invited', { role: 'LECTURER', status: 'INVITED' });
    record('user.changed', { givenName: null });
    expect(warn).not.toHaveBeenCalled();
  });
});
