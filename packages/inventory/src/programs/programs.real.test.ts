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
  libarchive13: 'libarchive',
  libcurl4: 'curl',
  libnode108: 'node',
  'libperl5.36': 'perl',
  'libpython3.11': 'python',
  'libsqlite3-0': 'sqlite',
  libssl3: 'openssl',
  'libtcl8.6': 'tcl',
  lighttpd: 'lighttpd',
  'lua5.4': 'lua',
  'mariadb-server-core': 'mariadb',
  memcached: 'memcached',
  mosquitto: 'mosquitto',
  nginx: 'nginx',
  nmap: 'nmap',
  ntpsec: 'ntpsec',
  'openssh-server': 'openssh',
  openssl: 'openssl',
  openvpn: 'openvpn',
  'php8.2-cli': 'php',
  postfix: 'postfix',
  'postgresql-15': 'postgresql',
  'proftpd-core': 'proftpd',
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
  'transmission-daemon': 'transmission',
  unbound: 'unbound',
  varnish: 'varnish',
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
    if (!found.some((one) => one.name === rule && version.startsWith(one.version)))
      wrong.push(`${name} ${version}: ${found.map((one) => `${one.name} ${one.version}`).join(', ')}`)
    rmSync(root, { recursive: true })
  }
  expect(wrong).toEqual([])
})

function upstreamOf(version: string): string {
  return version.replace(/^\d+:/, '').replace(/-[^-]*$/, '')
}

async function programsIn(root: string): Promise<readonly { readonly name: string; readonly version: string }[]> {
  const found: { name: string; version: string }[] = []
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const { size, mode } = statSync(path)
    const plain = {
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
    if (!wantsProgram(plain)) continue
    const handle = openSync(path, 'r')
    const read = async (position: number, length: number): Promise<Uint8Array> => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - position)))
      readSync(handle, bytes, 0, bytes.length, position)
      return bytes
    }
    for (const reading of await readProgram(plain.path, { size, read }))
      if (reading.cataloger === 'programs') found.push(...reading.packages)
  }
  return found
}
