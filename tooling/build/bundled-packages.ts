import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A package that is in a bundle. */
export interface BundledPackage {
  readonly name: string
  readonly version: string
  /** SPDX expression. */
  readonly licence: string
  readonly homepage?: string
  readonly folder: string
}

/** The packages that modules belong to, by their paths; sorted. */
export function bundledPackages(modules: readonly string[]): BundledPackage[] {
  const paths = modules.map((id) => id.replace(/^\0+/, '').replace(/\?.*$/, '')).filter((id) => existsSync(id))
  const folders = new Set(paths.map((path) => folderOf(dirname(path))))
  const found = [...folders].map(packageAt)
  const byKey = new Map(found.map((each) => [`${each.name}@${each.version}`, each]))
  return [...byKey.values()].toSorted((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1,
  )
}

/** The package in a folder. */
export function packageAt(folder: string): BundledPackage {
  const { name, version, license, licenses, homepage } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as {
    readonly name: string
    readonly version: string
    readonly license?: string | { readonly type: string }
    readonly licenses?: readonly { readonly type: string }[]
    readonly homepage?: string
  }
  const licence =
    typeof license === 'string' ? license : (license?.type ?? licenses?.map(({ type }) => type).join(' OR '))
  if (!licence) throw new Error(`${folder}: its package.json names no licence`)
  return { name, version, licence, ...(homepage === undefined ? {} : { homepage }), folder }
}

/** The licences of the packages of others, each with its text. */
export function licencesOf(packages: readonly BundledPackage[]): string {
  const others = packages.filter(({ name }) => !name.startsWith('@veinmind/'))
  const head = `This program contains ${others.length} packages of others. What each is licensed under follows.\n`
  return [head, ...others.map((each) => `${each.name} ${each.version}: ${each.licence}\n\n${textOf(each)}\n`)].join(
    `\n${'-'.repeat(80)}\n\n`,
  )
}

function textOf({ folder, licence }: BundledPackage): string {
  const name = readdirSync(folder).find((each) => /^(?:licen[cs]e|copying)(?:[.-].*)?$/i.test(each))
  return name === undefined
    ? `(its package has no text of the licence ${licence})`
    : readFileSync(join(folder, name), 'utf8').trim()
}

/** The nearest folder with a package.json that names a package. */
function folderOf(folder: string): string {
  const path = join(folder, 'package.json')
  if (existsSync(path) && 'version' in (JSON.parse(readFileSync(path, 'utf8')) as object)) return folder
  if (dirname(folder) === folder) throw new Error('a module that belongs to no package')
  return folderOf(dirname(folder))
}
