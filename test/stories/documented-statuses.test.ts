import { describe, expect, it } from 'vitest';
import { readPage } from './matrix.ts';

/** "Querying the Job Status", "Returned Values" of the SDRS API reference: all that are not normal. */
const documented: [status: number, reason: string][] = [
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [406, 'Not Acceptable'],
  [407, 'Proxy Authentication Required'],
  [408, 'Request Timeout'],
  [409, 'Conflict'],
  [500, 'Internal Server Error'],
  [501, 'Not Implemented'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
];

describe('every status of the API document, and 429', () => {
  // The rows state the outcomes of their stories. The test of the page plays each again.
  it.each([...documented, [429, 'Too Many Requests'] as const])(
    '%i %s has a row, where people read what was answered',
    async (status, reason) => {
      const [cloud = ''] = (await readPage()).tables.split('\n## ');
      const rows = cloud.split('\n').filter((line) => line.startsWith(`| status-${status} |`));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toContain(`The API answered ${status} ${reason}: `);
    },
  );
});
