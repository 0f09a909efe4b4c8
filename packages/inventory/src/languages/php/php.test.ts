import { expect, test } from 'vitest'
import { read, words } from '../testing.ts'
import { composer } from './composer.ts'
import { pear } from './pear.ts'

const monolog = { name: 'monolog/monolog', version: '3.5.0', license: ['MIT', 'BSD-3-Clause'] }

test('what Composer installed, of versions 1 and 2, and what its lock file asks for', () => {
  expect(
    read(
      composer,
      '/app/vendor/composer/installed.json',
      JSON.stringify({ packages: [monolog], 'dev-package-names': ['monolog/monolog'] }),
    )?.packages,
  ).toEqual([
    {
      type: 'composer',
      name: 'monolog/monolog',
      version: '3.5.0',
      isInstalled: true,
      licenses: ['MIT OR BSD-3-Clause'],
      meta: { isDevelopment: true },
    },
  ])
  expect(words(read(composer, '/app/vendor/composer/installed.json', JSON.stringify([monolog])))).toEqual([
    'monolog/monolog 3.5.0',
  ])
  expect(
    words(
      read(
        composer,
        '/app/composer.lock',
        JSON.stringify({ packages: [monolog], 'packages-dev': [{ name: 'a/b', version: 'dev-main' }] }),
      ),
    ),
  ).toEqual(['monolog/monolog 3.5.0 (asked)', 'a/b dev-main (asked)'])
  expect(() => read(composer, '/app/composer.lock', '7')).toThrow('no object')
})

test('PEAR and PECL', () => {
  const reg =
    'a:4:{s:4:"name";s:11:"Archive_Tar";s:7:"channel";s:12:"pear.php.net";s:7:"version";a:2:{s:7:"release";s:6:"1.4.14";s:3:"api";s:5:"1.4.0";}s:7:"license";a:2:{s:7:"attribs";a:0:{}s:8:"_content";s:15:"New BSD License";}}'
  expect(read(pear, '/usr/share/php/.registry/archive_tar.reg', reg)?.packages).toEqual([
    {
      type: 'pear',
      name: 'pear.php.net/Archive_Tar',
      version: '1.4.14',
      isInstalled: true,
      licenses: ['New BSD License'],
    },
  ])
  expect(
    words(
      read(
        pear,
        '/p/.registry/.channel.pecl.php.net/redis.reg',
        'a:2:{s:4:"name";s:5:"redis";s:7:"version";s:5:"6.0.2";}',
      ),
    ),
  ).toEqual(['pecl.php.net/redis 6.0.2'])
  for (const text of ['', 'x', 'a:9999999:{', 's:5:"ab";', 'a:1:{'.repeat(5000), `a:1:{i:0;${'a:1:{i:0;'.repeat(100)}`])
    expect(() => read(pear, '/p/.registry/x.reg', text)).toThrow('not what PHP writes')
})
