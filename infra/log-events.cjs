// What the app says of itself in its log is counted, and each of these has an alarm. The name of an event is what a line has as `event`.
const EVENTS = {
  RequestsFail: { event: 'request_failed', description: 'A request was answered with a 500: the app has a fault, which its log tells of.' },
  BootFails: { event: 'boot_failed', description: 'The app does not start. It tries again with the next request.' },
  MaintenanceFails: {
    event: 'maintenance_failed',
    description: 'A tick of the maintenance failed or left something undone, twice in half an hour.',
    alarm: { Period: 300, EvaluationPeriods: 6, DatapointsToAlarm: 2 },
  },
  CodeCacheRejected: {
    event: 'code_cache_rejected',
    description: 'In three of six hours the app started without its code cache, which costs every cold start time: deploy again.',
    // Each deployment starts the app without it for some minutes, of which nobody need be told.
    alarm: { Period: 3600, EvaluationPeriods: 6, DatapointsToAlarm: 3 },
  },
};

const ofAll = (make) => Object.fromEntries(Object.entries(EVENTS).map(([id, event]) => make(id, event)));

exports.filters = async ({ resolveVariable }) => {
  const name = await resolveVariable('self:custom.name');
  return ofAll((id, { event }) => [
    `${id}Filter`,
    {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        FilterName: `${name}-${event.replaceAll('_', '-')}`,
        LogGroupName: { Ref: 'ApiLogGroup' },
        FilterPattern: `{ $.event = "${event}" }`,
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
