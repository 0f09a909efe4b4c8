import type { Progress } from '@veinmind/engine'
import { cutToWidth } from '@veinmind/report'
import { printable } from '@veinmind/sdk/target'
import { formatBytes } from '../flags/quantities.ts'
import { say } from '../speech/speech.ts'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const EVERY_MS = 100
/** The speed is measured over the last so many milliseconds, since it changes during a scan. */
const SPEED_OVER = 10_000
const MOST_NAME = 40

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
export function createProgress(
  terminal: Terminal,
  { quiet, mask }: { readonly quiet: boolean; readonly mask: (text: string) => string },
): Listener & { readonly end: () => void } {
  if (!terminal.isTTY || quiet) return { update() {}, end() {} }
  const counts = createScanCounts(mask)
  let frame = 0
  const draw = () => {
    frame = (frame + 1) % FRAMES.length
    const line = `${FRAMES[frame]} ${counts.line()}`
    terminal.write(`\r\u001b[2K${cutToWidth(line, (terminal.columns ?? 80) - 1)}`)
  }
  const timer = setInterval(draw, EVERY_MS)
  timer.unref()
  return {
    update: counts.update,
    end: () => {
      clearInterval(timer)
      terminal.write('\r\u001b[2K')
    },
  }
}

/** Adds up the progress of a scan, for a line like this, names masked before they are cut: `56 %  412 MB of 730 MB  35 MB/s  9 s left  1 of 3 targets done  app:1.4  weakpass`. */
export function createScanCounts(
  mask: (name: string) => string,
  now: () => number = () => performance.now(),
): Listener & { readonly line: () => string } {
  const running = new Map<string, string>()
  const plugins = new Map<string, number>()
  const count = { targets: 0, done: 0, cached: 0, read: 0, bytes: 0 }
  const began = now()
  const samples: { readonly at: number; readonly read: number }[] = []
  const update = (progress: Progress) => {
    if (progress.kind === 'target') {
      running.set(progress.target, progress.name)
      count.targets += 1
      count.bytes += progress.bytes
    } else if (progress.kind === 'layer') {
      if (progress.source === 'cache') count.cached += 1
      if (progress.source !== 'read') count.bytes -= progress.bytes
    } else if (progress.kind === 'bytes') count.read += progress.bytes
    else if (progress.kind === 'plugin') countPlugin(plugins, progress.plugin, progress.outcome === undefined ? 1 : -1)
    else if (running.delete(progress.target)) count.done += 1
  }
  /** Bytes a second of late; 0 while that is not known. */
  const speed = (): number => {
    const at = now()
    if (at - (samples.at(-1)?.at ?? -EVERY_MS) >= EVERY_MS) samples.push({ at, read: count.read })
    while (samples.length > 2 && at - (samples[0]?.at ?? at) > SPEED_OVER) samples.shift()
    const first = samples[0] ?? { at, read: count.read }
    return at - first.at < 500 ? 0 : ((count.read - first.read) / (at - first.at)) * 1000
  }
  const line = () => {
    if (count.targets === 0) return say('looking for what is to be scanned  {0}', formatSeconds((now() - began) / 1000))
    const total = Math.max(count.bytes, count.read)
    const rate = speed()
    const [name = ''] = running.values()
    const active = [...plugins].filter(([, runs]) => runs > 0).map(([plugin]) => plugin)
    return [
      total > 0 ? `${Math.floor((count.read / total) * 100)} %` : '',
      total > 0 ? say('{0} of {1}', formatBytes(count.read), formatBytes(total)) : '',
      rate > 0 ? `${formatBytes(rate)}/s` : '',
      rate > 0 && total > count.read ? say('{0} left', formatSeconds((total - count.read) / rate)) : '',
      count.targets === 1 ? '' : say('{0} of {1} targets done', count.done, count.targets),
      count.cached > 0 ? say('{0} cached', count.cached) : '',
      mask(printable(name)).slice(0, MOST_NAME),
      active.join(' '),
    ]
      .filter((part) => part !== '')
      .join('  ')
  }
  return { update, line }
}

/** `9 s`, `3 min 20 s`, `2 h 5 min`. */
function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return say('{0} s', whole)
  if (whole < 3600) return say('{0} min {1} s', Math.floor(whole / 60), whole % 60)
  return say('{0} h {1} min', Math.floor(whole / 3600), Math.floor((whole % 3600) / 60))
}

function countPlugin(plugins: Map<string, number>, name: string, change: number): void {
  plugins.set(name, (plugins.get(name) ?? 0) + change)
}
