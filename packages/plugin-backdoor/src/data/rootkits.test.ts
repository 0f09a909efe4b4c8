import { scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import plugin from '../index.ts'
import { FAMILIES } from './rootkits.ts'

async function familiesOf(...paths: readonly string[]): Promise<readonly unknown[]> {
  const image = buildImage(layer(Object.fromEntries(paths.map((path) => [path.slice(1), 'x']))))
  const { findings } = await scanWith(plugin, image, { workers: 0 })
  return findings
    .filter(({ rule }) => rule.id === 'BACK-200')
    .map(({ detail }) => (detail as { family?: string }).family)
}

// What the reports name; one image, since a scan costs more than a path.
test('files by which the reports of ESET, Elastic, Intezer, Trend Micro, Aqua, Synacktiv and FKIE know them', async () => {
  const named = {
    '/lib/libse1inux.so': 'HiddenWasp',
    '/usr/share/zov_f/zov_latest': 'PUMAKIT',
    '/lib/systemd/system/display-managerd.service': 'WolfsBane',
    '/usr/lib/libc.so.17/bin/espeon': 'Umbreon',
    '/lib/udev/ssd_control/netlink.ko': 'Skidmap',
    '/usr/bin/bprofr': 'Hadooken',
    '/etc/systemd/system/systemd-resolveld.service': 'LinkPro',
    '/etc/32679': 'Kaiji',
    '/lib/fuckwhitehatshome/x': 'OrBit',
    '/var/.kv.ko': 'KoviD',
    '/lib64/libtsq.so': 'Ebury',
    '/usr/lib/zupzz.p2/.p2rc': 'Phalanx2',
    '/lib/udev/asedexpb': 'sedexp',
  }
  expect(new Set(await familiesOf(...Object.keys(named)))).toEqual(new Set(Object.values(named)))
})

test('what no report names, and what others have, too, accuses nobody', async () => {
  expect(
    await familiesOf(
      '/etc/kitsune.so',
      '/lib64/libs.so',
      '/lib/seckit/x',
      '/tmp/.dot',
      '/tmp/cross/x',
      '/lib/libselinux.so',
    ),
  ).toEqual([])
})

test('each family has a name of its own, something to know it by, and whole addresses', () => {
  expect(new Set(FAMILIES.map(({ name }) => name)).size).toBe(FAMILIES.length)
  for (const { name, strong, weak = [], modules = [], references = [] } of FAMILIES) {
    expect([name, strong.length + weak.length + modules.length > 0]).toEqual([name, true])
    for (const path of [...strong, ...weak]) expect(path).toMatch(/^[/~]/)
    for (const address of references) expect(URL.canParse(address) && address.startsWith('https://')).toBe(true)
  }
})
