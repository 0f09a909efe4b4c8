import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { splitRedisLine } from '../src/files/redis-arguments.ts'
import { inspect } from './inspect.ts'

const folder = mkdtempSync(join(tmpdir(), 'veinmind-weakpass-redis-'))
const [socket, conf, acl] = ['redis.sock', 'redis.conf', 'users.acl'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
]
let server: ReturnType<typeof spawn> | undefined

/** Passwords that a configuration must quote, and one that anybody would try. */
const HARD = ['with blank', 'quo"te', "apo'strophe", 'back\\slash', 'é密', '\u0001', 'p(a)ss', '#hash']

beforeAll(async () => {
  try {
    execFileSync('redis-server', ['--version'])
  } catch {
    execFileSync('apt-get', ['update', '-q'], { stdio: 'ignore' })
    execFileSync('apt-get', ['install', '-qy', '--no-install-recommends', 'redis-server'], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    })
  }
  writeFileSync(acl, '')
  writeFileSync(conf, `port 0\nunixsocket ${socket}\naclfile ${acl}\nsave ""\n`)
  server = spawn('redis-server', [conf], { stdio: 'ignore', cwd: folder })
  for (let i = 0; i < 100 && !isUp(); i++) await sleep(100)
})

afterAll(() => {
  server?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const redis = (...args: string[]): string =>
  execFileSync('redis-cli', ['-s', socket, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim()

test('users that a real Redis saves: digests, nopass, off', async () => {
  redis('ACL', 'SETUSER', 'alice', 'on', '>letmein', '~*', '+@all')
  redis('ACL', 'SETUSER', 'bob', 'off', '>dragon')
  redis('ACL', 'SETUSER', 'carol', 'on', '>Zk3u-xQ9w')
  redis('ACL', 'SAVE')
  const record = await inspect('/etc/redis/users.acl', readFileSync(acl))
  expect(
    record?.accounts.map(({ user, password, locked, privileged }) => [
      user,
      password,
      locked === true,
      privileged === true,
    ]),
  ).toEqual([
    ['alice', 'letmein', false, true],
    ['bob', 'dragon', true, false],
    ['carol', undefined, false, false],
    ['default', '', false, true],
  ])
})

test('values that a real Redis writes into its configuration are read back', () => {
  for (const value of HARD) {
    redis('CONFIG', 'SET', 'masterauth', value)
    redis('CONFIG', 'REWRITE')
    const line =
      readFileSync(conf, 'utf8')
        .split('\n')
        .find((one) => one.startsWith('masterauth')) ?? ''
    expect(splitRedisLine(line)).toEqual(['masterauth', value])
  }
})

function isUp(): boolean {
  try {
    return redis('PING') === 'PONG'
  } catch {
    return false
  }
}
