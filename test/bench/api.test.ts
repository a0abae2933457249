import { describe, expect, it } from 'vitest';
import { apiReport } from '../../bench/api.ts';

describe('the benchmark of the HTTP API', () => {
  it('has a row for each kind of request, with a rate', async () => {
    const report = await apiReport({ batches: 1, callsPerBatch: 2 });
    const rows = report.split('\n').filter((line) => /^\| (GET|POST) /.test(line));
    expect(rows).toHaveLength(7);
    for (const row of rows) expect(row).toMatch(/\| +[\d,.]+ \| +[\d,.]+ \| +[\d,.]+× \|$/);
  });
});
