import type { Inspector, Want } from '@veinmind/sdk'
import {
  content,
  defineInspector,
  definePlugin,
  head,
  imageCommand,
  kib,
  magic,
  mib,
  spool,
  stream,
} from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { counted } from '../../test/helpers.ts'
import { scan } from '../index.ts'

const ELF = magic(['\x7fELF'])

/** What an inspector with this want gets: paths, and how many bytes. */
async function filesOf(image: Parameters<typeof counted>[0], wants: (path: string) => Want | false) {
  const given: string[] = []
  const inspector: Inspector = defineInspector({
    id: 'given',
    version: 1,
    wants: ({ path, type }) => type === 'file' && wants(path),
    inspect: async (file) => {
      let size = file.bytes.length
      const { kind } = wants(file.entry.path) || { kind: '' }
      if (kind === 'stream') for await (const chunk of file.chunks()) size += chunk.length
      if (kind === 'spool') size = file.random().size
      return { size }
    },
  })
  const plugin = definePlugin({
    name: 'given',
    title: 'Given',
    version: '1.0.0',
    inspectors: [inspector],
    commands: [
      imageCommand((_image, context) => {
        for (const { entry, record } of context.records(inspector))
          given.push(`${entry.path} ${JSON.stringify(record)}`)
      }),
    ],
  })
  const one = counted(image)
  const report = await scan([one], { plugins: [plugin], workers: 0 })
  return { given, coverage: report.plugins[0]?.coverage, opened: one.opened, errors: report.errors }
}

const files = layer({
  'bin/ls': `\x7fELF${'x'.repeat(kib(300))}`,
  'bin/empty': '',
  'bin/short': '\x7fE',
  'opt/huge': `\x7fELF${'y'.repeat(mib(3))}`,
  'opt/text': 'ELF, but not as we know it',
})

test.each([
  ['head', head(20, { when: ELF }), 20, 20],
  ['content', content({ max: mib(9), when: ELF }), kib(300) + 4, mib(3) + 4],
  ['stream', stream({ when: ELF }), kib(300) + 4, mib(3) + 4],
  ['spool', spool({ max: mib(9), when: ELF }), kib(300) + 4, mib(3) + 4],
])('%s on a condition: what it refuses was not wanted, and nothing is read twice', async (_kind, want, ls, huge) => {
  const { given, coverage, opened } = await filesOf(buildImage(files), () => want)
  expect(given).toEqual([`/bin/ls {"size":${ls}}`, `/opt/huge {"size":${huge}}`])
  expect(coverage).toMatchObject({ scanned: 2, skipped: {}, rereads: 0 })
  expect(opened).toEqual([1])
})

test('what begins as it should and is too large is counted as that, and nothing else is', async () => {
  const { given, coverage } = await filesOf(buildImage(files), () => content({ max: mib(1), when: ELF }))
  expect(given).toHaveLength(1)
  expect(coverage).toMatchObject({ scanned: 1, skipped: { 'too-large': 1 } })
})

test('a hard link has its content where it is wanted for its name, and is not read again for the same condition', async () => {
  const linked = layer({ 'opt/x': 'text', 'etc/shadow': { hardLink: 'opt/x' }, 'opt/y': { hardLink: 'opt/x' } })
  const named = await filesOf(buildImage(linked), (path) =>
    path === '/etc/shadow' ? content({ max: 10 }) : content({ max: 10, when: ELF }),
  )
  expect(named).toMatchObject({ given: ['/etc/shadow {"size":4}'], opened: [2] })
  const same = await filesOf(buildImage(linked), () => content({ max: 10, when: magic(['\x7fELF']) }))
  expect(same).toMatchObject({ given: [], opened: [1] })
})

test('symbolic links: a name that is wanted for itself is read, a search by first bytes is not made again', async () => {
  const image = () =>
    buildImage(layer({ 'opt/x.jpg': '\x7fELF text' }), layer({ 'usr/bin/x': { symlink: '/opt/x.jpg' } }))
  const searched = await filesOf(image(), (path) => !path.endsWith('.jpg') && content({ max: 20, when: ELF }))
  expect(searched).toMatchObject({ given: [], opened: [1, 1] })
  const named = await filesOf(image(), (path) => path === '/usr/bin/x' && content({ max: 20 }))
  expect(named).toMatchObject({ given: ['/usr/bin/x {"size":9}'], opened: [2, 1] })
})

test('a condition that is none is an error of the inspector', async () => {
  for (const when of [{}, { bytes: mib(1), test: () => true }, { bytes: 4, test: 'x' }]) {
    const { coverage } = await filesOf(buildImage(layer({ a: 'x' })), () => head(4, { when: when as never }))
    expect(coverage?.problems.map(({ reason }) => reason)).toEqual(['wants: it returned neither a want nor nothing'])
  }
})
