import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireTools, run, startService } from '@veinmind/services'
import { measure, measurePairs, median } from './measure.ts'
import type { Cost } from './measure.ts'
import { compared, figure } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const ONLY = ['--plugins', 'malicious'] as const
const ENTRIES = 1_000_000

/** What looking files up in lists of digests, and having clamd look at all of them, take. */
export async function benchMalicious(subject: Subject): Promise<Result[]> {
  return [...(await benchHashes(subject)), ...(await benchClamd(subject))]
}

async function benchHashes({ folder, layout, rounds, scanCold }: Subject): Promise<Result[]> {
  const list = join(folder, 'digests.txt')
  const digests = Array.from({ length: ENTRIES }, (_none, at) => createHash('sha256').update(`${at}`).digest('hex'))
  writeFileSync(list, `${digests.join('\n')}\n`)
  const off = [...ONLY, '--malicious.clamd', 'off']
  const pairs = await measurePairs(
    () => scanCold('scan', 'image', layout, ...off, '--malicious.hashes', list),
    () => scanCold('scan', 'image', layout, ...off),
    rounds,
  )
  return [
    compared('cold scan for malware with a list of a million digests; theirs: without it', pairs, 1.1),
    figure('memory of the scan with a list of a million digests', median(pairs.map(({ ours }) => ours.mebibytes)), {
      most: 350,
      unit: 'MiB',
    }),
  ]
}

async function benchClamd({ folder, layers, layout, rounds, scanCold }: Subject): Promise<Result[]> {
  const tools = await requireTools(['clamd', 'clamdscan'])
  const [home, tree] = [join(folder, 'clamd'), join(folder, 'clamd-tree')]
  mkdirSync(join(home, 'db'), { recursive: true })
  chmodSync(home, 0o755)
  writeFileSync(join(home, 'db', 'own.ndb'), `Veinmind.Body:0:*:${Buffer.from('VEINMIND-TEST-BODY').toString('hex')}\n`)
  const [socket, conf] = [join(home, 'clamd.sock'), join(home, 'clamd.conf')]
  const lines = [
    'Foreground yes',
    'User root',
    `LocalSocket ${socket}`,
    `DatabaseDirectory ${join(home, 'db')}`,
    'SelfCheck 3600',
  ]
  writeFileSync(conf, `${lines.join('\n')}\n`)
  mkdirSync(tree)
  for (const layer of layers) await run('tar', ['-C', tree, '--no-same-owner', '--exclude=dev', '-xzf', layer])
  const daemon = await startService(tools.clamd, ['-c', conf], {
    timeout: 60_000,
    ready: () => statSync(socket).isSocket(),
  })
  const { pid } = daemon
  const scan = ['--multiscan', '--fdpass', '--infected', '--no-summary', '-c', conf, tree]
  try {
    const pairs = await measurePairs(
      () => withDaemon(pid, () => scanCold('scan', 'image', layout, ...ONLY, '--malicious.clamd', `unix:${socket}`)),
      () => withDaemon(pid, () => measure({ command: tools.clamdscan, args: scan, allow: [0] })),
      rounds,
    )
    const what = 'cold scan for malware with clamd; theirs: `clamdscan --multiscan --fdpass` of the unpacked tree'
    return [compared(what, pairs, 1.2)]
  } finally {
    await daemon.stop()
  }
}

/** What a run took with what the daemon did for it, which else would count as another program's. */
async function withDaemon(pid: number, action: () => Promise<Cost>): Promise<Cost> {
  const before = cpuSecondsOf(pid)
  const cost = await action()
  const seconds = cpuSecondsOf(pid) - before
  const others = cost.others === undefined ? {} : { others: Math.max(0, cost.others - seconds / cost.seconds) }
  return { ...cost, cpuSeconds: cost.cpuSeconds + seconds, ...others }
}

const TICKS = 100

function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return (user + system) / TICKS
}
