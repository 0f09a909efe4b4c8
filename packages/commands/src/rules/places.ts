/** A file that is read or run later; the first whose path fits counts. */
export interface WrittenPlace {
  readonly rule: string
  readonly path: RegExp
  /** What must be written. */
  readonly holds?: RegExp
}

const HOME = String.raw`(?:~\w*|\$HOME|\$\{HOME\}|/root|/home/[^/]+|/var/lib/[^/]+|/etc/skel|\.)?`

export const WRITES: readonly WrittenPlace[] = [
  { rule: 'CMD-060', path: /^\/etc\/ld\.so\.preload$/ },
  { rule: 'CMD-061', path: /^\/etc\/environment$/, holds: /LD_(?:PRELOAD|AUDIT)=/ },
  {
    rule: 'CMD-062',
    path: /^\/(?:etc\/(?:cron(?:tab|\.[\w-]+\/.+)|anacrontab|crontabs\/.+|periodic\/.+)|var\/spool\/(?:cron|fcron|incron)\/.+|etc\/incron\.d\/.+)$/,
  },
  { rule: 'CMD-063', path: /^\/var\/spool\/(?:at|cron\/atjobs)\// },
  {
    rule: 'CMD-064',
    path: /(?:^\/(?:etc|lib|usr\/lib|run|usr\/local\/lib)\/systemd\/|\/\.config\/systemd\/user\/|\/\.local\/share\/systemd\/user\/).+/,
  },
  {
    rule: 'CMD-065',
    path: /^\/etc\/(?:rc\.local|rc\.d\/.+|rc\d?\.d\/.+|init\.d\/.+|inittab|init\/.+|conf\.d\/local\.start|local\.d\/.+|xinetd\.d\/.+|inetd\.conf|xdg\/autostart\/.+)$/,
  },
  { rule: 'CMD-065', path: /\/\.config\/autostart\/.+/ },
  {
    rule: 'CMD-066',
    path: new RegExp(
      String.raw`^${HOME}/?\.(?:bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|zlogout|kshrc|mkshrc|cshrc|tcshrc|login|config/fish/.+|xinitrc|xsession|xprofile)$`,
    ),
  },
  {
    rule: 'CMD-066',
    path: /^\/etc\/(?:profile|bash\.bashrc|bashrc|profile\.d\/.+|zsh\/.+|zshrc|zshenv|zprofile|csh\.\w+|fish\/.+|ksh\.kshrc|environment)$/,
  },
  { rule: 'CMD-069', path: /(?:\/\.ssh\/|^\/etc\/ssh\/.*)authorized_keys\d?$/ },
  {
    rule: 'CMD-070',
    path: /^\/etc\/(?:passwd|shadow)$/,
    holds: /(?:^|[\s'"])(?!root:)[\w.-]{1,32}:[^:\s]{0,200}:0+:\d/,
  },
  { rule: 'CMD-071', path: /^\/etc\/(?:sudoers(?:\.d\/.+)?|doas\.conf)$/ },
  { rule: 'CMD-072', path: /^\/etc\/pam\.(?:d\/.+|conf)$|\/security\/pam_\w+\.so$/ },
  { rule: 'CMD-074', path: /^\/etc\/(?:modules(?:-load\.d\/.+)?|modprobe\.d\/.+)$|^\/lib\/modules\/.+\.ko/ },
  {
    rule: 'CMD-075',
    path: /^\/(?:etc|lib|usr\/lib|run)\/udev\/rules\.d\/.+|^\/etc\/update-motd\.d\/.+|^\/etc\/(?:apt\/apt\.conf(?:\.d\/.+)?|dpkg\/dpkg\.cfg\.d\/.+|yum\/pluginconf\.d\/.+|NetworkManager\/dispatcher\.d\/.+|network\/if-\w+\.d\/.+|dhcp\/.+-hooks\.d\/.+|ppp\/ip-(?:up|down)\.d\/.+)$/,
    holds:
      /RUN\+?=|Invoke|pre-invoke|post-invoke|enabled|#!|\b(?:curl|wget|nc|bash|sh|python\d?|perl)\b|\/tmp\/|\/dev\/shm\//,
  },
  { rule: 'CMD-076', path: /\/(?:site|dist)-packages\/[^/]+\.pth$|\/(?:sitecustomize|usercustomize)\.py$/ },
  { rule: 'CMD-077', path: /(?:^|\/)\.git\/hooks\/[\w-]+$/ },
  {
    rule: 'CMD-084',
    path: /^\/etc\/ssh\/sshd_config(?:\.d\/.+)?$/,
    holds: /AuthorizedKeysCommand\s|PermitRootLogin\s+yes|PermitEmptyPasswords\s+yes|GatewayPorts\s+yes/i,
  },
]
