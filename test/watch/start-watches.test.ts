import { describe, expect, it } from 'vitest';
import { type RequestMessage, type StartPorts, startWatches } from '../../lib/watch/start-watches.ts';
import { anAccount, aRequest, jobId, projectId } from '../support/watches.ts';

const accounts = [anAccount(), anAccount({ id: 'otc-nl', region: 'eu-nl' })];
const request = { job_id: jobId, project_id: projectId, region: 'eu-de' };
const id = `sdrs-${jobId}-b8429563e92b1f80`;

describe('a batch of messages', () => {
  /** Ports that record their calls. The watches of these messages cannot be started or stored. */
  const portsWith = (overrides: Partial<StartPorts> = {}) => {
    const started: string[] = [];
    const kept: [RequestMessage, string][] = [];
    const ports = {
      startWatch: async (watch) => {
        started.push(watch.id);
        return 'started';
      },
      rejectRequest: async (message, reason) => {
        kept.push([message, reason]);
      },
      accounts,
      ...overrides,
    } satisfies StartPorts;
    return { started, kept, ports };
  };

  const good = { id: 'good', body: JSON.stringify(request) };
  const bad = { id: 'bad', body: 'no JSON' };

  it.each([
    ['first', [bad, good]],
    ['last', [good, bad]],
  ])('a bad message that comes %s is kept with its reason, and blocks no other', async (_, messages) => {
    const { started, kept, ports } = portsWith();
    expect(await startWatches({ messages }, ports)).toStrictEqual({ failed: [] });
    expect(started).toStrictEqual([id]);
    expect(kept).toStrictEqual([[bad, 'Expected a watch request as JSON, found a body that is not JSON.']]);
  });

  it('hands over the whole request', async () => {
    const watches: unknown[] = [];
    const { ports } = portsWith({
      startWatch: async (watch) => {
        watches.push(watch);
        return 'already';
      },
    });
    expect(await startWatches({ messages: [good] }, ports)).toStrictEqual({ failed: [] });
    expect(watches).toStrictEqual([{ id, request: aRequest({ region: 'eu-de' }) }]);
  });

  it.each([
    ['first', ['throttled', 'good', 'bad']],
    ['last', ['bad', 'good', 'throttled']],
  ])('a watch that cannot be started comes again, and loses no other: %s', async (_, order) => {
    const error = new Error('StartExecution was throttled');
    const other = 'another-job';
    const messages = order.map((name) => {
      if (name === 'bad') return bad;
      return name === 'good' ? good : { id: name, body: JSON.stringify({ ...request, job_id: other }) };
    });
    const started: string[] = [];
    const { kept, ports } = portsWith({
      startWatch: async (watch) => {
        if (watch.request.job_id === other) throw error;
        started.push(watch.id);
        return 'started';
      },
    });
    const { failed } = await startWatches({ messages }, ports);
    expect(failed).toStrictEqual([{ id: 'throttled', error }]);
    expect(failed[0]?.error).toBe(error);
    expect(started).toStrictEqual([id]);
    expect(kept).toHaveLength(1);
  });

  it('a bad message that cannot be kept comes again', async () => {
    const error = new Error('the queue is gone');
    const { started, ports } = portsWith({
      rejectRequest: () => {
        throw error;
      },
    });
    expect(await startWatches({ messages: [bad, good] }, ports)).toStrictEqual({
      failed: [{ id: 'bad', error }],
    });
    expect(started).toStrictEqual([id]);
  });

  it('without messages does nothing', async () => {
    expect(await startWatches({ messages: [] }, portsWith().ports)).toStrictEqual({ failed: [] });
  });
});
