const { metrics } = require('./log-events.cjs');
const { lines } = require('./tables.cjs');

const WIDTH = 12;
const HEIGHT = 6;

/** The dashboard as JSON with CloudFormation references. Two widgets per row. */
exports.body = async ({ resolveVariable }) => {
  const name = await resolveVariable('self:custom.name');
  const graph = (title, metrics, more = {}) => ({
    type: 'metric',
    properties: { title, metrics, view: 'timeSeries', region: '${AWS::Region}', stat: 'Sum', period: 300, ...more },
  });
  const log = (title, query) => ({
    type: 'log',
    properties: { title, query: `SOURCE '\${ApiLogGroup}' | ${query}`, region: '${AWS::Region}', view: 'table' },
  });
  const api = (metric, ...look) => ['AWS/ApiGateway', metric, 'ApiId', '${HttpApi}', ...look];
  const func = (metric, ...look) => ['AWS/Lambda', metric, 'FunctionName', '${ApiLambdaFunction}', ...look];
  const edge = (metric, ...look) => ['AWS/CloudFront', metric, 'DistributionId', '${Distribution}', 'Region', 'Global', ...look];

  const widgets = [
    graph('Requests, as CloudFront sees them', [edge('Requests'), edge('4xxErrorRate', { stat: 'Average', yAxis: 'right' })], {
      region: 'us-east-1',
    }),
    graph('Requests, as the gateway sees them', [api('Count'), api('4xx'), api('5xx')]),
    graph('How long people wait (ms)', [api('Latency', { stat: 'p50' }), api('Latency', { stat: 'p99' })]),
    graph('The function', [func('Invocations'), func('Errors'), func('Throttles'), func('ConcurrentExecutions', { stat: 'Maximum' })]),
    graph('How long the function works (ms)', [func('Duration', { stat: 'p50' }), func('Duration', { stat: 'p99' })]),
    graph(
      'What the app says of itself',
      metrics.map((metric) => [name, metric]),
    ),
    graph('Read units of tables and indexes', lines(name, 'ConsumedReadCapacityUnits')),
    graph('Write units of tables and indexes', lines(name, 'ConsumedWriteCapacityUnits')),
    log(
      'What starts cost (ms)',
      "filter @type = 'REPORT' and ispresent(@initDuration) | stats count(*) as starts, pct(@initDuration, 50), max(@initDuration) by bin(1h)",
    ),
    log(
      'The last faults of the app',
      "fields @timestamp, requestId, message | filter event = 'request_failed' | sort @timestamp desc | limit 20",
    ),
  ];
  const placed = widgets.map((widget, position) => ({
    ...{ x: (position % 2) * WIDTH, y: Math.floor(position / 2) * HEIGHT, width: WIDTH, height: HEIGHT },
    ...widget,
  }));
  return JSON.stringify({ widgets: placed });
};
