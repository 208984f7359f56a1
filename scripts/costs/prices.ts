/** When you look up new prices, update this date. */
export const PRICES_OF = '2025, us-east-1, in US dollars, before taxes, without the free tier of a new account';

/** From the price list of each service. `Million` means per million. */
export const PRICES = {
  lambda: { requestMillion: 0.2, gigabyteSecondArm: 0.0000133334 },
  httpApi: { requestMillion: 1 },
  dynamoDb: { readUnitMillion: 0.125, writeUnitMillion: 0.625, gigabyteMonth: 0.25, recoveryGigabyteMonth: 0.2 },
  cloudFront: { requestMillion: 1, gigabyte: 0.085, freeRequestMillions: 10, freeGigabytes: 1024 },
  /** Per month and active user, in steps: `each` applies up to `upTo` users. */
  cognitoLite: [
    { upTo: 10_000, each: 0 },
    { upTo: 60_000, each: 0.0055 },
    { upTo: Infinity, each: 0.0046 },
  ],
  waf: { webAcl: 5, rule: 1, requestMillion: 0.6 },
  secretsManager: { secret: 0.4 },
  cloudWatch: { alarmMetric: 0.1, metric: 0.3, logGigabyte: 0.5 },
  /** The first 100,000 traces of a month are free. */
  xray: { traceMillion: 5, freeTraceMillions: 0.1 },
  ses: { mailThousand: 0.1 },
  s3: { gigabyteMonth: 0.023, listThousand: 0.005 },
} as const;
