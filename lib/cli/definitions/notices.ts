import type { RedriveFlags } from '../commands/redrive.ts';
import type { RenderFlags } from '../commands/render.ts';
import { type Around, addCommand } from './definition.ts';

/** The commands about what people are told. */
export function addNotices(around: Around): void {
  const { terminal, done } = around;
  addCommand(around, 'render')
    .description('print what a kind of channel would be sent; nothing is sent')
    .requiredOption('--kind <kind>', 'slack, teams, email …')
    .option(
      '--notice <file>',
      'a notice as JSON, as a webhook gets it; "-" reads standard input (default: an example)',
    )
    .option('--language <language>', 'en or zh-CN (default: en)')
    .option('--zone <zone>', 'give times in this zone too, such as Europe/Berlin')
    .action(async (flags: RenderFlags) => {
      const { renderCommand } = await import('../commands/render.ts');
      done(await renderCommand(flags, terminal));
    });
  addCommand(around, 'test-notice')
    .description('send a marked test message to destinations and say what they answered')
    .argument('<id...>', 'ids of destinations of the configuration')
    .option('--config <file>', 'the configuration (default: jobwatch.yaml)')
    .action(async (destinations: string[], flags) => {
      const { testNoticeCommand } = await import('../commands/test-notice.ts');
      done(await testNoticeCommand(destinations, flags, terminal));
    });
  addCommand(around, 'redrive')
    .description('send again what could not be delivered: of this desk, or of a deployed stack')
    .option('--config <file>', 'the configuration (default: jobwatch.yaml)')
    .option('--queue <url>', 'the dead-letter queue of a stack (its output NoticeDeadLetterQueueUrl)')
    .option('--machine <arn>', 'the send-notice machine of a stack (its output SendNoticeMachineArn)')
    .action(async (flags: RedriveFlags) => {
      const { redriveCommand } = await import('../commands/redrive.ts');
      done(await redriveCommand(flags, terminal));
    });
}
