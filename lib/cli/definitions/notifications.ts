import type { RedriveFlags } from '../commands/redrive.ts';
import type { RenderFlags } from '../commands/render.ts';
import { addCommand, type CommandContext } from './definition.ts';

/** The commands about what people are told. */
export function addNotifications(context: CommandContext): void {
  const { terminal, done } = context;
  addCommand(context, 'render')
    .description('print what a kind of channel would be sent; nothing is sent')
    .requiredOption('--kind <kind>', 'slack, teams, email …')
    .option(
      '--notification <file>',
      'a notification as JSON, as a webhook gets it; "-" reads standard input (default: an example)',
    )
    .option('--language <language>', 'en or zh-CN (default: en)')
    .option('--zone <zone>', 'give times in this zone too, such as Europe/Berlin')
    .action(async (flags: RenderFlags) => {
      const { renderCommand } = await import('../commands/render.ts');
      done(await renderCommand(flags, terminal));
    });
  addCommand(context, 'test-notification')
    .description('send a marked test message to destinations and say what they answered')
    .argument('<id...>', 'ids of destinations of the configuration')
    .option('--config <file>', 'the configuration (default: jobwatch.yaml)')
    .action(async (destinations: string[], flags) => {
      const { testNotificationCommand } = await import('../commands/test-notification.ts');
      done(await testNotificationCommand(destinations, flags, terminal));
    });
  addCommand(context, 'redrive')
    .description('send again what could not be delivered: of this local run, or of a deployed stack')
    .option('--config <file>', 'the configuration (default: jobwatch.yaml)')
    .option('--queue <url>', 'the dead-letter queue of a stack (its output NotificationDeadLetterQueueUrl)')
    .option(
      '--machine <arn>',
      'the send-notification machine of a stack (its output SendNotificationMachineArn)',
    )
    .action(async (flags: RedriveFlags) => {
      const { redriveCommand } = await import('../commands/redrive.ts');
      done(await redriveCommand(flags, terminal));
    });
}
