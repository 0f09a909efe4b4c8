import { deflateRawSync, deflateSync } from 'node:zlib'
import type { Random } from './random.ts'

const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
const latin = (text: string): Buffer => Buffer.from(text, 'latin1')
const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (c) =>
    String.fromCharCode(((c.charCodeAt(0) - (c < 'a' ? 65 : 97) + 13) % 26) + (c < 'a' ? 65 : 97)),
  )
const escapes = (text: string, how: (code: number) => string): string =>
  `"${Array.from(text)
    .map((c) => how(c.charCodeAt(0)))
    .join('')}"`

/** Ways in which a short text (the name of a function) is written so that nobody finds it. Each gives an expression. */
export const SPELLINGS: Readonly<Record<string, (text: string, random: Random) => string>> = {
  plain: (text) => quote(text),
  joined: (text, random) => {
    const at = 1 + random.below(text.length - 1)
    return `${quote(text.slice(0, at))}.${quote(text.slice(at))}`
  },
  letters: (text) => Array.from(text).map(quote).join('.'),
  chr: (text) =>
    Array.from(text)
      .map((c) => `chr(${c.charCodeAt(0)})`)
      .join('.'),
  'chr sums': (text, random) =>
    Array.from(text)
      .map((c) => {
        const n = random.below(50)
        return `chr(${c.charCodeAt(0) + n}-${n})`
      })
      .join('.'),
  hex: (text) => escapes(text, (code) => `\\x${code.toString(16).padStart(2, '0')}`),
  octal: (text) => escapes(text, (code) => `\\${code.toString(8)}`),
  base64: (text) => `base64_decode(${quote(latin(text).toString('base64'))})`,
  reversed: (text) => `strrev(${quote(Array.from(text).toReversed().join(''))})`,
  rot13: (text) => `str_rot13(${quote(rot13(text))})`,
  replaced: (text, random) => {
    const noise = `${random.pick(['#', '!', '%', '~'])}${random.below(9)}`
    return `str_replace(${quote(noise)},'',${quote(Array.from(text).join(noise))})`
  },
  indexes: (text) => {
    const alphabet = 'qwertyuiopasdfghjklzxcvbnm_0123456789'
    return `(function(){$k=${quote(alphabet)};return ${Array.from(text)
      .map((c) => `$k[${alphabet.indexOf(c)}]`)
      .join('.')};})()`
  },
  xor: (text, random) => {
    const key = Array.from(text)
      .map(() => String.fromCharCode(33 + random.below(6)))
      .join('')
    const other = Array.from(text)
      .map((c, i) => String.fromCharCode(c.charCodeAt(0) ^ key.charCodeAt(i)))
      .join('')
    return `(${quote(other)}^${quote(key)})`
  },
  not: (text) => `(~${quote(String.fromCharCode(...Array.from(text).map((c) => ~c.charCodeAt(0) & 255)))})`,
  pack: (text) => `pack('H*',${quote(latin(text).toString('hex'))})`,
  hex2bin: (text) => `hex2bin(${quote(latin(text).toString('hex'))})`,
  imploded: (text) => `implode('',array(${Array.from(text).map(quote).join(',')}))`,
  substr: (text) => `substr(${quote(`xx${text}yy`)},2,${text.length})`,
  sprintf: (text) => `sprintf('%s%s',${quote(text.slice(0, 2))},${quote(text.slice(2))})`,
  heredoc: (text) => `trim(<<<'E'\n${text}\nE\n)`,
  urlencoded: (text) =>
    `urldecode(${quote(
      Array.from(text)
        .map((c) => `%${c.charCodeAt(0).toString(16)}`)
        .join(''),
    )})`,
  strtr: (text) => `strtr(${quote(text.replaceAll('s', '#').replaceAll('e', '@'))},'#@','se')`,
  upper: (text) => `strtolower(${quote(text.toUpperCase())})`,
}

/** Ways in which a whole program is hidden behind `eval`. Each gives a program. */
export const LOADERS: Readonly<Record<string, (code: string, random: Random) => string>> = {
  base64: (code) => `eval(base64_decode(${quote(latin(code).toString('base64'))}));`,
  gzinflate: (code) => `eval(gzinflate(base64_decode(${quote(deflateRawSync(latin(code)).toString('base64'))})));`,
  gzuncompress: (code) => `@eval(gzuncompress(base64_decode(${quote(deflateSync(latin(code)).toString('base64'))})));`,
  rot13: (code) =>
    `eval(str_rot13(gzinflate(str_rot13(base64_decode(${quote(latin(rot13(deflateRawSync(latin(rot13(code))).toString('latin1'))).toString('base64'))})))));`,
  reversed: (code) => `$x=${quote(Array.from(code).toReversed().join(''))};eval(strrev($x));`,
  hex: (code) => `eval(${escapes(code, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`)});`,
  xor: (code, random) => {
    const key = random.name()
    const bytes = latin(code).map((byte, index) => byte ^ key.charCodeAt(index % key.length))
    return `$d=base64_decode(${quote(Buffer.from(bytes).toString('base64'))});$k=${quote(key)};$o='';for($i=0;$i<strlen($d);$i++){$o.=$d[$i]^$k[$i%strlen($k)];}eval($o);`
  },
  'regular expression': (code) =>
    `preg_replace('/.*/e',${escapes(code, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`)},'.');`,
  'created function': (code) => `$f=create_function('',base64_decode(${quote(latin(code).toString('base64'))}));$f();`,
  'data address': (code) => `include('data:text/plain;base64,${latin(`<?php ${code}`).toString('base64')}');`,
  parts: (code) => {
    const whole = latin(code).toString('base64')
    const parts = whole.match(/.{1,40}/g) ?? []
    return `$a=array(${parts.map(quote).join(',')});$c='';foreach($a as $p)$c.=$p;eval(base64_decode($c));`
  },
}
