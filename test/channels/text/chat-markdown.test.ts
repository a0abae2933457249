import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chatBlock,
  chatLink,
  chatSpans,
  chatText,
  chatTitle,
} from '../../../lib/channels/text/chat-markdown.ts';
import { untrustedText } from '../../../lib/job/plain-text.ts';
import { bold, code, plain } from '../../../lib/message/span.ts';
import { hostileText } from '../hostile.ts';

describe('text for a chat with Markdown', () => {
  it.each([
    'The job ran for 4 min 10 s.',
    'Create protection group failed: SDRS.0405',
    "The step's reason, in 50% of cases: none…",
    'since 2026-03-01 12:00:02 UTC',
    'environment=production',
    '保护组创建失败。',
    'HTTP 403, APIGW.0301, request 6a2c8a4e1f',
  ])('stays as it is: %s', (text) => {
    expect(chatText(text, 200)).toBe(text);
    expect(chatTitle(text, 200)).toBe(`**${text}**`);
  });

  it.each([
    ['*bold*', '`*bold*`'],
    ['snake_case_', '`snake_case_`'],
    ['$x$', '`$x$`'],
    [':skull:', '`:skull:`'],
    ['see http://evil.example', '`see http://evil.example`'],
    ['evil.example', '`evil.example`'],
    ['www.5', '`www.5`'],
    ['ask 10.0.0.5', '`ask 10.0.0.5`'],
    ['+4989123456', '`+4989123456`'],
    ['@channel', '`@\u200Bchannel`'],
    ['<!channel>', '`<\u200B!channel>`'],
    ['#town-square', '`#town-square`'],
    ['- a list', '`- a list`'],
    ['1. a list', '`1. a list`'],
    ['a`b', '`aˋb`'],
    ['back\\slash', '`back\\slash`'],
    ['', '`-`'],
  ])('is code where it could mean something: %s', (text, shown) => {
    expect(chatText(text, 200)).toBe(shown);
    if (text !== '') expect(chatTitle(text, 200)).toBe(shown);
  });

  it.each([
    ['one\ntwo', 'Reason: one\ntwo'],
    ['one\n- two', 'Reason:\n```\none\n- two\n```'],
    ['one\n    two', 'Reason:\n```\none\n    two\n```'],
    ['one\n===', 'Reason:\n```\none\n===\n```'],
    ['```\nx\n```', 'Reason:\n```\nˋˋˋ\nx\nˋˋˋ\n```'],
  ])('of several lines is a block of code where it could mean something: %j', (text, shown) => {
    expect(chatBlock({ label: 'Reason', text }, 500)).toBe(shown);
  });

  it('shows spans in their formats', () => {
    expect(chatSpans([bold('Create pair'), code('SDRS.1602'), plain('is in use')], 100)).toBe(
      '**Create pair** `SDRS.1602` is in use',
    );
  });

  it.each([
    ['Cloud console', 'https://c.example/a?b=c&d=e', '[Cloud console](https://c.example/a?b=c&d=e)'],
    ['a](http://b)', 'https://c.example/', '[a http b](https://c.example/)'],
    ['*', 'https://c.example/', '[Link](https://c.example/)'],
    ['a', 'https://c.example/(x)|`y`*@all', '[a](https://c.example/%28x%29%7C%60y%60%2A%40all)'],
  ])('links %s to %s as %s', (text, url, shown) => {
    expect(chatLink({ kind: 'link', text, url }, 200)).toBe(shown);
  });

  it('leaves out a link that is too long rather than cut it', () => {
    const url = `https://c.example/${'a'.repeat(200)}`;
    expect(chatLink({ kind: 'link', text: 'a', url }, 200)).toBeUndefined();
  });

  it('keeps to its limit and leaves nothing outside code that means anything', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 20, max: 400 }), (hostile, limit) => {
        const text = untrustedText(hostile);
        const line = text.replace(/\s+/g, ' ');
        const label = 'Reason:\n'.length;
        const shown = [chatText(line, limit), chatSpans([plain(line), code(line), bold(line)], limit)];
        for (const part of shown) expect(part.length).toBeLessThanOrEqual(limit);
        const block = chatBlock({ label: 'Reason', text }, limit);
        expect(block.length - label).toBeLessThanOrEqual(limit);
        for (const part of [...shown, block]) {
          expect(part).not.toMatch(/[@<](?!\u200B)/);
          const outside = part.replace(/^```\n[\s\S]*?\n```$/m, '').replace(/`[^`\n]+`|\*\*/g, '');
          expect(outside).not.toMatch(/[*_~`#+[\]()|<>@$\\!&{}]|\.(?=\p{L})|:(?=[\p{L}/])/u);
        }
      }),
      { numRuns: 100 },
    );
  });
});
