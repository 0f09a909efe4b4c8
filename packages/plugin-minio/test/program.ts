import { buildElf } from '@veinmind/testing'

const MARK = '\xff Go buildinf:'
const [START, END] = ['3077af0c9274080241e1c107e6d618e6', 'f932433186182072008242104116d8f2'].map((hex) =>
  Buffer.from(hex, 'hex'),
)

/** A program of Go by its build information, with texts in it, and large enough to be looked into. */
export function goProgram(module: string, version: string, texts = ''): Uint8Array {
  const list = Buffer.concat([
    START ?? Buffer.alloc(0),
    Buffer.from(`path\t${module}\nmod\t${module}\t${version}\t\nbuild\tGOOS=linux\n`),
    END ?? Buffer.alloc(0),
  ])
  const length = (count: number) => Buffer.from([(count & 0x7f) | 0x80, count >> 7])
  const info = Buffer.concat([
    Buffer.from(MARK, 'latin1'),
    Buffer.from([8, 2]),
    Buffer.alloc(16),
    length(8),
    Buffer.from('go1.19.7'),
    length(list.length),
    list,
  ])
  return buildElf([
    { name: '.go.buildinfo', content: info, address: 0x5000 },
    { name: '.rodata', content: Buffer.concat([Buffer.alloc(210_000), Buffer.from(texts)]), address: 0x9000 },
  ])
}

/** MinIO as its makers build it. */
export function minioProgram(release: string): Uint8Array {
  const time = release.replace(/^RELEASE\./, '').replace(/T(\d\d)-(\d\d)-(\d\d)Z/, 'T$1:$2:$3Z')
  return goProgram('github.com/minio/minio', '(devel)', `RELEASE.2006-01-02T15-04-05Z,${release} ${time}`)
}
