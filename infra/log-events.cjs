// Log events that are counted. Each has an alarm. The name of an event is the `event` of its log lines, except for lines of the gateway.
const EVENTS = {
  AdminNamed: {
    event: 'admin_named',
    description: 'An admin was invited, or a person became an admin. If you know nothing of it, see the audit log.',
  },
  RequestsRefused: {
    event: 'requests_refused',
    description: 'For 15 minutes, the gateway refused more than 1,000 requests in five minutes without a valid token.',
    ofGateway: '{ $.status = "401" }',
    alarm: { Threshold: 1000, EvaluationPeriods: 3 },
  },
  RequestsFail: { event: 'request_failed', description: 'A request failed with 500 because of a bug in the app - see its log.' },
  BootFails: { event: 'boot_failed', description: 'The app does not start. It tries again at the next request.' },
  MaintenanceFails: {
    event: 'maintenance_failed',
    description: 'Scheduled maintenance failed or did not finish, twice in half an hour.',
    alarm: { Period: 300, EvaluationPeriods: 6, DatapointsToAlarm: 2 },
  },
  CodeCacheRejected: {
    event: 'code_cache_rejected',
    description: 'In three of six hours the app started without its code cache, which slows down cold starts - deploy again.',
    // Each deployment starts the app without it for some minutes. That is no reason for an alarm.
    alarm: { Period: 3600, EvaluationPeriods: 6, DatapointsToAlarm: 3 },
  },
};

const ofAll = (make) => Object.fromEntries(Object.entries(EVENTS).map(([id, event]) => make(id, event)));

exports.filters = async ({ resolveVariable }) => {
  const name = await resolveVariable('self:custom.name');
  return ofAll((id, { event, ofGateway }) => [
    `${id}Filter`,
    {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        FilterName: `${name}-${event.replaceAll('_', '-')}`,
        LogGroupName: { Ref: ofGateway ? 'HttpApiLogGroup' : 'ApiLogGroup' },
        FilterPattern: ofGateway ?? `{ $.event = "${event}" }`,
        MetricTransformations: [{ MetricNamespace: name, MetricName: event, MetricValue: '1', DefaultValue: 0 }],
      },
    },
  ]);
};

exports.alarms = async ({ resolveVariable }) => {
  const name = await resolveVariable('self:custom.name');
  return ofAll((id, { event, description, alarm }) => [
    id,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: `${name}-${event.replaceAll('_', '-')}`,
        AlarmDescription: description,
        AlarmActions: [{ Ref: 'Alarms' }],
        OKActions: [{ Ref: 'Alarms' }],
        Namespace: name,
        MetricName: event,
        Statistic: 'Sum',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        Period: 300,
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
        ...alarm,
      },
    },
  ]);
};

exports.metrics = Object.values(EVENTS).map(({ event }) => event);
