import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readProgram, wantsProgram } from './read-program.ts'

/** Programs as Debian ships them, by package, with the name that the rule has for them. */
const PROGRAMS = {
  'apache2-bin': 'httpd',
  bash: 'bash',
  bind9: 'bind',
  busybox: 'busybox',
  chrony: 'chrony',
  clamav: 'clamav',
  'cups-daemon': 'cups',
  curl: 'curl',
  'dnsmasq-base': 'dnsmasq',
  'dovecot-core': 'dovecot',
  'dropbear-bin': 'dropbear',
  'emacs-nox': 'emacs',
  'erlang-base': 'erlang',
  'exim4-daemon-light': 'exim',
  ffmpeg: 'ffmpeg',
  fish: 'fish',
  freeradius: 'freeradius',
  git: 'git',
  gpg: 'gnupg',
  haproxy: 'haproxy',
  jq: 'jq',
  libarchive13: 'libarchive',
  libcurl4: 'curl',
  libgs10: 'ghostscript',
  'libluajit-5.1-2': 'luajit',
  'libmagickcore-6.q16-6': 'imagemagick',
  libnode108: 'node',
  'libperl5.36': 'perl',
  'libpython3.11': 'python',
  'libruby3.1': 'ruby',
  'libsqlite3-0': 'sqlite',
  libssl3: 'openssl',
  'libtcl8.6': 'tcl',
  libxml2: 'libxml2',
  lighttpd: 'lighttpd',
  'lua5.4': 'lua',
  'mariadb-server-core': 'mariadb',
  memcached: 'memcached',
  mosquitto: 'mosquitto',
  nginx: 'nginx',
  nmap: 'nmap',
  ntpsec: 'ntpsec',
  'openjdk-17-jre-headless': 'openjdk',
  'openssh-server': 'openssh',
  openssl: 'openssl',
  openvpn: 'openvpn',
  'php8.2-cli': 'php',
  postfix: 'postfix',
  'postgresql-15': 'postgresql',
  'proftpd-core': 'proftpd',
  pypy3: 'pypy',
  'python3.11-minimal': 'python',
  'redis-tools': 'redis',
  rsync: 'rsync',
  rustc: 'rust',
  samba: 'samba',
  slapd: 'openldap',
  squid: 'squid',
  'strongswan-charon': 'strongswan',
  stunnel4: 'stunnel',
  sudo: 'sudo',
  tor: 'tor',
  toybox: 'toybox',
  'transmission-daemon': 'transmission',
  unbound: 'unbound',
  'uwsgi-core': 'uwsgi',
  varnish: 'varnish',
  'vim-tiny': 'vim',
  vsftpd: 'vsftpd',
  wget: 'wget',
  'xz-utils': 'xz',
  'zabbix-agent': 'zabbix',
  zlib1g: 'zlib',
  zsh: 'zsh',
} as const

const folder = mkdtempSync(join(tmpdir(), 'veinmind-programs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('programs of Debian are told with the version that their package has', { timeout: 900_000 }, async () => {
  execFileSync('apt-get', ['download', '-qq', ...Object.keys(PROGRAMS)], { cwd: folder, stdio: 'ignore' })
  const wrong: string[] = []
  for (const [name, rule] of Object.entries(PROGRAMS)) {
    const file = readdirSync(folder).find((one) => one.startsWith(`${name}_`)) ?? ''
    const version = upstreamOf(decodeURIComponent(file.split('_')[1] ?? ''))
    const root = join(folder, 'root', name)
    mkdirSync(root, { recursive: true })
    execFileSync('dpkg-deb', ['-x', join(folder, file), root])
    const found = await programsIn(root)
    if (!found.some((one) => one.name === rule && plain(version).startsWith(plain(one.version))))
      wrong.push(`${name} ${version}: ${found.map((one) => `${one.name} ${one.version}`).join(', ')}`)
    rmSync(root, { recursive: true })
  }
  expect(wrong).toEqual([])
})

/** Programs that npm has whole: package, version, name of the rule, and its version. The first is small; the others come with the long tests. */
const OF_NPM = [
  ['sass-embedded-linux-x64', '1.108.2', 'dart', '3.13.7'],
  ['@oven/bun-linux-x64', '1.4.5', 'bun', '1.4.5'],
  ['@deno/linux-x64-glibc', '2.9.6', 'deno', '2.9.6'],
] as const

test('programs of npm are told with their version', async () => {
  for (const [name, version, rule, own] of OF_NPM.slice(0, process.env['VEINMIND_LONG_TESTS'] ? 3 : 1)) {
    const root = join(folder, 'npm', rule)
    mkdirSync(root, { recursive: true })
    execFileSync('npm', ['pack', '--silent', `${name}@${version}`], { cwd: folder, stdio: 'ignore' })
    execFileSync('tar', ['-xzf', join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`), '-C', root])
    expect(await programsIn(root)).toContainEqual(expect.objectContaining({ name: rule, version: own }))
    rmSync(root, { recursive: true })
  }
})

function upstreamOf(version: string): string {
  return version
    .replace(/^\d+:/, '')
    .replace(/^.*\+really/, '')
    .replace(/-[^-]*$/, '')
}

/** `6.9.11-60` and `6.9.11.60`, `10.00.0` and `10.0.0`, `2.1.0~beta3` and `2.1.0-beta3` are one. */
function plain(version: string): string {
  return version.replaceAll(/[~+-]/g, '.').replaceAll(/(?<=^|\.)0+(?=\d)/g, '')
}

async function programsIn(root: string): Promise<readonly { readonly name: string; readonly version: string }[]> {
  const found: { name: string; version: string }[] = []
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const { size, mode } = statSync(path)
    const entryOf = {
      path: path.slice(root.length),
      type: 'file',
      size,
      mode,
      uid: 0,
      gid: 0,
      userName: '',
      groupName: '',
      mtime: 0,
    } as const
    if (!wantsProgram(entryOf)) continue
    const handle = openSync(path, 'r')
    const read = async (position: number, length: number): Promise<Uint8Array> => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - position)))
      readSync(handle, bytes, 0, bytes.length, position)
      return bytes
    }
    for (const reading of await readProgram(entryOf.path, { size, read }))
      if (reading.cataloger === 'programs') found.push(...reading.packages)
  }
  return found
}
