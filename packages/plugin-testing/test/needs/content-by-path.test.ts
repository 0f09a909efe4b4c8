import { content, defineInspector, definePlugin, imageCommand, mib } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

/** Whole small files by their path: the packages of dpkg. */
const packages = defineInspector({
  id: 'dpkg-status',
  version: 1,
  wants: ({ path }) =>
    (path === '/var/lib/dpkg/status' || path.startsWith('/var/lib/dpkg/status.d/')) && content({ max: mib(1) }),
  inspect: ({ bytes }) => {
    const names = Buffer.from(bytes)
      .toString()
      .matchAll(/^Package: (.+)$/gm)
    return Array.from(names, ([, name = '']) => name)
  },
})

const plugin = definePlugin({
  name: 'packages',
  title: 'Packages',
  inspectors: [packages],
  commands: [
    imageCommand((_image, ctx) => {
      // The highest layer that has the database says what is installed; those below say what was.
      for (const { record, location } of ctx.records(packages).filter(({ visible }) => visible)) {
        ctx.report({ type: 'Asset', class: 'info', locations: [location], detail: { packages: record } })
      }
    }),
  ],
})

test('whole files by path, the visible ones; a file too large is counted', async () => {
  const image = buildImage(
    layer({ 'var/lib/dpkg/status': 'Package: old\n', 'var/lib/dpkg/status.d/big': Buffer.alloc(mib(1) + 1) }),
    layer({ 'var/lib/dpkg/status': 'Package: bash\n\nPackage: zlib1g\n' }),
  )
  const report = await scanWith(plugin, image)
  expect(report.assets.map(({ detail }) => detail)).toEqual([{ packages: ['bash', 'zlib1g'] }])
  expect(report.plugins[0]?.coverage).toMatchObject({ scanned: 2, skipped: { 'too-large': 1 } })
})
