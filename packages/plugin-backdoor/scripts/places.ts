const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
const double = (text: string): string => text.replaceAll('"', '\\"')
/** In cron a percent sign is a line end. */
const cron = (text: string): string => text.replaceAll('%', String.raw`\%`)
const unit = (text: string): string =>
  `/bin/sh -c "${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`

/** Each place that runs a command, and its file with one. */
export const PLANTED: readonly (readonly [path: string, text: (command: string) => string])[] = [
  ['/etc/crontab', (command) => `SHELL=/bin/bash\n*/7 * * * * root ${cron(command)}\n`],
  ['/etc/cron.d/php', (command) => `@reboot root ${cron(command)}\n`],
  ['/var/spool/cron/crontabs/root', (command) => `0-30/10 1,2 * jan-jun MON-FRI ${cron(command)}\n`],
  ['/etc/cron.hourly/0sync', (command) => `#!/bin/bash\n${command}\n`],
  ['/etc/anacrontab', (command) => `1\t5\tcron.daily\t${command}\n`],
  [
    '/var/spool/cron/atjobs/a00001',
    (command) =>
      `#!/bin/sh\n# atrun uid=0\numask 22\nHOME=/root; export HOME\ncd /root || {\n\t echo 'x' >&2\n\t exit 1\n}\n${command}\n`,
  ],
  [
    '/etc/systemd/system/net.service',
    (command) =>
      `[Unit]\nDescription=x\n[Service]\nExecStart=${unit(command)}\n[Install]\nWantedBy=multi-user.target\n`,
  ],
  ['/etc/systemd/system/ssh.service.d/x.conf', (command) => `[Service]\nExecStartPost=-+${unit(command)}\n`],
  ['/etc/systemd/system-generators/gen', (command) => `#!/bin/sh\n${command}\n`],
  ['/etc/rc.local', (command) => `#!/bin/sh -e\n${command}\nexit 0\n`],
  [
    '/etc/init.d/networkd',
    (command) => `#!/bin/sh\ncase "$1" in\n  start)\n    ${command}\n    ;;\n  stop) ;;\nesac\n`,
  ],
  ['/etc/inittab', (command) => `x:2345:respawn:${command}\n`],
  ['/root/.bashrc', (command) => `# ~/.bashrc\nif [ -n "$PS1" ]; then\n  :\nfi\n${command}\n`],
  ['/home/app/.zshrc', (command) => `export EDITOR=vi\n${command}\n`],
  ['/etc/profile.d/lang.sh', (command) => `${command}\n`],
  ['/root/.config/fish/config.fish', (command) => `bash -c ${quote(command)}\n`],
  ['/root/.cshrc', (command) => `sh -c ${quote(command)}\n`],
  ['/etc/pam.d/sshd', (command) => `session optional pam_exec.so quiet /bin/sh -c ${quote(command)}\n`],
  ['/root/.ssh/rc', (command) => `${command}\n`],
  [
    '/root/.ssh/authorized_keys',
    (command) =>
      `command="${double(command)}" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKmWqZ3v0Q2vVw9bC1XcJmQxR5pT7uYhNnLqZaEbGdFs a@b\n`,
  ],
  ['/etc/hosts.allow', (command) => `ALL: ALL: spawn (${command}) &\n`],
  [
    '/etc/xinetd.d/x',
    (command) => `service x\n{\n  socket_type = stream\n  server = /bin/sh\n  server_args = -c ${quote(command)}\n}\n`,
  ],
  [
    '/etc/udev/rules.d/70-x.rules',
    (command) => `ACTION=="add", SUBSYSTEM=="net", RUN+="/bin/sh -c ${double(quote(command))}"\n`,
  ],
  ['/etc/update-motd.d/99-info', (command) => `#!/bin/sh\n${command}\n`],
  ['/etc/apt/apt.conf.d/99x', (command) => `APT::Update::Pre-Invoke {"${double(command)}";};\n`],
  ['/etc/NetworkManager/dispatcher.d/01-x', (command) => `#!/bin/bash\n${command}\n`],
  ['/usr/lib/python3/dist-packages/x.pth', (command) => `import os; os.system(${JSON.stringify(command)})\n`],
  [
    '/usr/lib/python3.11/sitecustomize.py',
    (command) => `import subprocess\nsubprocess.Popen(${JSON.stringify(command)}, shell=True)\n`,
  ],
  ['/srv/app/.git/hooks/post-checkout', (command) => `#!/bin/sh\n${command}\n`],
  ['/etc/logrotate.d/x', (command) => `/var/log/x {\n  postrotate\n    ${command}\n  endscript\n}\n`],
]
