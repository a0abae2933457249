import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect, it } from 'vitest';
import { type BundledPackage, billOfMaterials, thirdPartyLicenses } from '../../lib/cli/third-party.ts';

const packages: BundledPackage[] = [
  {
    name: '@scope/first',
    version: '1.2.3',
    license: 'Apache-2.0',
    licenseText: 'Apache text',
    sha512: 'ab'.repeat(64),
  },
  { name: 'second', version: '2.0.0', license: 'Apache-2.0', licenseText: 'Apache text' },
  { name: 'third', version: '3.0.0', license: 'MIT-0' },
];
const product = { name: 'sdrs-job-watcher', version: '0.1.0', license: 'Apache-2.0' };

it('the bill of materials is valid CycloneDX 1.6 and has every package under its own address', async () => {
  const bill = billOfMaterials(product, packages);
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  expect(await validator.validate(JSON.stringify(bill))).toBeNull();
  const addresses = ['pkg:npm/%40scope/first@1.2.3', 'pkg:npm/second@2.0.0', 'pkg:npm/third@3.0.0'];
  expect(bill).toMatchObject({
    components: addresses.map((purl) => ({ purl })),
    dependencies: [{ ref: 'pkg:npm/sdrs-job-watcher@0.1.0', dependsOn: addresses }],
  });
});

it('the file of licences names every package and has each text once', () => {
  const text = thirdPartyLicenses(packages);
  expect(text).toContain('@scope/first 1.2.3 (Apache-2.0)\nsecond 2.0.0 (Apache-2.0)\n\nApache text');
  expect(text.split('Apache text')).toHaveLength(2);
  expect(text).toContain('third 3.0.0 (MIT-0)\n\nThe package has no licence file.');
});
