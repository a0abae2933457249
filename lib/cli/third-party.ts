import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package whose code is in a bundle, as its own package.json and the lock file describe it. */
export interface BundledPackage {
  name: string;
  version: string;
  /** The SPDX id of its licence. */
  license: string;
  /**
   * The text of its licence file, and of its NOTICE if it has one; undefined if the package has neither.
   */
  licenseText?: string;
  /** The SHA-512 digest of the packed package, in hex. */
  sha512?: string;
}

/** Lists the packages that contributed at least one byte to these bundles, by name and version. */
export function bundledPackages(root: string, bundles: readonly Metafile[]): BundledPackage[] {
  const used = bundles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs));
  const folders = used
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const sha512 = hexOf(packages[folder]?.integrity);
    const licenseText = licenseTextOf(join(root, folder));
    return {
      name,
      version,
      license,
      ...(licenseText !== undefined && { licenseText }),
      ...(sha512 !== undefined && { sha512 }),
    };
  });
}

/**
 * Writes the licence of every package as one text file. A text that several packages share appears once,
 * below their names.
 */
export function thirdPartyLicenses(packages: readonly BundledPackage[]): string {
  const texts = Map.groupBy(packages, ({ licenseText }) => licenseText ?? 'The package has no licence file.');
  const sections = [...texts].map(([text, owners]) => {
    const names = owners.map(({ name, version, license }) => `${name} ${version} (${license})`);
    return `${'-'.repeat(72)}\n${names.join('\n')}\n\n${text}`;
  });
  return `Third-party software in the bundles of jobwatch\n\n${sections.join('\n\n')}\n`;
}

/**
 * Describes the bundles as a CycloneDX 1.6 bill of materials (https://cyclonedx.org/docs/1.6/json/). It has
 * no time and no serial number, so that the same inputs give the same file.
 */
export function billOfMaterials(
  { name, version, license }: { name: string; version: string; license: string },
  packages: readonly BundledPackage[],
): object {
  const product = `pkg:npm/${name}@${version}`;
  const components = packages.map((one) => {
    const [, group, local = one.name] = /^(@[^/]+)\/(.+)$/.exec(one.name) ?? [];
    const purl = `pkg:npm/${group === undefined ? '' : `${encodeURIComponent(group)}/`}${local}@${one.version}`;
    return {
      type: 'library',
      'bom-ref': purl,
      ...(group !== undefined && { group }),
      name: local,
      version: one.version,
      ...(one.sha512 !== undefined && { hashes: [{ alg: 'SHA-512', content: one.sha512 }] }),
      licenses: [{ license: { id: one.license } }],
      purl,
    };
  });
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': product,
        name,
        version,
        licenses: [{ license: { id: license } }],
        purl: product,
      },
    },
    components,
    dependencies: [{ ref: product, dependsOn: components.map(({ purl }) => purl) }],
  };
}

function licenseTextOf(folder: string): string | undefined {
  const files = readdirSync(folder).filter((file) =>
    /^(licen[cs]e|notice|copying)(\.(md|txt))?$/i.test(file),
  );
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return texts.length === 0 ? undefined : texts.join('\n\n');
}

/** Turns the integrity of package-lock.json (`sha512-` and base64, one or more) into hex. */
function hexOf(integrity: string | undefined): string | undefined {
  const [, base64] = /(?:^| )sha512-(\S+)/.exec(integrity ?? '') ?? [];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('hex');
}
