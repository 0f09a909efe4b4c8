import { content, defineFact, defineInspector, kib } from '@veinmind/sdk'
import type { Fact, Inspector } from '@veinmind/sdk'

/** Names of accounts. It says its module, so that it is this package's, whoever lists it. */
export const passwd: Inspector<readonly string[]> = defineInspector({
  id: 'passwd',
  module: import.meta.url,
  version: 1,
  wants: ({ path }) => path === '/etc/passwd' && content({ max: kib(64) }),
  inspect: ({ bytes }) =>
    Array.from(
      Buffer.from(bytes)
        .toString()
        .matchAll(/^(\w+):/gm),
      ([, name = '']) => name,
    ),
})

/** The accounts of an entity. */
export const accounts: Fact<readonly string[]> = defineFact({
  id: '@test/accounts',
  inspectors: [passwd],
  make: (_entity, { records }) => records(passwd).flatMap(({ record, visible }) => (visible ? record : [])),
})
