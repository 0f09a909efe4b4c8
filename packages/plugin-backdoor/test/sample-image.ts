import { buildImage, layer } from '@veinmind/testing'
import type { BuiltImage, FileSpec } from '@veinmind/testing'
import type { SampleFile, SampleFiles } from '../src/rules/rule.ts'

const PASSWD = 'root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n'

/** The image of a sample. */
export function sampleImage(files: SampleFiles): BuiltImage {
  const specs = Object.entries({ 'etc/passwd': PASSWD, ...files }).map(([path, file]): [string, FileSpec] => [
    path,
    specOf(file),
  ])
  return buildImage(layer(Object.fromEntries(specs)))
}

function specOf(file: SampleFile): FileSpec {
  if (typeof file === 'string') return file
  const { hex, ...rest } = file
  return hex === undefined ? rest : { ...rest, content: Buffer.from(hex, 'hex') }
}
