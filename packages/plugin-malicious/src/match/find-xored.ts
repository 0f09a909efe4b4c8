import { createLiteralSearch } from './find-literals.ts'

/** Texts of bots that are kept xored with one byte (Mirai's table, and those of its heirs). */
const TEXTS = [
  '/dev/watchdog',
  '/dev/misc/watchdog',
  '/proc/net/tcp',
  'listening tun0',
  'TSource Engine Query',
  '/bin/busybox',
  'applet not found',
  'assword',
  'ncorrect',
  '/proc/self/exe',
  '/etc/ld.so.preload',
  'stratum+tcp://',
  '/etc/cron.hourly',
  '/bin/sh -c',
  'dvrHelper',
  'HTTP/1.1',
  '/var/spool/cron',
  '.onion',
  'chmod 777',
  '/etc/rc.local',
  '/etc/init.d',
]

// Xoring neighbouring bytes with each other removes the key, so one search finds a text under every key.
const search = createLiteralSearch(
  TEXTS.map((text) => differences(Buffer.from(text)).toString('latin1')),
  { exact: true },
)

/** Texts that stand in a program xored with one byte other than 0, with that byte. */
export function findXored(bytes: Uint8Array): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const [number, at] of search.find(differences(bytes))) {
    const text = TEXTS[number] ?? ''
    const key = (bytes[at] ?? 0) ^ text.charCodeAt(0)
    // A key of 0x20 only changes the case of letters.
    if (key !== 0 && key !== 0x20) found.set(text, key)
  }
  return found
}

function differences(bytes: Uint8Array): Buffer {
  const result = Buffer.alloc(Math.max(0, bytes.length - 1))
  for (let at = 0; at < result.length; at++) result[at] = (bytes[at] ?? 0) ^ (bytes[at + 1] ?? 0)
  return result
}
