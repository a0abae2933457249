import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { renderNtfy } from '../../../../lib/channels/kinds/ntfy/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import type { Notification } from '../../../../lib/notification/notification.ts';
import {
  aFailureNotification,
  aNotification,
  anUnreachableNotification,
} from '../../../support/notifications.ts';

const https = z.url({ protocol: /^https$/ });

/**
 * docs.ntfy.sh/publish/#publish-as-json, with the limits of #limitations and three action buttons at most.
 */
const Payload = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string().min(1),
  message: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= 4_096),
  priority: z.int().min(1).max(5),
  tags: z.array(z.string().min(1)),
  click: https.optional(),
  actions: z
    .array(z.strictObject({ action: z.literal('view'), label: z.string().min(1), url: https }))
    .max(3)
    .optional(),
});

function render(notification: Notification) {
  const body = JSON.stringify(renderNtfy(messageOf(notification), 'dr-team'));
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(2 * 4_096);
  return Payload.parse(JSON.parse(body));
}

describe('an ntfy message', () => {
  it('shows what failed, why, what to do and where to poll', () => {
    const { message, ...rest } = render(aFailureNotification());
    const url = 'https://console.otc.example/sdrs?region=eu-de&tab=groups';
    expect(rest).toEqual({
      topic: 'dr-team',
      title: 'Create protection group failed: SDRS.0405',
      priority: 5,
      tags: ['x'],
      click: url,
      actions: [{ action: 'view', label: 'Cloud console', url }],
    });
    expect(message.split('\n')).toEqual([
      'The job ran for 4 min 10 s.',
      'Reason: A sub-job failed.',
      '',
      'Failed step: Create replication pair',
      'Step error: SDRS.1602 The disk is attached to a server that is not protected.',
      'Meaning: A disk of the pair is in use',
      'What to do: Detach the disk and create the pair again',
      'Protection group: b5dc9a1e-7b1e-4a5c-9f0e-2f6f2b8f9b11',
      'Replication pair: 0a3f2f0e-5a52-4d3e-8b83-5f6d2f3f7c10',
      'Account: otc-prod (otc, eu-de)',
      'Project: 5dd3c0b24cdc4d31952c49589182a89d',
      'Labels: environment=production',
      '',
      'Job ff80808288a1c57d0188a1dd0a0f0012 · watch …2d3c4b5a6978 · 12 polls, seen 7 s after the job ended · ' +
        aFailureNotification().id.slice(0, 12),
    ]);
  });

  it.each([
    [aNotification(), 3, 'white_check_mark'],
    [anUnreachableNotification(), 4, 'warning'],
    [aFailureNotification(), 5, 'x'],
  ])('is as loud as its severity', (notification, priority, tag) => {
    expect(render(notification)).toMatchObject({ priority, tags: [tag] });
  });

  it('has no buttons where there is nothing to open, and leaves out what is too long to be an address', () => {
    const links = [{ label: 'Long', url: `https://console.example/${'a'.repeat(500)}` }];
    for (const notification of [aNotification({ links: [] }), aNotification({ links })]) {
      expect(render(notification).click).toBeUndefined();
      expect(render(notification).actions).toBeUndefined();
    }
  });

  it('cuts a long reason where people see it', () => {
    const job = { ...aFailureNotification().job, fail_reason: '"quoted"\n'.repeat(9_000) };
    const { message } = render(aFailureNotification({ job }));
    expect(message).toMatch(/^Reason: "quoted"\n("quoted"\n)+"?[quoted"]*…$/m);
    expect(message).toContain('What to do: Detach the disk and create the pair again');
  });
});
