import { usageError } from '@veinmind/sdk'

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }
const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
}

/** `90s`, `1h30m` in milliseconds. */
export function parseDuration(flag: string, text: string): number {
  const parts = [...text.matchAll(/(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h|d)/gy)]
  const read = parts.map(([part]) => part).join('')
  if (parts.length === 0 || read !== text) {
    throw usageError('USAGE', `--${flag}: ${text} is not a time`, { hint: 'write 90s, 30m or 1h30m' })
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (SECONDS[unit ?? ''] ?? 0) * 1000, 0)
}

/** `500MB`, `2GiB` in bytes; a bare number is bytes. */
export function parseSize(flag: string, text: string): number {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s?([a-z]{0,3})$/i.exec(text)
  const unit = BYTES[(match?.[2] || 'b').toLowerCase()]
  if (!match || unit === undefined) {
    throw usageError('USAGE', `--${flag}: ${text} is not a size`, { hint: 'write 500MB or 2GiB' })
  }
  return Math.floor(Number(match[1]) * unit)
}

/** Bytes for a person: `1.5 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}
