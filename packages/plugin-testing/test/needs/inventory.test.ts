import { content, defineInspector, definePlugin, imageCommand, mib } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

/** Packages of Alpine, from its database. */
const installed = defineInspector({
  id: 'apk',
  version: 1,
  wants: ({ path }) => path === '/lib/apk/db/installed' && content({ max: mib(32) }),
  inspect: ({ bytes }) =>
    Buffer.from(bytes)
      .toString()
      .split('\n\n')
      .map((block) => new Map(block.split('\n').map((line) => [line.slice(0, 1), line.slice(2)])))
      .filter((fields) => fields.has('P'))
      .map((fields) => ({
        name: fields.get('P') ?? '',
        version: fields.get('V') ?? '',
        license: fields.get('L') ?? '',
      })),
})

const plugin = definePlugin({
  name: 'packages',
  title: 'What is installed',
  inspectors: [installed],
  commands: [
    imageCommand((_image, context) => {
      for (const { record, location, visible } of context.records(installed)) {
        for (const { name, version, license } of visible ? record : []) {
          context.inventory({
            type: 'apk',
            name,
            version,
            purl: `pkg:apk/alpine/${name}@${version}`,
            licenses: [license],
            places: [location],
          })
        }
      }
    }),
  ],
})

test('what is installed is facts of the report, and no findings', async () => {
  const database = (version: string) => `P:musl\nV:${version}\nL:MIT\n\nP:zlib\nV:1.3\nL:Zlib\n`
  const image = buildImage(
    layer({ 'lib/apk/db/installed': database('1.2.4') }),
    layer({ 'lib/apk/db/installed': database('1.2.5') }),
  )
  const report = await scanWith(plugin, image)
  expect(report.findings).toEqual([])
  expect(report.inventory).toMatchObject([
    { target: image.id, plugin: 'packages', purl: 'pkg:apk/alpine/musl@1.2.5', places: [{ layer: { index: 1 } }] },
    { target: image.id, plugin: 'packages', purl: 'pkg:apk/alpine/zlib@1.3', licenses: ['Zlib'] },
  ])
})
