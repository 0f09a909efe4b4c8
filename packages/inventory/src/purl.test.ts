import { expect, test } from 'vitest'
import { parsePurl, purlOf } from './purl.ts'
import type { PurlParts } from './purl.ts'

const CASES: readonly (readonly [parts: PurlParts, purl: string])[] = [
  [{ type: 'npm', name: '@angular/animation', version: '12.3.1' }, 'pkg:npm/%40angular/animation@12.3.1'],
  [{ type: 'npm', name: 'JSONStream', version: '1.3.5' }, 'pkg:npm/JSONStream@1.3.5'],
  [
    {
      type: 'maven',
      name: 'org.apache.xmlgraphics:batik-anim',
      version: '1.9.1',
      qualifiers: { classifier: 'sources', type: 'jar' },
    },
    'pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?classifier=sources&type=jar',
  ],
  [{ type: 'pypi', name: 'Django_Package', version: '1.11.1.dev1' }, 'pkg:pypi/django-package@1.11.1.dev1'],
  [
    { type: 'golang', name: 'github.com/Azure/azure-sdk', version: 'v1.0.0+incompatible' },
    'pkg:golang/github.com/azure/azure-sdk@v1.0.0%2Bincompatible',
  ],
  [{ type: 'golang', name: 'stdlib', version: '1.22.0' }, 'pkg:golang/stdlib@1.22.0'],
  [{ type: 'composer', name: 'Laravel/Framework', version: 'v5.5.0' }, 'pkg:composer/laravel/framework@v5.5.0'],
  [
    { type: 'gem', name: 'nokogiri', version: '1.16.2', qualifiers: { platform: 'x86_64-linux' } },
    'pkg:gem/nokogiri@1.16.2?platform=x86_64-linux',
  ],
  [
    { type: 'nuget', name: 'EnterpriseLibrary.Common', version: '6.0.1304' },
    'pkg:nuget/EnterpriseLibrary.Common@6.0.1304',
  ],
  [
    { type: 'swift', name: 'github.com/Alamofire/Alamofire', version: '5.4.3' },
    'pkg:swift/github.com/Alamofire/Alamofire@5.4.3',
  ],
  [{ type: 'cocoapods', name: 'ShareKit', version: '2.0', subpath: 'Twitter' }, 'pkg:cocoapods/ShareKit@2.0#Twitter'],
  [
    {
      type: 'deb',
      namespace: 'debian',
      name: 'curl',
      version: '1:7.50.3-1',
      qualifiers: { arch: 'i386', distro: 'jessie' },
    },
    'pkg:deb/debian/curl@1:7.50.3-1?arch=i386&distro=jessie',
  ],
  [
    {
      type: 'rpm',
      namespace: 'fedora',
      name: 'Curl',
      version: '7.50.3~rc1-1.fc25',
      qualifiers: { arch: 'i386', epoch: '' },
    },
    'pkg:rpm/fedora/Curl@7.50.3~rc1-1.fc25?arch=i386',
  ],
  [{ type: 'generic', name: 'a b/../c', version: "1'2" }, 'pkg:generic/a%20b%2F..%2Fc@1%272'],
]

test.each(CASES)('%o is %s', (parts, purl) => {
  expect(purlOf(parts)).toBe(purl)
})

test('a purl that was made is read back to the same', () => {
  for (const [, purl] of CASES) expect(purlOf(parsePurl(purl) ?? { type: '', name: '' })).toBe(purl)
})

test('what others write is read: scopes that are not encoded, slashes after the scheme', () => {
  expect(parsePurl('pkg:npm/@babel/core@7.1.0')).toEqual({ type: 'npm', name: '@babel/core', version: '7.1.0' })
  expect(parsePurl('pkg:npm/@babel/core')).toEqual({ type: 'npm', name: '@babel/core' })
  expect(parsePurl('pkg://PyPI/a@1')).toEqual({ type: 'pypi', name: 'a', version: '1' })
  expect(parsePurl('pkg:golang/google.golang.org/genproto@v0.0.1#googleapis/api')).toEqual({
    type: 'golang',
    name: 'google.golang.org/genproto',
    version: 'v0.0.1',
    subpath: 'googleapis/api',
  })
})

test('what is no purl is none, and nothing throws', () => {
  for (const text of [
    '',
    'pkg:',
    'pkg:npm',
    'pkg:npm/',
    'http://x',
    'pkg:npm/%E0%A4%A@1',
    `pkg:npm/${'/'.repeat(3000)}`,
  ]) {
    expect(() => parsePurl(text)).not.toThrow()
  }
  expect(parsePurl('pkg:npm/')).toBeUndefined()
  expect(purlOf({ type: 'npm', name: '\ud800' })).toBe('pkg:npm/%EF%BF%BD')
})
