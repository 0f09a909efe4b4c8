import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { ClamdAddress } from './address.ts'

/** A connection to clamd on which one file after the other is scanned (clamd(8), IDSESSION and INSTREAM). */
export interface Session {
  readonly isOpen: boolean
  /** Sends a command and the content behind it; what is answered, without its number. Throws where the daemon goes away. */
  ask(command: string, options: AskOptions): Promise<string>
  close(): void
}

export interface AskOptions {
  readonly chunks?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** Milliseconds in which it has to answer, and to take what is sent. */
  readonly time: number
}

/** The daemon is there, and says nothing. */
export class ClamdSilence extends Error {}

const MOST_ANSWER = 65_536
/** A chunk of this size is accepted whatever clamd's limits are set to. */
const CHUNK = 1 << 20

/** Opens a session. Throws where nobody answers. */
export async function openSession(address: ClamdAddress, time: number): Promise<Session> {
  const socket = connect(address.connect)
  await settled(time, socket, (resolve) => socket.once('connect', resolve))
  socket.setNoDelay(true)
  let received = ''
  let hear: ((answer: string) => void) | undefined
  let number = 0
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    if (received.length > MOST_ANSWER) socket.destroy(new Error('clamd answers with more than an answer'))
    const end = received.indexOf('\0')
    if (end < 0 || hear === undefined) return
    const answer = received.slice(0, end)
    received = received.slice(end + 1)
    hear(answer)
  })
  // Errors are given to whoever waits for an answer. Without a listener, an error on an idle connection would end the process.
  socket.on('error', () => {})
  socket.write('zIDSESSION\0')

  return {
    get isOpen() {
      return !socket.destroyed && socket.writable
    },
    async ask(command, { chunks, time: limit }) {
      number += 1
      const expected = `${number}: `
      try {
        const answer = await settled<string>(limit, socket, (resolve, reject) => {
          hear = resolve
          void send(socket, command, chunks).catch(reject)
        })
        if (!answer.startsWith(expected)) throw new Error('clamd answers out of turn')
        return answer.slice(expected.length)
      } catch (error) {
        // A late answer would be taken for the answer to the next command.
        socket.destroy()
        throw error
      } finally {
        hear = undefined
      }
    },
    close: () => void socket.end('zEND\0'),
  }
}

/** The result of `start`, unless the connection ends or the time is up before. */
async function settled<T>(
  time: number,
  socket: Socket,
  start: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const failed = (error: NodeJS.ErrnoException): void => {
    // A file that is too large for it makes clamd close while there is still something being sent.
    const isClosed = error.code === 'EPIPE' || error.code === 'ECONNRESET'
    reject(isClosed ? new Error('clamd has closed the connection', { cause: error }) : error)
  }
  const closed = (): void => reject(new Error('clamd has closed the connection'))
  const timer = setTimeout(() => {
    reject(new ClamdSilence(`clamd has not answered in ${Math.round(time / 1000)} s`))
    socket.destroy()
  }, time)
  socket.once('error', failed)
  socket.once('close', closed)
  try {
    start(resolve, reject)
    return await promise
  } finally {
    clearTimeout(timer)
    socket.off('error', failed)
    socket.off('close', closed)
  }
}

async function send(socket: Socket, command: string, chunks: AskOptions['chunks']): Promise<void> {
  socket.write(`z${command}\0`)
  if (chunks === undefined) return
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += CHUNK) {
      // An answer before the end (the file is too large) closes the connection: what is left need not be sent.
      if (!socket.writable) return
      const part = chunk.subarray(at, at + CHUNK)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(part.length)
      socket.write(length)
      // A copy: its memory is used again once the next chunk is asked for.
      if (!socket.write(Buffer.from(part))) await drained(socket)
    }
  socket.write(Buffer.alloc(4))
}

async function drained(socket: Socket): Promise<void> {
  if (socket.destroyed) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      socket.off('drain', done)
      socket.off('close', done)
      resolve()
    }
    socket.on('drain', done)
    socket.on('close', done)
  })
}
