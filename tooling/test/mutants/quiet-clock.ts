import { readFileSync, readdirSync } from 'node:fs'

/** A clock of a group of processes, in milliseconds, that stands still while the machine lets them wait for a processor. */
export interface QuietClock extends Disposable {
  elapsed(): number
}

const TICK = 200

/**
 * Starts the clock of a group. A loop without end and a wait for what never comes both let it run; other programs on the machine do not.
 * Linux alone tells how long a thread has waited for a processor; elsewhere this is a clock on the wall.
 */
export function startQuietClock(group: number, proc = '/proc'): QuietClock {
  let elapsed = 0
  let last = performance.now()
  let waits = waitsOf(proc, group)

  function tick(): void {
    const now = performance.now()
    const later = waitsOf(proc, group)
    const longest = Math.max(0, ...[...later].map(([thread, wait]) => wait - (waits.get(thread) ?? wait)))
    elapsed += Math.max(0, now - last - longest)
    last = now
    waits = later
  }

  const timer = setInterval(tick, TICK)
  return {
    elapsed() {
      tick()
      return elapsed
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

/** How long each thread of a group has waited for a processor since it began, in milliseconds. */
function waitsOf(proc: string, group: number): ReadonlyMap<string, number> {
  const waits = new Map<string, number>()
  for (const process of list(proc).filter((name) => /^\d+$/.test(name))) {
    if (groupOf(read(`${proc}/${process}/stat`)) !== group) continue
    for (const thread of list(`${proc}/${process}/task`)) {
      const nanoseconds = Number(read(`${proc}/${process}/task/${thread}/schedstat`).split(' ')[1] ?? 0)
      waits.set(thread, nanoseconds / 1e6)
    }
  }
  return waits
}

/** The third field behind the name, which stands in parentheses and may hold anything. */
function groupOf(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Processes and threads may end at any time. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
