import type { Fact, Inspector } from '@veinmind/sdk'
import { content, defineFact, defineInspector, kib } from '@veinmind/sdk'

/** Lines of passwd files; of the module that exports it, whoever lists it. */
export const passwd: Inspector<readonly string[]> = defineInspector({
  id: 'passwd',
  module: import.meta.url,
  version: 1,
  wants: ({ path }) => path === '/etc/passwd' && content({ max: kib(64) }),
  inspect: ({ bytes }) =>
    Buffer.from(bytes)
      .toString()
      .split('\n')
      .filter((line) => line !== ''),
})

/** How often facts were made. */
export const made: string[] = []

/** The names of accounts. */
export const accounts: Fact<readonly string[]> = defineFact({
  id: '@test/accounts',
  inspectors: [passwd],
  async make(entity, { records, files, incomplete }) {
    made.push(`accounts of ${entity.name}`)
    const names = records(passwd)
      .filter(({ visible }) => visible)
      .flatMap(({ record }) => record.map((line) => line.split(':')[0] ?? ''))
    if (names.includes('unknown')) incomplete('an account is not known', { path: '/etc/passwd' })
    if (names.includes('broken')) throw new Error('a line is broken')
    const groups = await files.readFile('/etc/group').catch(() => new Uint8Array())
    return [...names, ...(groups.length > 0 ? ['and groups'] : [])]
  },
})

/** How many accounts there are. */
export const count: Fact<number> = defineFact({
  id: '@test/count',
  facts: [accounts],
  make: async (_entity, { fact }) => (await fact(accounts)).length,
})
