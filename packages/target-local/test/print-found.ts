import { SILENT } from '@veinmind/internal'
import { containerTarget, imageTarget } from '../src/index.ts'
import { scanFound, withoutMachine } from './support.ts'

/** Scans with the flags of its first argument (JSON) and prints what was found: for tests that need a process of their own. */
const [flags = '{}', kind = 'image', ...words] = process.argv.slice(2)
const target = kind === 'image' ? imageTarget : containerTarget
const defaults = Object.fromEntries(Object.entries(target.options).map(([name, spec]) => [name, spec.default]))
const options = { ...defaults, ...(JSON.parse(flags) as object) } as never
const found = await Array.fromAsync(
  withoutMachine(target.discover(words, { options, signal: new AbortController().signal, log: SILENT })),
)
const { targets, errors, findings } = await scanFound(found)
const processes = found.map((each) =>
  'entity' in each && each.entity.kind === 'container' ? each.entity.processes?.map(({ name }) => name) : undefined,
)
const places = findings.flatMap(({ locations }) =>
  locations.map(
    ({ layer, path, hiddenBy }) => `${layer?.index} ${path}${hiddenBy === undefined ? '' : ` hidden by ${hiddenBy}`}`,
  ),
)
process.stdout.write(
  JSON.stringify({
    targets,
    errors,
    paths: findings.map(({ locations }) => locations[0]?.path),
    findings: places,
    processes,
  }),
)
