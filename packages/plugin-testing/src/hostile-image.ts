import { buildImage, layer, layerOfEntries, opaque, remove } from '@veinmind/testing'
import type { BuiltImage } from '@veinmind/testing'

/** Contents that break careless parsers: nothing, everything at once, what is cut off, and what is not what it says. */
const CONTENTS: readonly (readonly [string, Uint8Array])[] = [
  ['empty', new Uint8Array()],
  ['zeros', new Uint8Array(4096)],
  ['every-byte', Uint8Array.from({ length: 4096 }, (_unused, index) => index)],
  ['lone-surrogates', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00])],
  ['one-long-line', Buffer.from('a=b '.repeat(40_000))],
  ['many-colons', Buffer.from(':'.repeat(20_000))],
  ['deep', Buffer.from('['.repeat(20_000))],
  ['quotes', Buffer.from('"\'`'.repeat(10_000))],
  ['markup', Buffer.from('<script>alert(1)</script>\u001b[2J\u202e{{7*7}}${7*7}%s%n')],
  ['elf', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, ...Array.from({ length: 48 }, () => 0xff)])],
  ['zip', Buffer.from('PK\u0003\u0004\u00ff\u00ff\u00ff\u00ffPK\u0005\u0006', 'latin1')],
  ['sqlite', Buffer.from(`SQLite format 3\0${'\u00ff'.repeat(100)}`, 'latin1')],
]

/** An image whose names, links, contents, history and configuration are hostile, at the paths that `names` lists. */
export function hostileImage(names: readonly string[]): BuiltImage {
  const bodies = names.flatMap((name) =>
    CONTENTS.map(([kind, content], index) => ({ name: index === 0 ? name : `${kind}/${name}`, content })),
  )
  const odd = layerOfEntries([
    ...CONTENTS.map(([kind, content]) => ({ name: `tmp/${kind}`, content, mode: 0o7777 })),
    { name: Uint8Array.from([0x65, 0x74, 0x63, 0x2f, 0xff, 0xfe]), content: 'a name that is not UTF-8' },
    { name: '../../../etc/escape', content: 'x' },
    { name: 'srv/\u001b[2J\u202e<b>"\'\n.txt', content: 'x' },
    { name: `srv/${'d/'.repeat(200)}deep`, content: 'x' },
    { name: 'srv/loop', linkTarget: 'loop' },
    { name: 'srv/out', linkTarget: '../../../../etc/passwd' },
    { name: 'srv/hard', hardLink: 'srv/absent' },
    { name: 'etc', type: 'fifo' },
    { name: 'dev/sda', type: 'block', device: { major: 8, minor: 0 } },
    {
      name: 'srv/xattr',
      content: 'x',
      xattrs: { 'security.capability': Uint8Array.from([255]), 'user.\u00e9': new Uint8Array() },
    },
  ])
  return buildImage(
    layerOfEntries(bodies, { createdBy: '' }),
    { ...odd, createdBy: '/bin/sh -c #(nop)' },
    { ...layer({ ...remove(...names.slice(0, 1)), ...opaque('srv') }), createdBy: '|9 A=1 # buildkit' },
    {
      references: ['registry.example/hostile:\u202e1'],
      created: null,
      config: {
        Env: ['', '=', 'A', 'A==', `B=${'x'.repeat(100_000)}`, 'PATH=\u001b[2J', '<script>=1'],
        Cmd: ['', '\0', '"'],
        Labels: { __proto__: 'x', constructor: 'y', '<b>': '\u202e' },
        ExposedPorts: { 'not-a-port': {}, '99999999/tcp': {} },
        OnBuild: ['', '#(nop)', 'ONBUILD ONBUILD RUN x'],
        User: ':::',
      },
      history: [
        { created_by: '' },
        { created_by: '/bin/sh -c #(nop)' },
        { created_by: '|99999 ' },
        { created_by: `RUN ${'curl http://a '.repeat(10_000)}` },
        { created_by: 'ENV', empty_layer: true },
        { created_by: '[[[["', empty_layer: true },
        {},
      ],
    },
  )
}
