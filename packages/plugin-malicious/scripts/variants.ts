import { deflateSync, gzipSync } from 'node:zlib'
import type { createRandom } from '@veinmind/testing'
import { writeTar } from '@veinmind/testing'
import { writeZip } from '../../archives/test/write-zip.ts'
import { buildProgram } from '../test/build-sample.ts'

type Random = ReturnType<typeof createRandom>

/** A form in which a sample may come. */
export interface Variant {
  readonly path: string
  readonly bytes: Buffer
}

const bytesOf = (random: Random, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
const nameOf = (random: Random): string =>
  Array.from({ length: 8 }, () => 'abcdefghijklmnopqrstuvwxyz'.charAt(Math.floor(random() * 26))).join('')
const shuffled = <T>(list: readonly T[], random: Random): readonly T[] =>
  list
    .map((item) => [random(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item)

const inArchives = (random: Random, name: string, bytes: Buffer): Readonly<Record<string, Variant>> => ({
  'in a jar in a war': {
    path: `/opt/${nameOf(random)}.war`,
    bytes: Buffer.from(writeZip({ 'WEB-INF/lib/a.jar': writeZip({ [name]: bytes }) })),
  },
  'in a tar, gzip': { path: `/opt/${nameOf(random)}.tgz`, bytes: gzipSync(writeTar([{ name, content: bytes }])) },
  'gzip alone': { path: `/opt/${nameOf(random)}.gz`, bytes: gzipSync(bytes) },
})

/** A program under another name, older and newer (its texts in another order, among others), without sections, packed, in archives. */
export function programVariants(texts: readonly string[], random: Random): Readonly<Record<string, Variant>> {
  const plain = buildProgram(texts)
  const others = Array.from({ length: 40 }, () => nameOf(random))
  const stripped = Buffer.from(plain)
  stripped.writeBigUInt64LE(0n, 40)
  stripped.writeUInt16LE(0, 60)
  const head = Buffer.from(stripped.subarray(0, 184))
  const packed = Buffer.concat([head, Buffer.from('\x00\x00UPX!', 'latin1'), deflateSync(bytesOf(random, 60_000))])
  const anonymous = Buffer.concat([head, deflateSync(bytesOf(random, 60_000))])
  return {
    plain: { path: '/opt/x', bytes: plain },
    renamed: { path: `/usr/lib/${nameOf(random)}.so.1`, bytes: plain },
    'texts in another order, among others': {
      path: `/usr/bin/${nameOf(random)}`,
      bytes: buildProgram(shuffled([...texts, ...others], random)),
    },
    'without sections': { path: `/usr/bin/${nameOf(random)}`, bytes: stripped },
    'packed by UPX': { path: `/usr/bin/${nameOf(random)}`, bytes: packed },
    'packed, mark removed': { path: `/usr/bin/${nameOf(random)}`, bytes: anonymous },
    ...inArchives(random, nameOf(random), plain),
  }
}

/** A script under another name, in the encodings that are used to hide one, in archives. */
export function scriptVariants(lines: readonly string[], random: Random): Readonly<Record<string, Variant>> {
  const plain = `${lines.join('\n')}\n`
  const shell = (body: string): Variant => ({
    path: `/usr/bin/${nameOf(random)}`,
    bytes: Buffer.from(`#!/bin/sh\n${body}\n`, 'latin1'),
  })
  const bytes = Buffer.from(plain, 'latin1')
  const base64 = bytes.toString('base64')
  const wrapped = base64.replaceAll(/.{76}/g, (line) => `${line}\n`)
  const hex = [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  const packed = gzipSync(bytes).toString('base64')
  const zlib = deflateSync(bytes).toString('base64')
  const reversed = Buffer.from(bytes.toReversed()).toString('latin1')
  return {
    plain: { path: '/opt/x.sh', bytes },
    renamed: { path: `/srv/${nameOf(random)}`, bytes },
    'base64, piped': shell(`echo ${base64} | base64 -d | sh`),
    'base64, in lines': shell(`base64 -d <<E | sh\n${wrapped}\nE`),
    'base64, twice': shell(`echo ${Buffer.from(base64).toString('base64')} | base64 -d | base64 -d | bash`),
    hexadecimal: shell(`printf '${hex}' | sh`),
    'gzip, base64': shell(`echo ${packed} | base64 -d | gunzip | sh`),
    reversed: shell(`echo '${reversed}' | rev | sh`),
    'python, zlib': {
      path: `/opt/${nameOf(random)}.py`,
      bytes: Buffer.from(`import base64,zlib,os\nos.system(zlib.decompress(base64.b64decode("${zlib}")))\n`),
    },
    'behind a script that unpacks itself': {
      path: `/opt/${nameOf(random)}.run`,
      bytes: Buffer.concat([Buffer.from('#!/bin/sh\ntail -n +4 "$0" | gunzip | sh\nexit\n'), gzipSync(bytes)]),
    },
    ...inArchives(random, `${nameOf(random)}.sh`, bytes),
  }
}
