import { expect, test } from 'vitest'
import { submoduleAddress } from './submodules.ts'
import { parseAddress } from './url.ts'

function resolve(parent: string, url: string): string {
  const address = submoduleAddress(parseAddress(parent), url, ['allowed.local'])
  return typeof address === 'string' ? address : `${address.user ?? ''} ${address.host} ${address.path}`
}

test.each([
  ['https://git.local/team/app.git', '../lib.git', ' git.local /team/lib.git'],
  ['https://git.local/te%20am/app.git//deploy', '../lib.git', ' git.local /te am/lib.git'],
  ['ssh://git@git.local:2222/team/app.git', '../lib.git', 'git git.local /team/lib.git'],
  ['git@git.local:team/app.git//deploy', '../lib.git', 'git git.local team/lib.git'],
  ['https://git.local/app.git', '../../../lib.git', ' git.local /lib.git'],
  [
    'https://git.local/app.git',
    'https://elsewhere.local/x.git',
    'it is a submodule on another host: https://elsewhere.local/x.git; --submodule-host allows it',
  ],
  ['https://git.local/app.git', 'https://git.local/x%0ahost=other', 'it is a submodule whose address cannot be used'],
  ['https://git.local/app.git', 'ssh://git@allowed.local/x.git', 'git allowed.local /x.git'],
  ['https://joe@git.local/app.git', 'https://allowed.local/x.git', ' allowed.local /x.git'],
  [
    'https://git.local/app.git',
    'http://git.local/x.git',
    'it is a submodule on another host: http://git.local/x.git; --submodule-host allows it',
  ],
  ['https://git.local/app.git', '/etc', 'it is a submodule on another host: /etc; --submodule-host allows it'],
])('of %s, %s leads to %s', (parent, url, expected) => expect(resolve(parent, url)).toBe(expected))
