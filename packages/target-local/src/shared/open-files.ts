import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { decodeName } from '@veinmind/sdk/target'
import type { Connection, Descriptor } from '@veinmind/sdk'
import { readKernelFile } from './kernel-file.ts'

/** Open files of a process that are looked at. */
const MOST_DESCRIPTORS = 256
/** Network namespaces of one container that are looked at: it has one, unless it runs containers itself. */
const MOST_NAMESPACES = 16

/** Sockets of the network by their inode, for each network namespace once. */
export type Sockets = Map<string, ReadonlyMap<string, Connection>>

/** The open files of a process; `undefined` where they may not be read. */
export function readDescriptors(folder: string, sockets: Sockets): readonly Descriptor[] | undefined {
  const numbers = list(join(folder, 'fd'))
  if (numbers === undefined) return undefined
  const known = socketsOf(folder, sockets)
  return numbers
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
    .slice(0, MOST_DESCRIPTORS)
    .flatMap((fd): readonly Descriptor[] => {
      const target = link(join(folder, 'fd', String(fd)))
      if (target === undefined) return []
      const connection = known.get(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')
      return [{ fd, target, ...(connection === undefined ? {} : { connection }) }]
    })
}

function socketsOf(folder: string, sockets: Sockets): ReadonlyMap<string, Connection> {
  const namespace = link(join(folder, 'ns/net')) ?? ''
  const known = sockets.get(namespace)
  if (known !== undefined) return known
  const read = sockets.size < MOST_NAMESPACES ? readSockets(join(folder, 'net')) : new Map<string, Connection>()
  sockets.set(namespace, read)
  return read
}

/** The tables of a network namespace (proc(5)): the first megabyte of each. */
export function readSockets(folder: string): ReadonlyMap<string, Connection> {
  const found = new Map<string, Connection>()
  for (const protocol of ['tcp', 'tcp6', 'udp', 'udp6'] as const) {
    const text = readKernelFile(join(folder, protocol))?.toString('latin1') ?? ''
    for (const line of text.split('\n').slice(1)) {
      const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/)
      if (local === undefined || remote === undefined || inode === undefined || inode === '0') continue
      const [near, far] = [addressOf(local), addressOf(remote)]
      if (near === undefined || far === undefined) continue
      found.set(inode, {
        protocol,
        local: near,
        remote: far,
        state: STATES[Number.parseInt(state ?? '', 16)] ?? 'UNKNOWN',
      })
    }
  }
  return found
}

const STATES: readonly string[] = [
  'UNKNOWN',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
]

/** `0100007F:1F90`: words of four bytes, each in the order of the processor, which is little-endian wherever containers run. */
function addressOf(text: string): string | undefined {
  const [, address = '', port = ''] = /^((?:[0-9A-F]{8}){1,4}):([0-9A-F]{4})$/.exec(text) ?? []
  if (address === '') return undefined
  const bytes = [...address.matchAll(/.{8}/g)].flatMap(([word]) => [...Buffer.from(word, 'hex')].toReversed())
  const number = Number.parseInt(port, 16)
  if (bytes.length === 4) return `${bytes.join('.')}:${number}`
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
  if (isMapped) return `${bytes.slice(12).join('.')}:${number}`
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2]! << 8) | bytes[index * 2 + 1]!).toString(16),
  )
  return `[${shortened(groups)}]:${number}`
}

/** The longest run of two zeros or more is `::` (RFC 5952). */
function shortened(groups: readonly string[]): string {
  let [from, length] = [0, 1]
  for (let start = 0; start < groups.length; start += 1) {
    let end = start
    while (groups[end] === '0') end += 1
    if (end - start > length) [from, length] = [start, end - start]
  }
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, from).join(':')}::${groups.slice(from + length).join(':')}`
}

function list(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder)
  } catch {
    return undefined
  }
}

function link(path: string): string | undefined {
  try {
    return decodeName(readlinkSync(path, 'buffer'))
  } catch {
    return undefined
  }
}
