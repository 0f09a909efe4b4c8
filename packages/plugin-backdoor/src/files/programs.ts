import { baseName, content, defineInspector, digest, mib, option } from '@veinmind/sdk'
import type { Digests, Inspector, OptionSpec, OptionSpecs } from '@veinmind/sdk'

/** A program or library that logins and what shows intruders depend on. */
export interface KeyProgram {
  readonly digests: Digests
  readonly mode: number
}

const DIGESTS = ['md5', 'sha1', 'sha256'] as const

const PROGRAMS = new Set(
  (
    'sshd ssh ssh-agent sshd-session sshd-auth su sudo login agetty getty passwd chpasswd newgrp gpasswd chsh chfn runuser doas pkexec unix_chkpwd ' +
    'ps ls top htop netstat ss lsof ip ifconfig find du df who w last lastlog pstree pgrep pkill kill killall pidof fuser md5sum sha256sum ' +
    'cat grep crontab cron crond atd bash sh dash ash zsh busybox systemd init systemctl ldd ld.so ldconfig lsmod insmod kmod curl wget ' +
    'dpkg apt apt-get rpm dnf yum apk rsyslogd auditd auditctl id env git python3 perl nginx apache2 httpd inetd xinetd in.telnetd ftpd ' +
    // What distributions have behind links of these names: a file that only the link's name asks for takes a second look at its layer.
    'killall5 w.procps dnf-3 dnf5 coreutils toybox'
  ).split(' '),
)
const PYTHON = /^python3\.\d{1,3}$/
const LIBRARIES =
  /^(?:libc[.-]|libc-\d|ld-linux|ld-musl|ld-2|libkeyutils\.so|libpam(?:c|_misc)?\.so|pam_\w+\.so|liblzma\.so|libcrypt[.-]|libcrypto\.so|libssl\.so|libselinux\.so|libnss_\w+[.-]|libsystemd\.so|libproc2?[.-]|libaudit\.so|libgssapi_krb5\.so|libwrap\.so|libdl[.-]|libpthread[.-])/
const FOLDER = /^(?:\/usr(?:\/local)?)?\/(?:s?bin|lib(?:32|64|exec|x32)?)\//

/** Whether a changed copy of this program could let an intruder in, or hide one. */
export function isKeyProgram(path: string): boolean {
  if (!FOLDER.test(path)) return false
  const name = baseName(path)
  if (name.endsWith('.pc') || path.includes('/apt/methods/')) return false
  return PROGRAMS.has(name) || PYTHON.test(name) || LIBRARIES.test(name)
}

/** The option of the plugin that says whose files are held against their packages. */
export interface VerifyOptions extends OptionSpecs {
  readonly verify: OptionSpec<'key' | 'all'>
}

export const VERIFY: VerifyOptions = {
  verify: option.choice('which files of packages are held against their digests', ['key', 'all'], { default: 'key' }),
}

export const keyPrograms: Inspector<KeyProgram, VerifyOptions> = defineInspector<KeyProgram, VerifyOptions>({
  id: 'key-programs',
  version: 2,
  options: VERIFY,
  wants: ({ type, path }, { options }) =>
    type === 'file' && (options.verify === 'all' || isKeyProgram(path)) && digest(DIGESTS),
  inspect: ({ entry: { mode }, digests }) => ({ digests, mode }),
})

/** A file that is, or passes for, the SSH server; or a library of xz. */
export interface OddProgram {
  readonly rule: string
  readonly evidence: string
  readonly digests: Digests
}

/** Programs that PAM lets root through without a password. */
const ROOT_OK = new Set([
  'su',
  'chsh',
  'chfn',
  'runuser',
  'useradd',
  'userdel',
  'usermod',
  'groupadd',
  'groupdel',
  'groupmod',
  'su-l',
  'runuser-l',
  'newusers',
  'chpasswd',
])
const SSHD = /^(?:\/usr(?:\/local)?)?\/s?bin\/sshd$|^\/usr\/lib\/openssh\/sshd$/
const SERVER_MARK = 'sshd_config'
/** The beginning of the function that the release files of xz 5.6.0 and 5.6.1 were given (CVE-2024-3094). */
const XZ_FUNCTION = Buffer.from('f30f1efa554889f54c89ce5389fb81e7000000804883ec28488954241848894c2410', 'hex')

/** The SSH server, and the library of xz. */
export const oddPrograms: Inspector<OddProgram> = defineInspector<OddProgram>({
  id: 'odd-programs',
  version: 1,
  offered: { types: ['file'], paths: ['sshd', 'liblzma.so'] },
  wants: ({ type, path }) =>
    type === 'file' &&
    (SSHD.test(path) || baseName(path).startsWith('liblzma.so')) &&
    content({ max: mib(4), over: 'head', digests: DIGESTS }),
  inspect({ entry: { path }, bytes, digests }) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    if (!SSHD.test(path)) return text.includes(XZ_FUNCTION) ? { rule: 'BACK-221', evidence: path, digests } : undefined
    const isProgram = text.subarray(0, 4).toString('latin1') === '\u007FELF'
    return isProgram || text.length === 0 ? undefined : { rule: 'BACK-045', evidence: firstLine(text), digests }
  },
})

/** The SSH server under another name. It is an inspector of its own, since a link is shown only to those that did not see its end. */
export const disguisedServers: Inspector<OddProgram> = defineInspector<OddProgram>({
  id: 'disguised-servers',
  version: 1,
  wants: ({ type, path }) =>
    type === 'file' &&
    ROOT_OK.has(baseName(path)) &&
    !/^\/(?:etc|var|usr\/share|proc|sys)\//.test(path) &&
    content({ max: mib(8), over: 'head', digests: DIGESTS }),
  inspect({ entry: { path }, bytes, digests }) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    return text.includes(SERVER_MARK) ? { rule: 'BACK-046', evidence: path, digests } : undefined
  },
})

function firstLine(text: Buffer): string {
  return (
    text
      .subarray(0, 200)
      .toString('latin1')
      .split('\n', 1)[0]
      ?.replaceAll(/[^\u0020-\u007E]/g, '.') ?? ''
  )
}
