import { build } from 'esbuild';

/** Without this Node's own first complaint would be a stack trace out of a library. */
const refuseOldNode =
  "if(Number(process.versions.node.split('.')[0])<22){" +
  "process.stderr.write('jobwatch needs Node.js 22 or newer; this is '+process.version+'.\\n');process.exit(2)}";

/** CommonJS modules in the bundle call require. */
const requireInModule = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

/** Builds the installable command: one file that needs nothing but Node. */
await build({
  entryPoints: ['lib/cli/main.ts'],
  outfile: 'dist/jobwatch.mjs',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  minify: true,
  mainFields: ['module', 'main'],
  banner: { js: `${requireInModule}${refuseOldNode}` },
  logLevel: 'warning',
});
