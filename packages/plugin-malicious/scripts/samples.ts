import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file as an intruder would leave it: `name` is its path. */
export interface FileSample {
  readonly name: string
  readonly bytes: Buffer
}

/** An address of Monero by its form; nobody's. */
const WALLET = `48${'edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD'.slice(0, 93)}`

/** Reads a file of samples: each begins with a line `=== file PATH` or `=== elf PATH FLAGS`, and programs are compiled with the lines as their texts. */
export function readSamples(file: 'worked-on' | 'kept-back' | 'unseen'): readonly FileSample[] {
  const text = readFileSync(join(import.meta.dirname, 'samples', `${file}.txt`), 'utf8')
  const folder = mkdtempSync(join(tmpdir(), 'malicious-samples-'))
  try {
    return text
      .split(/^(?==== )/m)
      .filter((part) => part.startsWith('=== '))
      .map((part) => readSample(part, folder))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function readSample(part: string, folder: string): FileSample {
  const end = part.indexOf('\n')
  const [, kind, name = '', ...flags] = part.slice(0, end).split(' ')
  const body = expand(part.slice(end + 1))
  if (kind === 'file') return { name, bytes: Buffer.from(body) }
  const texts = body.split('\n').filter((line, index) => line !== '' && !(index === 0 && line.startsWith('# ')))
  return { name, bytes: compile(texts, flags, folder) }
}

/** `{{b64:…}}` and `{{hex:…}}` stand for the encoded text, `{{XMR}}` for a wallet. */
function expand(text: string): string {
  return text
    .replaceAll('{{XMR}}', WALLET)
    .replaceAll(/\{\{(b64|hex):([^]*?)\}\}/g, (_, kind: string, plain: string) =>
      Buffer.from(plain).toString(kind === 'hex' ? 'hex' : 'base64'),
    )
}

/** A program that does nothing and holds the texts, plain or xored with the byte that `xor:` names. */
function compile(texts: readonly string[], flags: readonly string[], folder: string): Buffer {
  const key = Number.parseInt(flags.find((flag) => flag.startsWith('xor:'))?.slice(4) ?? '0', 16)
  const bytes = Buffer.from(`${flags.includes('go') ? 'Go build ID: "a/b/c/d"\0' : ''}${texts.join('\0')}\0`)
  const data = [...bytes].map((byte) => byte ^ key).join(',')
  const isLibrary = flags.includes('shared') || flags.includes('module')
  const main = isLibrary ? 'int used(int n) { return texts[n]; }' : 'int main(int n) { return texts[n]; }'
  writeFileSync(join(folder, 'a.c'), `const volatile unsigned char texts[] = {${data}};\n${main}\n`)
  const how = flags.includes('module')
    ? ['-c']
    : isLibrary
      ? ['-shared', '-fPIC']
      : flags.includes('static')
        ? ['-static']
        : []
  execFileSync('gcc', ['-O1', ...how, ...(flags.includes('stripped') ? ['-s'] : []), '-o', 'a.out', 'a.c'], {
    cwd: folder,
  })
  return readFileSync(join(folder, 'a.out'))
}
