import { baseName } from './programs.ts'
import type { Ran } from './model.ts'

export interface Download {
  readonly url: string
  /** The file that it is written to; undefined for the standard output. */
  readonly path?: string
}

/** What a command fetches from elsewhere, and where it puts it. */
export function downloadOf(ran: Ran): Download | undefined {
  const { name, args } = ran
  const url = args.find((word) => /^(?:https?|ftps?|tftp|telnet|gopher|dict):\/\//i.test(word)) ?? ''
  if (name === 'curl' || name === 'curl.real') return curl(args, url)
  if (name === 'wget' || name === 'wget2') return wget(args, url)
  if (name === 'fetch' || name === 'aria2c' || name === 'axel') {
    const at = args.findIndex((word) => word === '-o')
    const path = args[at + 1]
    return at !== -1 && path !== '-' && path !== undefined ? { url, path } : { url, ...fileOf(url) }
  }
  if (/^(?:lwp-request|lwp-download|GET|http|https|xh|links|elinks|lynx|w3m|wcurl)$/.test(name) && args.length > 0) {
    const toFile = name === 'lwp-download' || name === 'wcurl'
    return { url: url || (args.at(-1) ?? ''), ...(toFile ? fileOf(url) : {}) }
  }
  if (
    /^(?:dig|drill|nslookup|host|kdig)$/.test(name) &&
    args.some((word) => /^txt$|^-t(?:ype)?=?(?:txt)?$|^-q(?:uery(?:type)?)?=txt$/i.test(word))
  ) {
    return {
      url: `dns:${args.find((word) => word.includes('.') && !word.startsWith('@') && !word.startsWith('-')) ?? ''}`,
    }
  }
  if (/^(?:scp|rsync|sftp|tftp|ftpget|ftp)$/.test(name) && args.length > 1) {
    const target = args.at(-1) ?? ''
    return args.some((word) => /^[\w.@-]+:/.test(word)) || name === 'ftpget'
      ? { url: args.join(' '), path: target }
      : undefined
  }
  if (name === 'aws' || name === 'gsutil') {
    const at = args.findIndex((word) => /^(?:s3|gs):\/\//.test(word))
    const to = args[at + 1]
    return at === -1 || to === undefined || /^(?:s3|gs):/.test(to)
      ? undefined
      : { url: args[at] ?? '', ...(to === '-' ? {} : { path: to }) }
  }
  return undefined
}

function curl(args: readonly string[], url: string): Download | undefined {
  let path: string | undefined
  for (const [index, word] of args.entries()) {
    const [, joined] = /^--output=(.+)$/.exec(word) ?? /^-o(.+)$/.exec(word) ?? []
    if (joined !== undefined) path = joined
    else if (/^-[a-zA-Z]*o$/.test(word) || word === '--output') path = args[index + 1]
    else if (/^-[a-zA-Z]*O[a-zA-Z]*$/.test(word) || word === '--remote-name') path = fileOf(url).path
  }
  const address = url || (args.findLast((word) => !word.startsWith('-') && word !== path) ?? '')
  if (address === '') return undefined
  return { url: address, ...(path === undefined || path === '-' ? {} : { path }) }
}

function wget(args: readonly string[], url: string): Download | undefined {
  let path: string | undefined
  let folder = ''
  for (const [index, word] of args.entries()) {
    const [, joined] = /^--output-document=(.+)$/.exec(word) ?? /^-[a-zA-NP-Z]*O(.+)$/.exec(word) ?? []
    if (joined !== undefined) path = joined
    else if (/^-[a-zA-Z]*O$/.test(word) || word === '--output-document') path = args[index + 1]
    else if (word === '-P') folder = `${args[index + 1] ?? '.'}/`
    else if (/^(?:-P.|--directory-prefix=)/.test(word)) folder = `${word.replace(/^(?:-P|--directory-prefix=)/, '')}/`
  }
  const address = url || (args.findLast((word) => !word.startsWith('-') && word !== path) ?? '')
  if (address === '') return undefined
  if (path === '-' || path === '/dev/stdout') return { url: address }
  const { path: named } = fileOf(address)
  return { url: address, path: path ?? `${folder}${named ?? 'index.html'}` }
}

function fileOf(url: string): { readonly path?: string } {
  const name = baseName(url.replace(/[?#].*$/s, ''))
  return name === '' ? {} : { path: name }
}
