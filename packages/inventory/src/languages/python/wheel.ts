import { readArchive } from '@veinmind/archives'
import { mib } from '@veinmind/sdk'
import type { Bytes } from '../../executables/model.ts'
import { Findings } from '../reading.ts'
import type { Reading } from '../reading.ts'
import { readMetadata } from './metadata.ts'

const METADATA = /^(?:[^/]+\.dist-info\/METADATA|EGG-INFO\/PKG-INFO)$/

/** Wheels and eggs that are still packed are read by the metadata in them. An egg is imported as it is; a wheel is not installed yet. */
export async function readPythonArchive(path: string, bytes: Bytes): Promise<Reading> {
  const findings = new Findings()
  const isInstalled = path.toLowerCase().endsWith('.egg')
  const source = {
    size: bytes.size,
    path: '',
    read: (position: number, length: number) => bytes.read(position, length),
  }
  const members = readArchive(source, {
    wants: ({ name, size }) => METADATA.test(name) && (size ?? 0) <= mib(4),
    opens: () => false,
    unread: ({ message }) => findings.cut(message),
  })
  for await (const member of members) {
    const content = await member.read()
    for (const found of (content && readMetadata(content)?.packages) ?? []) findings.add({ ...found, isInstalled })
  }
  return findings.reading
}
