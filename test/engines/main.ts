import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { table } from '../../bench/table.ts';
import { packageProject } from '../packaging/packaged.ts';
import { deployedDefinition } from '../packaging/template-reading.ts';
import { hasMoto } from './has-moto.ts';
import { playEmbedded, playOnMoto } from './play.ts';
import { engineStories } from './stories.ts';

/** Packages the project, plays every story of its machines on both engines, and compares what they did. */
process.exitCode = await main();

async function main(): Promise<number> {
  if (!hasMoto()) {
    console.log('Skipped: Python with moto and boto3 is not found (pip install "moto[stepfunctions,sqs]").');
    return 0;
  }
  const packaged = await packageProject();
  const machine = (id: string) => z.looseObject({}).parse(deployedDefinition(packaged.resource(id)));
  const definitions = {
    'watch-job': machine('WatchJobStateMachine'),
    'send-notice': machine('SendNoticeStateMachine'),
  };
  await packaged.remove();
  const onMoto = await playOnMoto(definitions, engineStories);
  const rows = await Promise.all(
    engineStories.map(async (story, index) => {
      const played = await playEmbedded(definitions, story);
      const isSame = isDeepStrictEqual(played, onMoto[index]);
      return [story.what, story.machine, String(played.entered.length), isSame ? 'same' : 'DIFFERS'];
    }),
  );
  console.log(table(['story', 'machine', 'states entered', 'both engines'], rows));
  return rows.every(([, , , verdict]) => verdict === 'same') ? 0 : 1;
}
