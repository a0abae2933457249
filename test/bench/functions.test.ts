import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundleFunctions, functionNames } from '../../bench/bundles.ts';
import { bundleReport, sizeGoals } from '../../bench/functions.ts';

describe('a bundle', () => {
  let bundle: Bundle;
  beforeAll(async () => {
    const [only] = await bundleFunctions(['plan-notification']);
    bundle = only!;
  }, 60_000);

  it('is reported with all its parts except the banner and the exports', () => {
    const bytes = bundle.parts.reduce((sum, part) => sum + part.bytes, 0);
    expect(bytes).toBeGreaterThan(bundle.code.length * 0.95);
    expect(bytes).toBeLessThanOrEqual(bundle.code.length);
    expect(bundle.parts.map(({ name }) => name)).toEqual(expect.arrayContaining(['zod', 'lib/watch']));
  });

  it('is started in its own process, and is a row of the report', async () => {
    expect(await bundleReport([bundle], 1)).toMatch(/^\| plan-notification .*× \|$/m);
  });

  it('reports the exit code if it does not load', async () => {
    const broken = { name: 'broken', code: Buffer.from('process.exit(3);'), parts: [] };
    await expect(bundleReport([broken], 1)).rejects.toThrow(/broken\.mjs: .*found 3$/);
  });
});

describe('the bundles of all functions', () => {
  let bundles: Bundle[];
  beforeAll(async () => {
    bundles = await bundleFunctions(await functionNames());
  }, 120_000);

  it('all have a size goal and are within it', () => {
    expect(bundles.map(({ name }) => name)).toEqual(Object.keys(sizeGoals));
    const tooLarge = bundles.filter(({ name, code }) => code.length > (sizeGoals[name] ?? 0) * 1_000);
    expect(tooLarge.map(({ name, code }) => `${name}: ${code.length} bytes`)).toEqual([]);
  });

  it('contain no YAML parser: the configuration is bundled as JSON', () => {
    const parts = new Set(bundles.flatMap((bundle) => bundle.parts.map(({ name }) => name)));
    expect([...parts]).toContain('zod');
    expect([...parts]).not.toContain('yaml');
  });
});

it('lists the functions by name', async () => {
  expect(await functionNames()).toEqual(
    expect.arrayContaining(['deliver-notification', 'poll-job', 'start-watch']),
  );
});
