import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accounts } from '@veinmind/inventory'
import { scanWith } from '@veinmind/plugin-testing'
import { definePlugin, imageCommand } from '@veinmind/sdk'
import { requireTools } from '@veinmind/services'
import { buildImage, layer } from '@veinmind/testing'
import { beforeAll, expect, test } from 'vitest'
import { generatePolicies, USERS } from '../../test/sudo-policies.ts'
import type { GeneratedPolicy } from '../../test/sudo-policies.ts'
import { decide } from './decide.ts'
import { loadSudoLines } from './load.ts'
import type { SudoPolicy } from './model.ts'
import { parsePolicy } from './parse.ts'

const COUNT = 200
const ROOT = { name: 'root', uid: 0, groups: [{ name: 'root', gid: 0 }] }
const PASSWD = `root:x:0:0::/root:/bin/sh\n${USERS.map(({ name, uid }) => `${name}:x:${uid}:${uid}::/:/bin/sh\n`).join('')}`
const GROUP = `root:x:0:\n${USERS.map(({ name, uid }) => `${name}:x:${uid}:\n`).join('')}ops:x:2001:alice,bob\ndev:x:2002:bob\n`

beforeAll(() => requireTools(['sudo']), 300_000)

test(`sudo itself answers ${COUNT} generated policies in the same way`, { timeout: 300_000 }, async () => {
  const policies = generatePolicies(20_240_101, COUNT)
  const real = askSudo(policies)
  const wrong: unknown[] = []
  let [yes, no] = [0, 0]
  for (const [index, generated] of policies.entries()) {
    const { sudoers, included } = generated
    const policy = await readPolicy(generated)
    expect({ sudoers, included, faults: policy.faults }).toEqual({ sudoers, included, faults: [] })
    for (const [at, request] of generated.requests.entries()) {
      const users = [ROOT, ...USERS]
      const [user = ROOT, runas = ROOT] = [request.user, request.runas].map((name) =>
        users.find((one) => one.name === name),
      )
      const own = decide(policy, { ...request, user, runas, host: 'testhost' })?.isAllowed === true
      const theirs = real[index]?.[at]
      if (theirs) yes += 1
      else no += 1
      if (own !== theirs) wrong.push({ request, own, theirs, sudoers, included })
    }
  }
  expect(wrong).toEqual([])
  // Both answers are there often.
  expect(Math.min(yes, no)).toBeGreaterThan(COUNT)
})

/** Sudo's answers, in a mount namespace of its own: its files, accounts and host name are those of the test. */
function askSudo(policies: readonly GeneratedPolicy[]): readonly (readonly boolean[])[] {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-sudo-'))
  try {
    for (const [name, text] of Object.entries({
      passwd: PASSWD,
      group: GROUP,
      hosts: '127.0.0.1 localhost testhost\n',
    }))
      writeFileSync(join(folder, name), text)
    mkdirSync(join(folder, 'd'))
    const lines = policies.flatMap(({ sudoers, included, requests }, index) => {
      writeFileSync(join(folder, `${index}.main`), sudoers)
      writeFileSync(join(folder, `${index}.extra`), included)
      return [
        `cat "$0/${index}.main" > /etc/sudoers; cat "$0/${index}.extra" > /etc/sudoers.d/extra`,
        ...requests.map(({ user, runas, command, args }) => {
          const words = [command, ...args.split(' ').filter(Boolean)].map((word) => `'${word}'`).join(' ')
          return `sudo -n -l -U ${user} -u ${runas} ${words} > /dev/null 2>&1 && printf y || printf n`
        }),
        'echo',
      ]
    })
    const setUp = [
      'hostname testhost',
      'mount --bind "$0/passwd" /etc/passwd; mount --bind "$0/group" /etc/group; mount --bind "$0/hosts" /etc/hosts',
      'mount -t tmpfs none "$0/d"; : > "$0/d/main"; chmod 440 "$0/d/main"; mkdir "$0/d/more"; : > "$0/d/more/extra"; chmod 440 "$0/d/more/extra"',
      'mount --bind "$0/d/main" /etc/sudoers; mount --bind "$0/d/more" /etc/sudoers.d',
    ]
    const script = join(folder, 'script')
    writeFileSync(script, `set -e\n${setUp.join('\n')}\nset +e\n${lines.join('\n')}\n`)
    const { stdout, status, stderr } = spawnSync(
      'unshare',
      ['--mount', '--uts', '--propagation', 'private', 'sh', '-c', '. "$0/script"', folder],
      { encoding: 'utf8', timeout: 200_000 },
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return stdout
      .trim()
      .split('\n')
      .map((line) => Array.from(line, (answer) => answer === 'y'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The policy as a scan of an image reads it. */
async function readPolicy({ sudoers, included }: GeneratedPolicy): Promise<SudoPolicy> {
  let policy: SudoPolicy | undefined
  const reader = definePlugin({
    name: 'reader',
    title: 'Reader',
    facts: [accounts],
    commands: [
      imageCommand(async (_image, ctx) => {
        const [system] = await ctx.fact(accounts)
        if (system !== undefined) policy = parsePolicy(await loadSudoLines(system, ctx))
      }),
    ],
  })
  const files = { 'etc/passwd': PASSWD, 'etc/group': GROUP, 'etc/sudoers': sudoers, 'etc/sudoers.d/extra': included }
  await scanWith(reader, buildImage(layer(files)), { workers: 0 })
  if (policy === undefined) throw new Error('the image has no accounts')
  return policy
}
