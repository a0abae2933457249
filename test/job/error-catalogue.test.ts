import { describe, expect, it } from 'vitest';
import catalogue from '../../lib/job/error-catalogue.json' with { type: 'json' };
import { adviceFor, adviceForJob } from '../../lib/job/error-catalogue.ts';
import { aFailedJob } from '../support/jobs.ts';

const groupGone = {
  error_code: 'SDRS.1013',
  meaning: 'No such protection group',
  action: 'Use an existing group',
};
const jobFailed = {
  error_code: 'SDRS.0405',
  meaning: 'The job failed while running',
  action: 'Open a support ticket',
};

describe('the catalogue', () => {
  it('has 256 different codes, each with a meaning and an action', () => {
    expect(new Set(catalogue.map(({ code }) => code)).size).toBe(256);
    expect(catalogue).toHaveLength(256);
    for (const entry of catalogue) {
      expect(Object.keys(entry)).toStrictEqual(['code', 'meaning', 'action']);
      expect(entry.code).toMatch(/^SDRS\.\d{4}$/);
      expect(entry.meaning).not.toBe('');
      expect(entry.action).not.toBe('');
    }
  });

  it.each(catalogue)('gives advice for $code', ({ code, meaning, action }) => {
    expect(adviceFor(code)).toStrictEqual({ error_code: code, meaning, action });
  });

  it('ignores blanks before and after a code', () => {
    expect(adviceFor(' SDRS.1013\n')).toStrictEqual(groupGone);
  });

  it.each(['', 'EVS.2024', 'SDRS.9999', 'sdrs.1013', 'APIGW.0301', '401', '__proto__', 'constructor'])(
    'gives none for %j',
    (code) => {
      expect(adviceFor(code)).toBeUndefined();
    },
  );
});

describe('the advice for a failed job', () => {
  const cause = { job_id: 'a', label: 'Job', entities: {} };
  it.each([
    ['the root cause’s code', 'SDRS.0405', 'SDRS.1013', groupGone],
    ['the job’s own code when the root cause’s is unknown', 'SDRS.0405', 'EVS.2024', jobFailed],
    ['the job’s own code when the root cause has none', 'SDRS.0405', undefined, jobFailed],
    ['nothing when both are unknown', 'EVS.1', 'EVS.2024', undefined],
    ['nothing without codes', undefined, undefined, undefined],
  ])('is for %s', (...row) => {
    const [, error_code, causeCode, expected] = row;
    const job = aFailedJob({ error_code, root_cause: { ...cause, error_code: causeCode } });
    expect(adviceForJob(job)).toStrictEqual(expected);
  });

  it('is for the job’s own code when no sub-job failed', () => {
    expect(adviceForJob({ error_code: 'SDRS.0405' })).toStrictEqual(jobFailed);
  });
});
