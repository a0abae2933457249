const { mkdir, writeFile } = require('node:fs/promises');
const { join } = require('node:path');

/**
 * What serverless.yml reads as `custom.esbuild.plugins`: puts the configuration beside the code of every bundle, as JSON.
 * serverless-esbuild zips what lies in its own folder, and removes the folder afterwards.
 */
module.exports = ({ service, serviceDir }) => [
  {
    name: 'configuration',
    setup: ({ initialOptions: { outdir }, onEnd }) => {
      onEnd(async () => {
        const { bundledConfiguration } = await import('./deployment.ts');
        const text = await bundledConfiguration(service.custom.watcher.file, serviceDir);
        await mkdir(outdir, { recursive: true });
        await writeFile(join(outdir, 'configuration.json'), text);
      });
    },
  },
];
