/** Documents of each format on the same packages of Debian 12, npm and Maven, as the tools write them. For tests. */

const deb = 'pkg:deb/debian/libssl3@3.0.11-1~deb12u1?arch=amd64&distro=debian-12&upstream=openssl'
const npm = 'pkg:npm/%40babel/core@7.1.0'
const maven = 'pkg:maven/org.acme/tool@1.0'

const cycloneDx = {
  bomFormat: 'CycloneDX',
  specVersion: '1.4',
  metadata: { component: { type: 'container', name: 'shop:1', version: `sha256:${'1'.repeat(64)}` } },
  components: [
    {
      'bom-ref': 'a',
      type: 'library',
      name: 'libssl3',
      version: '3.0.11-1~deb12u1',
      purl: deb,
      licenses: [{ license: { name: 'OpenSSL' } }],
      properties: [{ name: 'syft:location:0:path', value: '/var/lib/dpkg/status' }],
    },
    {
      'bom-ref': 'b',
      type: 'library',
      group: '@babel',
      name: 'core',
      version: '7.1.0',
      purl: npm,
      licenses: [{ expression: 'MIT OR ISC' }],
      evidence: { occurrences: [{ location: '/srv/package-lock.json' }] },
    },
    { 'bom-ref': 'c', type: 'library', group: 'org.acme', name: 'tool', version: '1.0', purl: maven },
    {
      type: 'operating-system',
      name: 'debian',
      version: '12',
      properties: [{ name: 'syft:distro:prettyName', value: 'Debian GNU/Linux 12 (bookworm)' }],
    },
  ],
}

const XML = `<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">
  <metadata><component type="container"><name>shop:1</name><version>sha256:${'1'.repeat(64)}</version></component></metadata>
  <components>
    <component type="library" bom-ref="a"><name>libssl3</name><version>3.0.11-1~deb12u1</version>
      <licenses><license><name>OpenSSL</name></license></licenses>
      <purl>${deb.replaceAll('&', '&amp;')}</purl>
      <properties><property name="syft:location:0:path">/var/lib/dpkg/status</property></properties></component>
    <component type="library" bom-ref="b"><group>@babel</group><name>core</name><version>7.1.0</version>
      <licenses><expression>MIT OR ISC</expression></licenses><purl>${npm}</purl>
      <evidence><occurrences><occurrence><location>/srv/package-lock.json</location></occurrence></occurrences></evidence></component>
    <component type="library" bom-ref="c"><group>org.acme</group><name>tool</name><version>1.0</version><purl>${maven}</purl></component>
    <component type="operating-system"><name>debian</name><version>12</version></component>
  </components>
</bom>`

const reference = (purl: string): object => ({
  referenceCategory: 'PACKAGE-MANAGER',
  referenceType: 'purl',
  referenceLocator: purl,
})

const spdx2 = {
  spdxVersion: 'SPDX-2.2',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'shop:1',
  packages: [
    { SPDXID: 'SPDXRef-Root', name: 'shop:1', versionInfo: '1', primaryPackagePurpose: 'CONTAINER' },
    {
      SPDXID: 'SPDXRef-a',
      name: 'libssl3',
      versionInfo: '3.0.11-1~deb12u1',
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: 'LicenseRef-OpenSSL',
      sourceInfo: 'acquired package info from DPKG DB: /var/lib/dpkg/status',
      externalRefs: [reference(deb)],
    },
    {
      SPDXID: 'SPDXRef-b',
      name: '@babel/core',
      versionInfo: '7.1.0',
      licenseDeclared: 'MIT OR ISC',
      sourceInfo: 'acquired package info from installed node module manifest file: /srv/package-lock.json',
      externalRefs: [reference(npm)],
    },
    { SPDXID: 'SPDXRef-c', name: 'tool', versionInfo: '1.0', externalRefs: [reference(maven)] },
  ],
  hasExtractedLicensingInfos: [{ licenseId: 'LicenseRef-OpenSSL', extractedText: 'OpenSSL', name: 'NOASSERTION' }],
  relationships: [
    { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-Root' },
  ],
}

const TAG_VALUE = `SPDXVersion: SPDX-2.3
DocumentName: shop:1

PackageName: libssl3
SPDXID: SPDXRef-a
PackageVersion: 3.0.11-1~deb12u1
PackageSourceInfo: <text>acquired package info from DPKG DB: /var/lib/dpkg/status</text>
PackageLicenseDeclared: OpenSSL
ExternalRef: PACKAGE-MANAGER purl ${deb}

PackageName: @babel/core
SPDXID: SPDXRef-b
PackageVersion: 7.1.0
PackageSourceInfo: acquired package info from a file: /srv/package-lock.json
PackageLicenseDeclared: MIT OR ISC
ExternalRef: PACKAGE-MANAGER purl ${npm}

PackageName: tool
SPDXID: SPDXRef-c
PackageVersion: 1.0
ExternalRef: PACKAGE_MANAGER purl ${maven}
`

const spdx3 = {
  '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
  '@graph': [
    { type: 'CreationInfo', '@id': '_:c', specVersion: '3.0.1' },
    { type: 'software_Sbom', spdxId: 'urn:s', rootElement: ['urn:root'] },
    { type: 'software_Package', spdxId: 'urn:root', name: 'shop:1', software_primaryPurpose: 'container' },
    {
      type: 'software_Package',
      spdxId: 'urn:a',
      name: 'libssl3',
      software_packageVersion: '3.0.11-1~deb12u1',
      externalIdentifier: [{ externalIdentifierType: 'packageUrl', identifier: deb }],
    },
    {
      type: 'software_Package',
      spdxId: 'urn:b',
      name: '@babel/core',
      software_packageVersion: '7.1.0',
      software_packageUrl: npm,
    },
    {
      type: 'software_Package',
      spdxId: 'urn:c',
      name: 'tool',
      software_packageVersion: '1.0',
      software_packageUrl: maven,
    },
    { type: 'simplelicensing_LicenseExpression', spdxId: 'urn:l', simplelicensing_licenseExpression: 'MIT OR ISC' },
    { type: 'Relationship', from: 'urn:b', to: ['urn:l'], relationshipType: 'hasDeclaredLicense' },
  ],
}

const layerId = `sha256:${'2'.repeat(64)}`
const syft = {
  schema: { version: '16.1.3' },
  source: { type: 'image', name: 'shop', version: '1', metadata: { layers: [{ digest: layerId }] } },
  distro: { id: 'debian', versionID: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)', versionCodename: 'bookworm' },
  artifacts: [
    {
      id: 'a',
      name: 'libssl3',
      version: '3.0.11-1~deb12u1',
      type: 'deb',
      purl: deb,
      licenses: [{ value: 'OpenSSL', spdxExpression: '' }],
      locations: [
        { path: '/usr/share/doc/libssl3/copyright', layerID: layerId, annotations: { evidence: 'supporting' } },
        { path: '/var/lib/dpkg/status', layerID: layerId, annotations: { evidence: 'primary' } },
      ],
    },
    {
      id: 'b',
      name: '@babel/core',
      version: '7.1.0',
      type: 'npm',
      purl: npm,
      licenses: [{ value: 'MIT OR ISC', spdxExpression: 'MIT OR ISC' }],
      locations: [{ path: '/srv/package-lock.json', layerID: layerId }],
    },
    {
      id: 'c',
      name: 'tool',
      version: '1.0',
      type: 'java-archive',
      purl: maven,
      locations: [{ path: '/usr/share/t.jar' }],
    },
    { id: 'd', name: 'nothing', version: 'UNKNOWN', type: 'npm', purl: 'pkg:npm/nothing@UNKNOWN', locations: [] },
  ],
  artifactRelationships: [{ parent: 'a', child: 'c', type: 'ownership-by-file-overlap' }],
}

/** Each as its text. */
export const SBOM_SAMPLES: Readonly<Record<string, string>> = {
  cyclonedx: JSON.stringify(cycloneDx),
  'cyclonedx-xml': XML,
  spdx2: JSON.stringify(spdx2),
  'spdx-text': TAG_VALUE,
  spdx3: JSON.stringify(spdx3),
  syft: JSON.stringify(syft),
  attestation: attestationOf(cycloneDx),
}

/** A bundle of sigstore around a statement of in-toto, nobody's signature on it. */
export function attestationOf(predicate: object, digest: string = '3'.repeat(64)): string {
  const statement = {
    _type: 'https://in-toto.io/Statement/v0.1',
    subject: [{ name: 'shop', digest: { sha256: digest } }],
    predicateType: 'https://cyclonedx.org/bom',
    predicate,
  }
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64')
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    dsseEnvelope: { payloadType: 'application/vnd.in-toto+json', payload, signatures: [{ sig: 'AAAA' }] },
  })
}
