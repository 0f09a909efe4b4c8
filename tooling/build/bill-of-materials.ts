import type { BundledPackage } from './bundled-packages.ts'

/** What a program is made of, as CycloneDX 1.6 (ECMA-424). The same packages give the same bytes: no time, no serial number. */
export function billOfMaterials(program: BundledPackage, packages: readonly BundledPackage[]): object {
  const components = packages
    .filter(({ name }) => name !== program.name)
    .map((each) => ({ type: 'library', ...componentOf(each) }))
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', ...componentOf(program) } },
    components,
    dependencies: [{ ref: purlOf(program), dependsOn: components.map((each) => each['bom-ref']) }],
  }
}

interface Component {
  readonly 'bom-ref': string
  readonly [member: string]: unknown
}

function componentOf({ name, version, licence, ...of }: BundledPackage): Component {
  const purl = purlOf({ name, version, licence, ...of })
  const licences = /\s/.test(licence) ? [{ expression: licence }] : [{ license: { id: licence } }]
  const [group, rest] = name.startsWith('@') ? name.split('/') : [undefined, name]
  return { 'bom-ref': purl, ...(group === undefined ? {} : { group }), name: rest, version, licenses: licences, purl }
}

/** `pkg:npm/%40scope/name@1.0.0` */
function purlOf({ name, version }: BundledPackage): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}
