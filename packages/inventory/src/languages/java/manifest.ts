import { headersOf } from '../headers.ts'

/** What a jar says of itself in its manifest, in the main section. */
export interface JarManifest {
  readonly artifact?: string
  readonly version?: string
  readonly group?: string
  readonly licenses: readonly string[]
}

/** Reads the main section; lines of 72 bytes are continued by a space. */
export function readManifest(bytes: Uint8Array): JarManifest {
  // Unlike in mails, a continued line is joined without a space.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1 << 20)).toString('utf8')
  const fields = headersOf(text.replaceAll(/\r?\n /g, ''))
  const first = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const value = fields.get(name)?.[0]?.trim()
      // Placeholders that a build did not fill in.
      if (value !== undefined && value !== '' && !/[${}]/.test(value)) return value
    }
    return undefined
  }
  const symbolic = first('bundle-symbolicname')?.split(';', 1)[0]
  const artifact =
    wordOf(first('implementation-title')) ??
    wordOf(first('specification-title')) ??
    wordOf(symbolic) ??
    wordOf(first('extension-name')) ??
    wordOf(first('short-name'))
  const version = first(
    'implementation-version',
    'bundle-version',
    'specification-version',
    'plugin-version',
    'version',
  )
  const group = [first('implementation-vendor-id'), first('group-id'), symbolic, first('automatic-module-name')].find(
    isGroup,
  )
  return {
    ...(artifact === undefined ? {} : { artifact }),
    ...(version === undefined ? {} : { version }),
    ...(group === undefined ? {} : { group }),
    licenses: (first('bundle-license') ?? '')
      .split(',')
      .map((one) => (one.split(';', 1)[0] ?? '').trim())
      .filter((one) => one !== ''),
  }
}

/** A title that is a name of an artifact: no spaces in it. */
function wordOf(title: string | undefined): string | undefined {
  return title !== undefined && /^[\w.-]{1,200}$/.test(title) ? title : undefined
}

function isGroup(text: string | undefined): boolean {
  return text !== undefined && /^[a-z]\w{0,40}(?:\.\w{1,60}){1,10}$/i.test(text)
}
