import { buildImage, layer } from '@veinmind/testing'
import type { BuiltImage, FileSpec } from '@veinmind/testing'
import type { Sample, SampleFile } from '../src/rules/index.ts'

const PASSWD = 'root:x:0:0::/root:/bin/sh\nwww:x:33:33::/srv:/usr/sbin/nologin\n'

/** The image of a sample; it has a user who is not root, as images have. */
export function sampleImage({ files, user, env }: Sample): BuiltImage {
  const specs = Object.entries({ 'etc/passwd': PASSWD, ...files }).map(([path, file]) => [path, specOf(file)] as const)
  return buildImage(layer(Object.fromEntries(specs)), {
    config: { ...(user === undefined ? {} : { User: user }), ...(env === undefined ? {} : { Env: [...env] }) },
  })
}

function specOf(file: SampleFile): FileSpec {
  if (typeof file === 'string') return file
  const { mode, xattrs, ...rest } = file
  return {
    ...(rest.symlink === undefined && rest.directory === undefined ? { content: 'x' } : {}),
    ...rest,
    ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }),
    ...(xattrs === undefined
      ? {}
      : { xattrs: Object.fromEntries(Object.entries(xattrs).map(([name, hex]) => [name, Buffer.from(hex, 'hex')])) }),
  }
}
