import { closeSync, constants, openSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { VeinmindError } from '@veinmind/sdk'
import { runProgram } from '@veinmind/internal/programs'
import { makeTemporaryFolder } from '@veinmind/internal/temporary'

/** Two pipes that another process can open by address, as libveinmind's hosts pass them. */
export interface Pipes {
  /** Addresses for two `--host` flags: what the plugin reads, then what it writes. */
  readonly urls: readonly [string, string]
  readonly input: Readable
  readonly output: Writable
  /** To be called when the plugin has ended: lets `input` end after its last byte. */
  finish(): void
  close(): void
}

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants

/**
 * Makes the pipes. Node gives no anonymous ones, so they are made as named pipes in a private folder and their names
 * removed at once; `/proc/<pid>/fd/<n>` still leads to them. Linux only.
 */
export async function createPipes(): Promise<Pipes> {
  const folder = await makeTemporaryFolder('plugin')
  const open: number[] = []
  try {
    const [toPlugin, toHost] = [join(folder, 'in'), join(folder, 'out')]
    await makeFifos([toPlugin, toHost])
    // Opened in this order, and the readers without blocking, no open has to wait for its other end.
    const pluginReads = openSync(toPlugin, O_RDONLY | O_NONBLOCK)
    const hostWrites = openSync(toPlugin, O_WRONLY | O_NONBLOCK)
    const hostReads = openSync(toHost, O_RDONLY | O_NONBLOCK)
    const pluginWrites = openSync(toHost, O_WRONLY | O_NONBLOCK)
    open.push(pluginReads, hostWrites, hostReads, pluginWrites)
    const input = new Socket({ fd: hostReads, readable: true, writable: false })
    const output = new Socket({ fd: hostWrites, readable: false, writable: true })
    const spare = new Set([pluginReads, pluginWrites])
    const finish = () => {
      for (const fd of spare) closeSync(fd)
      spare.clear()
    }
    return {
      urls: [address(pluginReads), address(pluginWrites)],
      input,
      output,
      finish,
      close: () => {
        finish()
        input.destroy()
        output.destroy()
      },
    }
  } catch (error) {
    for (const fd of open) closeSync(fd)
    throw new VeinmindError('HOST_NO_PIPES', 'cannot make the pipes that libveinmind plugins speak through', {
      cause: error,
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const address = (fd: number): string => `file:///proc/${process.pid}/fd/${fd}`

async function makeFifos(paths: readonly string[]): Promise<void> {
  const { code, stderr, error } = await runProgram('mkfifo', ['-m', '600', ...paths], { timeout: 10_000 })
  if (code !== 0) throw error ?? new Error(stderr)
}
