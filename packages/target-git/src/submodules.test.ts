import { expect, test } from 'vitest'
import type { Repository } from './repository.ts'
import { submoduleAddress } from './submodules.ts'
import { parseAddress } from './url.ts'

async function resolve(parent: string, url: string): Promise<string> {
  const modules = `[submodule "m"]\n\tpath = m\n\turl = ${url}\n`
  const repository = { address: parseAddress(parent), read: () => Promise.resolve(Buffer.from(modules)) } as Partial<Repository> as Repository
  const address = await submoduleAddress(repository, { path: 'm', commit: 'c'.repeat(40) })
  return typeof address === 'string' ? address : `${address.user ?? ''} ${address.host} ${address.path}`
}

test.each([
  ['https://git.local/team/app.git', '../lib.git', ' git.local /team/lib.git'],
  ['https://git.local/te%20am/app.git//deploy', '../lib.git', ' git.local /te am/lib.git'],
  ['ssh://git@git.local:2222/team/app.git', '../lib.git', 'git git.local /team/lib.git'],
  ['git@git.local:team/app.git//deploy', '../lib.git', 'git git.local team/lib.git'],
  ['https://git.local/app.git', '../../../lib.git', ' git.local /lib.git'],
  ['https://git.local/app.git', 'https://elsewhere.local/x.git', 'it is a submodule on another host: https://elsewhere.local/x.git'],
  ['https://git.local/app.git', 'https://git.local/x%0ahost=other', 'it is a submodule whose address cannot be used'],
  ['https://git.local/app.git', '/etc', 'it is a submodule on another host: /etc'],
])('of %s, %s leads to %s', async (parent, url, expected) => expect(await resolve(parent, url)).toBe(expected))
