import { readFileSync, readdirSync } from 'node:fs'

/** A clock of a process and its children, in milliseconds, that stands still while the machine lets them wait for a processor. */
export interface QuietClock extends Disposable {
  elapsed(): number
}

const TICK = 1000

/**
 * Starts the clock of a process. A loop without end and a wait for what never comes both let it run; other programs on the machine do not.
 * Linux alone tells how long a thread has waited for a processor; elsewhere this is a clock on the wall.
 */
export function startQuietClock(root: number, proc = '/proc'): QuietClock {
  let elapsed = 0
  let last = performance.now()
  let waits = waitsOf(proc, root)

  function tick(): void {
    const now = performance.now()
    const later = waitsOf(proc, root)
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

/** How long each thread of a process and of its children has waited for a processor since it began, in milliseconds. */
function waitsOf(proc: string, root: number): ReadonlyMap<string, number> {
  const waits = new Map<string, number>()
  const processes = [String(root)]
  for (const process of processes) {
    const threads = `${proc}/${process}/task`
    for (const thread of list(threads)) {
      const nanoseconds = Number(read(`${threads}/${thread}/schedstat`).split(' ')[1] ?? 0)
      waits.set(thread, nanoseconds / 1e6)
      processes.push(...read(`${threads}/${thread}/children`).split(' ').filter(Boolean))
    }
  }
  return waits
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
