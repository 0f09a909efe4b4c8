import type { ContentRule, Subject } from '../src/rules/rule.ts'

/** A program for Linux by its headers, with these texts in its data. It cannot be run. */
export function buildProgram(texts: readonly string[]): Buffer {
  const header = Buffer.alloc(64 + 56 + 64)
  header.write('\x7fELF\x02\x01\x01', 'latin1')
  header.writeUInt16LE(2, 16)
  header.writeUInt16LE(62, 18)
  header.writeUInt32LE(1, 20)
  const data = Buffer.from(`\0${texts.join('\0')}\0`, 'latin1')
  const sections = 64 + 56 + 64 + data.length
  header.writeBigUInt64LE(64n, 32)
  header.writeBigUInt64LE(BigInt(sections), 40)
  header.writeUInt16LE(64, 52)
  header.writeUInt16LE(56, 54)
  header.writeUInt16LE(1, 56)
  header.writeUInt16LE(64, 58)
  header.writeUInt16LE(2, 60)
  header.writeUInt32LE(1, 64)
  header.writeBigUInt64LE(BigInt(sections), 64 + 32)
  return Buffer.concat([header, data, Buffer.alloc(128)])
}

interface Sample {
  readonly subject: Subject
  readonly name: string
  readonly content: Buffer
}

/** A file of this kind with these texts. */
export function buildFile(
  subject: Subject,
  texts: readonly string[],
): { readonly name: string; readonly content: Buffer } {
  if (subject === 'program') return { name: 'opt/x', content: buildProgram(texts) }
  const content = Buffer.from(`${texts.join('\n')}\n`, 'latin1')
  return { name: subject === 'script' ? 'opt/x.sh' : 'opt/x.json', content }
}

/** The sample that a rule must match, or the one that it must not, for each kind of file that it looks at. */
export function* samplesOf(rule: ContentRule, which: 'match' | 'harmless'): Generator<Sample> {
  for (const subject of rule.in) yield { subject, ...buildFile(subject, rule[which]) }
}
