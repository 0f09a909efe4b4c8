import type { Progress } from '@veinmind/engine'
import { printable } from '@veinmind/sdk'
import { formatBytes } from './quantities.ts'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const EVERY_MS = 100

interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** What is told of a scan as it goes on. */
interface Listener {
  readonly update: (progress: Progress) => void
}

/** One line on a terminal that is drawn over itself; nothing elsewhere. */
export function createProgress(terminal: Terminal, quiet: boolean): Listener & { readonly end: () => void } {
  if (!terminal.isTTY || quiet) return { update() {}, end() {} }
  const tally = createTally()
  let frame = 0
  const draw = () => {
    frame = (frame + 1) % FRAMES.length
    const line = `${FRAMES[frame]} ${tally.line()}`
    terminal.write(`\r\u001b[2K${line.slice(0, (terminal.columns ?? 80) - 1)}`)
  }
  const timer = setInterval(draw, EVERY_MS)
  timer.unref()
  return {
    update: tally.update,
    end: () => {
      clearInterval(timer)
      terminal.write('\r\u001b[2K')
    },
  }
}

/** Adds up what a scan says of itself: `app:1.4  3 targets (1 done)  14 layers (9 cached)  412 MB / 730 MB  weakpass`. */
export function createTally(): Listener & { readonly line: () => string } {
  const running = new Map<string, string>()
  const plugins = new Map<string, number>()
  const count = { targets: 0, done: 0, layers: 0, cached: 0, read: 0, bytes: 0 }
  const update = (progress: Progress) => {
    if (progress.kind === 'target') {
      running.set(progress.target, progress.name)
      count.targets += 1
      count.bytes += progress.bytes
    } else if (progress.kind === 'layer') {
      count.layers += 1
      if (progress.source === 'cache') count.cached += 1
      if (progress.source !== 'read') count.bytes -= progress.bytes
    } else if (progress.kind === 'bytes') count.read += progress.bytes
    else if (progress.kind === 'plugin') countPlugin(plugins, progress.plugin, progress.outcome === undefined ? 1 : -1)
    else if (running.delete(progress.target)) count.done += 1
  }
  const line = () => {
    const names = [...running.values()].map((name) => printable(name))
    const active = [...plugins].filter(([, runs]) => runs > 0).map(([name]) => name)
    return [
      names[0] ?? '',
      `${count.targets} targets (${count.done} done)`,
      `${count.layers} layers (${count.cached} cached)`,
      `${formatBytes(count.read)} / ${formatBytes(Math.max(count.bytes, count.read))}`,
      active.join(' '),
    ].join('  ').trim()
  }
  return { update, line }
}

function countPlugin(plugins: Map<string, number>, name: string, change: number): void {
  plugins.set(name, (plugins.get(name) ?? 0) + change)
}
