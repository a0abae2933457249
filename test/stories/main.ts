import process from 'node:process';
import { parseArgs } from 'node:util';
import { drawStory } from './draw-story.ts';
import { violations } from './invariants.ts';
import { writeMatrix } from './matrix.ts';
import { fewestOf, namesOf } from './names.ts';
import { playOnAllCores } from './play-on-all-cores.ts';
import { replayLines } from './play-seeds.ts';
import { faultTable, scenarioReport, storyReport } from './report.ts';
import { runStory } from './run-story.ts';
import { drawScenario } from './scenario/draw-scenario.ts';
import { runScenario } from './scenario/run-scenario.ts';
import { scenarioViolations } from './scenario/scenario-invariants.ts';

const help = `Usage: npm run stories -- [--seeds 1000] [--from 1]   plays N seeds: a watch each, and notifications on their way
                         --seed 4711               plays one seed and prints what happened
                         --cover                   plays 1000 seeds, and names a few that have everything in them
                         --matrix                  writes docs/reliability.md

Ends with 1 when a promise is broken, with the command that plays that seed again.
`;

const number = /^\d{1,9}$/;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const flags = readFlags(args);
  if (flags === undefined) return 2;
  if (flags.help) {
    console.log(help);
    return 0;
  }
  if (flags.matrix) {
    console.log(`wrote ${await writeMatrix()}`);
    return 0;
  }
  return flags.seed === undefined ? playMany(flags) : playOne(Number(flags.seed));
}

async function playMany({
  seeds,
  from,
  cover,
}: {
  seeds: string;
  from: string;
  cover: boolean;
}): Promise<number> {
  const began = performance.now();
  const played = await playOnAllCores(
    Array.from({ length: Number(seeds) }, (_, index) => Number(from) + index),
  );
  const broken = replayLines(played);
  console.log(faultTable(played));
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(`\n${played.length} stories in ${seconds} s, ${broken.length} broken promises`);
  for (const line of broken) console.log(line);
  if (cover) {
    console.log(
      `\nfixed-seeds.ts: ${fewestOf(played.map((one) => ({ ...one, names: namesOf(one) }))).join(', ')}`,
    );
  }
  return broken.length > 0 ? 1 : 0;
}

async function playOne(seed: number): Promise<number> {
  const story = drawStory(seed);
  const run = await runStory(story);
  const scenario = drawScenario(seed);
  const observed = await runScenario(scenario);
  const broken = [...violations(run, story), ...scenarioViolations(observed, scenario)];
  console.log(storyReport(story, run));
  console.log(`\n${scenarioReport(scenario, observed)}`);
  for (const violation of broken) console.log(`BROKEN ${violation}`);
  return broken.length > 0 ? 1 : 0;
}

function readFlags(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        seeds: { type: 'string', default: '1000' },
        from: { type: 'string', default: '1' },
        seed: { type: 'string' },
        cover: { type: 'boolean', default: false },
        matrix: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const numbers = [values.seeds, values.from, values.seed ?? '0'];
    const wrong = numbers.find((text) => !number.test(text));
    if (wrong === undefined) return values;
    console.error(`stories: expected a whole number, found ${wrong}`);
  } catch (error) {
    console.error(`stories: ${error instanceof Error ? error.message : error}\n\n${help}`);
  }
  return undefined;
}
