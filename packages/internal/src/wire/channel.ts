import { constants, createReadStream, createWriteStream, fstatSync, openSync } from 'node:fs'
import { connect, Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { usageError, VeinmindError } from '@veinmind/sdk'

/** Both directions of a connection to a host. */
export interface Channel {
  readonly input: Readable
  readonly output: Writable
}

/**
 * The connection that the `--host` flags of a plugin name, read from first, written to second; one address serves both:
 *
 * - `file:///proc/<pid>/fd/<n>` as libveinmind passes them
 * - `fd:3` an inherited file descriptor
 * - `unix:/run/veinmind.sock` a socket
 * - `stdio:` standard input and output
 *
 * Throws `HOST_ADDRESS_INVALID` for what is none of these or cannot be opened.
 */
export function openChannel(urls: readonly string[]): Channel {
  try {
    return open(urls)
  } catch (error) {
    throw error instanceof VeinmindError
      ? error
      : invalid(urls.join(' '), error instanceof Error ? error.message : String(error))
  }
}

function open([first, second, ...rest]: readonly string[]): Channel {
  if (first === undefined || rest.length > 0) throw invalid('', 'there must be one or two')
  if (second !== undefined && second !== first) return { input: openInput(first), output: openOutput(second) }
  const both = openBoth(first)
  return both ?? { input: openInput(first), output: openOutput(first) }
}

function openBoth(url: string): Channel | undefined {
  if (url === 'stdio:') return { input: process.stdin, output: process.stdout }
  const fd = descriptor(url)
  const path = url.startsWith('unix:') ? url.slice('unix:'.length) : undefined
  if (fd === undefined && path === undefined) return undefined
  const socket = fd === undefined ? connect(path ?? '') : new Socket({ fd })
  return { input: socket, output: socket }
}

function openInput(url: string): Readable {
  const fd = descriptor(url) ?? openSync(filePath(url), O_RDONLY | O_NONBLOCK)
  return isFile(fd) ? createReadStream('', { fd }) : new Socket({ fd, readable: true, writable: false })
}

function openOutput(url: string): Writable {
  const fd = descriptor(url) ?? openSync(filePath(url), O_WRONLY | O_NONBLOCK)
  return isFile(fd) ? createWriteStream('', { fd }) : new Socket({ fd, readable: false, writable: true })
}

/** Pipes are read as sockets are: a read that waits in a thread would keep the process from ending. */
const isFile = (fd: number): boolean => fstatSync(fd).isFile()

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants

function descriptor(url: string): number | undefined {
  const match = /^fd:(\d{1,5})$/.exec(url)
  return match ? Number(match[1]) : undefined
}

function filePath(url: string): string {
  if (!url.startsWith('file:')) throw invalid(url, 'it is none of file:, fd:, unix: and stdio:')
  return fileURLToPath(url)
}

function invalid(url: string, why: string): VeinmindError {
  return usageError('HOST_ADDRESS_INVALID', `cannot use the host address ${url}: ${why}`)
}
