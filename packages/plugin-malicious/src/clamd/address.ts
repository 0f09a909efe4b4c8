import { existsSync } from 'node:fs'
import type { NetConnectOpts } from 'node:net'
import { VeinmindError } from '@veinmind/sdk'

/** Where packages of distributions have the daemon's socket. */
const USUAL = [
  '/run/clamav/clamd.ctl',
  '/var/run/clamav/clamd.ctl',
  '/run/clamd.scan/clamd.sock',
  '/run/clamav/clamd.sock',
  '/var/run/clamd.scan/clamd.sock',
]
const DEFAULT_PORT = 3310

/** Where a daemon is, and how a user writes that. */
export interface ClamdAddress {
  readonly name: string
  readonly connect: NetConnectOpts
}

/** Reads `unix:/run/clamav/clamd.ctl`, `tcp://host:3310` or a path. Throws `MALICIOUS_CLAMD_ADDRESS`. */
export function readAddress(text: string): ClamdAddress {
  const [, path] = /^(?:unix:(?:\/\/)?)?(\/.+)$/.exec(text) ?? []
  if (path !== undefined) return { name: `unix:${path}`, connect: { path } }
  const [, inBrackets, plain, digits] = /^tcp:\/\/(?:\[([^\]]+)\]|([^:/\s]+))(?::(\d{1,5}))?\/?$/.exec(text) ?? []
  const host = inBrackets ?? plain
  const port = digits === undefined ? DEFAULT_PORT : Number(digits)
  if (host === undefined || port < 1 || port > 65_535)
    throw new VeinmindError('MALICIOUS_CLAMD_ADDRESS', `${JSON.stringify(text)} is no address of clamd`, {
      hint: 'write unix:/run/clamav/clamd.ctl or tcp://host:3310',
      isUsage: true,
    })
  return { name: text, connect: { host, port } }
}

/** The usual sockets that are there. */
export function usualAddresses(): readonly ClamdAddress[] {
  return USUAL.filter((path) => existsSync(path)).map((path) => ({ name: `unix:${path}`, connect: { path } }))
}
