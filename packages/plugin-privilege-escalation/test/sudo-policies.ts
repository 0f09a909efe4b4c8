import { createRandom } from '@veinmind/testing'

/** Accounts that the policies speak of. */
export const USERS = [
  {
    name: 'alice',
    uid: 1001,
    groups: [
      { name: 'alice', gid: 1001 },
      { name: 'ops', gid: 2001 },
    ],
  },
  {
    name: 'bob',
    uid: 1002,
    groups: [
      { name: 'bob', gid: 1002 },
      { name: 'ops', gid: 2001 },
      { name: 'dev', gid: 2002 },
    ],
  },
  { name: 'carol', uid: 1003, groups: [{ name: 'carol', gid: 1003 }] },
] as const

/** Programs that every Debian has: sudo wants them to exist. */
const COMMANDS = ['/usr/bin/id', '/bin/ls', '/usr/bin/env', '/bin/cat', '/usr/bin/tail', '/usr/bin/sort', '/bin/true']
const ARGUMENTS = ['', '-n', '-n 5 /var/log/x', '/etc/passwd', '/var/log/a b', '--all=yes', '/var/log/../../etc/shadow']
const PATTERNS = [
  '-n',
  '""',
  '-n *',
  '/var/log/*',
  '/etc/[a-p]*',
  '--all\\=*',
  '/var/log/?*',
  '*',
  '-n [0-9] /var/log/x',
]
const HOSTS = ['ALL', 'testhost', 'other', '!other, ALL', 'ALL, !testhost', 'HERE', '!HERE']

/** What is asked of a policy. */
export interface PolicyRequest {
  readonly user: (typeof USERS)[number]['name']
  readonly runas: string
  readonly command: string
  readonly args: string
}

/** A generated file of sudo with what is asked of it. */
export interface GeneratedPolicy {
  readonly sudoers: string
  /** A file that an include names. */
  readonly included: string
  readonly requests: readonly PolicyRequest[]
}

/** Policies of a seed: aliases, negation, groups, ids, tags, users to run as, wildcards, folders, includes, continued lines. */
export function generatePolicies(seed: number, count: number): readonly GeneratedPolicy[] {
  const next = createRandom(seed)
  const random: Random = { integer: (below) => Math.floor(next() * below) }
  return Array.from({ length: count }, () => generatePolicy(random))
}

interface Random {
  readonly integer: (below: number) => number
}

function generatePolicy(random: Random): GeneratedPolicy {
  const pick = <T>(values: readonly T[]): T => values[random.integer(values.length)] as T
  const chance = (percent: number): boolean => random.integer(100) < percent
  const some = (most: number, make: () => string): string =>
    Array.from({ length: 1 + random.integer(most) }, make).join(pick([', ', ',', ' , ']))
  const negated = (text: string): string => `${chance(15) ? pick(['!', '!', '! ', '!!']) : ''}${text}`
  const command = (): string => {
    const path = pick([...COMMANDS, '/usr/bin/', '/usr/bin/*', '/bin/[a-l]*', '/usr/bin/i?', 'ALL'])
    return path === 'ALL' || path.endsWith('/') || chance(60) ? path : `${path} ${pick(PATTERNS)}`
  }
  const user = (): string =>
    negated(pick(['alice', 'bob', 'carol', '%ops', '%dev', '#1001', '%#2002', 'ALL', 'STAFF', '"bob"']))
  const runas = (): string =>
    pick([
      '',
      '',
      '(ALL)',
      '(root)',
      '(bob)',
      '(ALL, !root)',
      '(RUNNERS)',
      '(#0)',
      '(root, bob)',
      '(ALL:ALL)',
      '(%dev)',
    ])
  const tag = (): string =>
    chance(35) ? pick(['NOPASSWD: ', 'PASSWD: ', 'SETENV: ', 'NOEXEC: ', 'NOPASSWD:SETENV: ', 'NOPASSWD:']) : ''
  const rule = (): string => {
    const commands = some(
      3,
      () => `${runas()} ${tag()}${negated(chance(25) ? pick(['TOOLS', 'NEGATIVE']) : command())}`,
    )
    const more = chance(15) ? ` : ${pick(HOSTS)} = ${command()}` : ''
    const text = `${some(2, user)} ${pick(HOSTS)}${pick(['=', ' = ', '\t=\t'])}${commands}${more}`
    return chance(15) ? text.replace('=', '=\\\n   ') : text
  }
  const rules = (most: number): string =>
    Array.from({ length: 1 + random.integer(most) }, () => `${rule()}${chance(10) ? ' # ALL=(ALL) ALL' : ''}`).join(
      '\n',
    )
  const sudoers = [
    '# generated',
    // Debian's sudo asks the network for its own name otherwise.
    'Defaults env_reset, !fqdn',
    ...(chance(20) ? ['Defaults !authenticate'] : []),
    ...(chance(15) ? ['Defaults runas_default=bob'] : []),
    `User_Alias STAFF = ${some(2, () => negated(pick(['alice', 'bob', '%dev', 'carol'])))}`,
    `Runas_Alias RUNNERS = ${some(2, () => pick(['root', 'bob', '#0']))}`,
    `Host_Alias HERE = ${pick(['testhost', 'testhost, other', 'other'])}`,
    `Cmnd_Alias TOOLS = ${some(3, command)} : NEGATIVE = ${command()}, !${pick(COMMANDS)}`,
    rules(4),
    ...(chance(40)
      ? [
          pick([
            '#include /etc/sudoers.d/extra',
            '@include /etc/sudoers.d/extra',
            '@includedir /etc/sudoers.d',
            '#includedir /etc/sudoers.d',
          ]),
        ]
      : []),
    ...(chance(30) ? [rules(2)] : []),
    '',
  ].join('\n')
  const requests = Array.from({ length: 8 }, () => ({
    user: pick(USERS).name,
    runas: pick(['root', 'root', 'root', 'bob']),
    command: pick(COMMANDS),
    args: pick(ARGUMENTS),
  }))
  return { sudoers, included: `${rules(2)}\n`, requests }
}
