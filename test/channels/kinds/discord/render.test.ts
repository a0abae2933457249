import { EmbedBuilder } from '@discordjs/builders';
import type { RESTPostAPIWebhookWithTokenJSONBody } from 'discord-api-types/v10';
import { describe, expect, it } from 'vitest';
import {
  type DiscordEmbed,
  type DiscordPayload,
  renderDiscord,
} from '../../../../lib/channels/kinds/discord/render.ts';
import { escapeDiscord } from '../../../../lib/channels/kinds/discord/text.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import { aFailureNotification, aNotification } from '../../../support/notifications.ts';

/** docs.discord.com/developers/resources/message, "Embed Limits": over all embeds of a message. */
const mostCharacters = 6_000;

const embedOf = ({ embeds }: DiscordPayload): DiscordEmbed => embeds[0];

/** What Discord formats; the footer it shows as it is. */
const formattedOf = ({ title, description, fields }: DiscordEmbed): string[] => [
  title,
  description,
  ...fields.flatMap(({ name, value }) => [name, value]),
];

/** The vendor's own builders check every length but the sum. Throws. */
function build({ title, description, color, fields, footer, timestamp }: DiscordEmbed): EmbedBuilder {
  const builder = new EmbedBuilder().setTitle(title).setDescription(description).setColor(color);
  if (timestamp !== undefined) builder.setTimestamp(new Date(timestamp));
  return builder.addFields(...fields).setFooter(footer);
}

function expectWithinLimits(embed: DiscordEmbed): void {
  expect(build(embed).toJSON()).toEqual(embed);
  const total = [...formattedOf(embed), embed.footer.text].reduce((sum, text) => sum + text.length, 0);
  expect(total).toBeLessThanOrEqual(mostCharacters);
}

describe('a Discord message', () => {
  it('is a body that Discord’s API takes', () => {
    const payload = renderDiscord(messageOf(aFailureNotification()), [
      'role:165511591545143296',
      'user:80351110224678912',
    ]);
    payload satisfies RESTPostAPIWebhookWithTokenJSONBody;
    expect(payload).toMatchObject({
      content: '<@&165511591545143296> <@80351110224678912>',
      allowed_mentions: { parse: [], users: ['80351110224678912'], roles: ['165511591545143296'] },
    });
    expectWithinLimits(embedOf(payload));
  });

  it('mentions nobody unless it is configured', () => {
    const { content, allowed_mentions } = renderDiscord(messageOf(aFailureNotification()));
    expect(content).toBeUndefined();
    expect(allowed_mentions).toEqual({ parse: [], users: [], roles: [] });
  });

  it('shows what failed, why, what to do and where to poll', () => {
    const { title, description, fields, footer } = embedOf(renderDiscord(messageOf(aFailureNotification())));
    expect(title).toBe('❌ Create protection group failed: SDRS.0405');
    expect(description).toBe('The job ran for 4 min 10 s.\n\n**Reason:** A sub-job failed.');
    expect(fields).toEqual(
      expect.arrayContaining([
        { name: 'Failed step', value: '**Create replication pair**', inline: true },
        { name: 'What to do', value: 'Detach the disk and create the pair again', inline: false },
        {
          name: 'Links',
          value: '[Cloud console](https://console.otc.example/sdrs?region=eu-de&tab=groups)',
          inline: false,
        },
      ]),
    );
    expect(footer.text).toContain('ff80808288a1c57d0188a1dd0a0f0012');
  });

  it('cuts a long reason where people see it', () => {
    const job = { ...aFailureNotification().job, fail_reason: 'no_go '.repeat(20_000) };
    const embed = embedOf(renderDiscord(messageOf(aFailureNotification({ job }))));
    expect(embed.description).toMatch(/\*\*Reason:\*\* (?:no\\_go )+no.*…$/);
    expectWithinLimits(embed);
  });

  it('leaves out a time that is none, which Discord would refuse', () => {
    expect(embedOf(renderDiscord(messageOf(aNotification({ time: 'yesterday' })))).timestamp).toBeUndefined();
  });

  it.each([
    ['*bold* and _more_', '\\*bold\\* and \\_more\\_'],
    ['failed: 12:00 :skull:', 'failed: 12\\:00 \\:skull:'],
    ['http://evil.example', 'http\\://evil.example'],
    ['[a](http://b)', '\\[a\\](http\\://b)'],
    ['<@1> @here', '\\<\\@1\\> \\@here'],
    ['- a\n  + b\n12. c\nd - 1.', '\\- a\n  \\+ b\n12\\. c\nd - 1.'],
    ['back\\slash', 'back\\\\slash'],
  ])('writes %j as %j', (text, escaped) => {
    expect(escapeDiscord(text)).toBe(escaped);
  });
});
