import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { billOfMaterials, bundledPackages, thirdPartyLicenses } from './third-party.ts';

/** Prints a clear message on an old Node; otherwise a library would fail with a stack trace. */
const refuseOldNode =
  "if(Number(process.versions.node.split('.')[0])<22){" +
  "process.stderr.write('jobwatch needs Node.js 22 or newer; this is '+process.version+'.\\n');process.exit(2)}";

/** Defines `require` for CommonJS modules in the bundle. */
const requireInModule = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

const root = join(import.meta.dirname, '../..');
const bundled: BuildOptions & { metafile: true } = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  metafile: true,
};

/** Builds the command as one file that needs only Node. */
const command = await build({
  ...bundled,
  entryPoints: ['lib/cli/main.ts'],
  outfile: 'dist/jobwatch.mjs',
  target: 'node22',
  minify: true,
  banner: { js: `${requireInModule}${refuseOldNode}` },
});

// The functions are bundled by the deployment. Here only their inputs matter: both files name what every
// bundle contains.
const functions = await build({
  ...bundled,
  entryPoints: globSync('functions/*{,/handler}.ts', { cwd: root }),
  outdir: 'unwritten',
  write: false,
});
const packages = bundledPackages(root, [command.metafile, functions.metafile]);
const product = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
writeFileSync(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), thirdPartyLicenses(packages));
writeFileSync(
  join(root, 'dist/sbom.cdx.json'),
  `${JSON.stringify(billOfMaterials(product, packages), undefined, 2)}\n`,
);
