/**
 * List prices in USD without free tiers and VAT. Each has the URL of its page, where the reader can choose
 * the region.
 */
export const priceList = {
  region: 'eu-central-1',
  date: '2026-11-24',
  prices: {
    kmsKey: { usd: 1, per: 'key and month', page: 'https://aws.amazon.com/kms/pricing/' },
    alarmMetric: {
      usd: 0.1,
      per: 'metric of an alarm and month',
      page: 'https://aws.amazon.com/cloudwatch/pricing/',
    },
    dashboard: {
      usd: 3,
      per: 'dashboard and month, three are free',
      page: 'https://aws.amazon.com/cloudwatch/pricing/',
    },
    customMetric: {
      usd: 0.3,
      per: 'metric and month, by the hours in which it is sent',
      page: 'https://aws.amazon.com/cloudwatch/pricing/',
    },
    logByte: { usd: 0.63 / 1e9, per: 'byte of a log', page: 'https://aws.amazon.com/cloudwatch/pricing/' },
    secret: { usd: 0.4, per: 'secret and month', page: 'https://aws.amazon.com/secrets-manager/pricing/' },
    queueRequest: { usd: 0.4 / 1e6, per: 'request to a queue', page: 'https://aws.amazon.com/sqs/pricing/' },
    event: { usd: 1 / 1e6, per: 'custom event', page: 'https://aws.amazon.com/eventbridge/pricing/' },
    transition: {
      usd: 0.025 / 1e3,
      per: 'state transition',
      page: 'https://aws.amazon.com/step-functions/pricing/',
    },
    invocation: { usd: 0.2 / 1e6, per: 'invocation', page: 'https://aws.amazon.com/lambda/pricing/' },
    gigabyteSecond: {
      usd: 0.0000133334,
      per: 'GB-second on arm64',
      page: 'https://aws.amazon.com/lambda/pricing/',
    },
    tableWrite: {
      usd: 0.7625 / 1e6,
      per: 'write of at most 1 KB',
      page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    },
  },
} as const;

export type PriceName = keyof typeof priceList.prices;

/** An amount of something that has a price. */
export interface Usage {
  price: PriceName;
  amount: number;
  /** Describes the use, for the report. */
  what: string;
}

/** Returns the cost of usages in USD. */
export const usdOf = (usages: readonly Usage[]): number =>
  usages.reduce((sum, { price, amount }) => sum + amount * priceList.prices[price].usd, 0);
