import { createHash } from 'node:crypto'
import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import malicious from '../src/index.ts'

import { EICAR } from '../src/rules/test-files.ts'
import { buildProgram } from './build-sample.ts'

const MINER = buildProgram(['XMRig/6.21.0', '--donate-level=N', '--randomx-mode=MODE', '--rig-id=ID'])
const image = buildImage(layer({ 'usr/bin/kworker': MINER, 'srv/eicar.com': EICAR }), layer(remove('usr/bin/kworker')))

test('a miner is found under any name, also when an upper layer deletes it', async () => {
  const report = await scanWith(malicious, image)
  expect(report).toReport({ rule: 'MAL-002', path: '/usr/bin/kworker', hiddenBy: 1 })
  expect(report).toReport({ rule: 'MAL-001', path: '/srv/eicar.com' })
  expect(report.findings).toHaveLength(2)
})

test('a file that its package owns unchanged is not accused, a changed one is', async () => {
  const status = 'Package: xmrig\nStatus: install ok installed\nVersion: 6\nArchitecture: amd64\n\n'
  const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex')
  const owned = (digest: string) =>
    buildImage(
      layer({
        'var/lib/dpkg/status': status,
        'var/lib/dpkg/info/xmrig.list': '/.\n/usr/bin/xmrig\n',
        'var/lib/dpkg/info/xmrig.md5sums': `${digest}  usr/bin/xmrig\n`,
        'usr/bin/xmrig': MINER,
      }),
    )
  expect((await scanWith(malicious, owned(md5(MINER)))).findings).toEqual([])
  expect(await scanWith(malicious, owned('0'.repeat(32)))).toReport({ rule: 'MAL-002', path: '/usr/bin/xmrig' })
})

test('where clamd was asked for and is not there, what the own rules find is told, and the scan is not whole', async () => {
  const report = await scanWith(malicious, image, { options: { clamd: 'tcp://127.0.0.1:1' } })
  expect(report.findings).toHaveLength(2)
  expect(report.plugins[0]?.outcome).toBe('partial')
  expect(report.errors.map(({ code }) => code)).toEqual(['MALICIOUS_CLAMD_UNREACHABLE'])
})

pluginContract(malicious, { samples: [image], paths: ['srv/eicar.com', 'tmp/x.sh'] })
