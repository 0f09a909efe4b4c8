import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, expectTypeOf, test } from 'vitest'
import {
  containerCommand,
  content,
  defineInspector,
  definePlugin,
  head,
  imageCommand,
  mib,
  option,
  perOptions,
} from './index.ts'
import type { Image, Location, ScanContext } from './index.ts'

interface Hit {
  rule: string
  at: Location
}

const OPTIONS = {
  rules: option.file('more rules, YAML'),
  level: option.choice('how deep', ['low', 'high'], { default: 'low' }),
}

const compiled = perOptions(
  (options: { readonly rules: { readonly text: string } | undefined }) => options.rules?.text ?? '',
)

const suspiciousScript = defineInspector({
  id: 'suspicious-script',
  version: 3,
  options: { rules: OPTIONS.rules },
  keywords: ['eval', 'system'],
  wants: (entry) => entry.path.endsWith('.php') && content({ max: mib(2), keywords: true }),
  inspect: (file, { options }): Hit | undefined => {
    expectTypeOf(options.rules).toEqualTypeOf<{ readonly path: string; readonly text: string } | undefined>()
    return file.keywords.has(compiled(options)) ? { rule: 'WS-001', at: { line: 1 } } : undefined
  },
})

const elf = defineInspector({
  id: 'elf',
  version: 1,
  wants: () => head(4),
  inspect: (file) => ({ magic: file.bytes[0] ?? 0 }),
})

function report(_image: Image, ctx: ScanContext<typeof OPTIONS>): void {
  expectTypeOf(ctx.options.level).toEqualTypeOf<'low' | 'high'>()
  for (const hit of ctx.records(suspiciousScript)) expectTypeOf(hit.record).toEqualTypeOf<Hit>()
  for (const hit of ctx.records(elf)) expectTypeOf(hit.record).toEqualTypeOf<{ magic: number }>()
}

test('a plugin is a value, with what its author left out filled in', () => {
  const plugin = definePlugin({
    name: 'webshell',
    title: { en: 'Web shells', zh: '网页后门' },
    options: OPTIONS,
    inspectors: [suspiciousScript, elf],
    commands: [
      imageCommand(report),
      containerCommand((container) => {
        expectTypeOf(container.kind).toEqualTypeOf<'container'>()
      }),
    ],
  })
  const title = { en: 'Web shells', zh: '网页后门' }
  expect(plugin).toMatchObject({ name: 'webshell', version: '0.0.0', title, description: title, needs: [] })
})

test.each([
  ['name', { name: 'Web Shell' }],
  ['id', { inspectors: [{ ...elf, id: 'E L F' }] }],
  ['version', { inspectors: [{ ...elf, version: 0.5 }] }],
  ['keyword', { inspectors: [{ ...elf, keywords: ['ab'] }] }],
  ['twice', { inspectors: [elf, elf] }],
  ['state', { inspectors: [{ ...elf, module: 'file:///shared.ts', runs: 'main' as const }] }],
])('an invalid %s is refused', (_what, wrong) => {
  const make = () => definePlugin({ name: 'a', title: 'A', commands: [imageCommand(() => {})], ...wrong })
  expect(make).toThrow(expect.objectContaining({ code: 'PLUGIN_INVALID' }))
})

test('an inspector of the plugin itself may run with its state', () => {
  const inspectors = [{ ...elf, runs: 'main' as const }]
  expect(definePlugin({ name: 'a', title: 'A', inspectors, commands: [imageCommand(() => {})] }).inspectors).toEqual(
    inspectors,
  )
})

test('a plugin in a module has the version and the page of its package, wherever in it the module is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-plugin-'))
  try {
    const plugin = (path: string) =>
      definePlugin({
        name: 'a',
        title: 'A',
        module: String(pathToFileURL(join(folder, path))),
        commands: [imageCommand(() => {})],
      })
    expect(plugin('index.ts')).toMatchObject({ version: '0.0.0' })
    mkdirSync(join(folder, 'src/deep'), { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"name":"@acme/a","version":"1.2.3"}')
    writeFileSync(join(folder, 'src/package.json'), '{"type":"module"}')
    for (const path of ['index.ts', 'src/index.ts', 'src/deep/index.ts']) {
      expect(plugin(path)).toMatchObject({ version: '1.2.3', docs: 'https://www.npmjs.com/package/@acme/a' })
    }
    for (const [more, docs] of [
      ['"homepage":"https://acme.example"', 'https://acme.example'],
      ['"homepage":7', 'https://www.npmjs.com/package/@acme/a'],
      ['"private":true', undefined],
    ] as const) {
      writeFileSync(join(folder, 'package.json'), `{"name":"@acme/a","version":"1.2.3",${more}}`)
      expect(plugin('index.ts').docs).toBe(docs)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
