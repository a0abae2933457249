const { mkdir, writeFile } = require('node:fs/promises');
const { dirname, join } = require('node:path');

/**
 * Puts the configuration into every bundle, as functions/configuration.json. serverless.yml names this file
 * as `custom.esbuild.plugins`. serverless-esbuild builds functions/<name>/ in a folder of its own, zips that
 * folder and removes it afterwards.
 */
module.exports = ({ service, serviceDir }) => [
  {
    name: 'configuration',
    setup: ({ initialOptions: { outdir }, onEnd }) => {
      onEnd(async () => {
        const { bundledConfiguration } = await import('./deployment.ts');
        const text = await bundledConfiguration(service.custom.watcher.file, serviceDir);
        const folder = dirname(outdir);
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, 'configuration.json'), text);
      });
    },
  },
];
