import * as code from '../readers/code.ts'
import * as cron from '../readers/cron.ts'
import * as hooks from '../readers/hooks.ts'
import * as linker from '../readers/linker.ts'
import { readPam } from '../readers/pam.ts'
import type { Reader } from '../readers/reading.ts'
import * as scripts from '../readers/scripts.ts'
import * as services from '../readers/services.ts'
import { readAuthorizedKeys, readSshdConfig } from '../readers/ssh.ts'
import { readUnit } from '../readers/systemd.ts'

/** Files that something reads or runs by itself, and what they are read with. */
export interface Place {
  readonly name: string
  readonly path: RegExp
  readonly read: Reader
}

const HOME = String.raw`(?:/root|/home/[^/]+|/var/lib/[^/]+|/var/www|/etc/skel|)`
const UNIT = String.raw`[^/]+\.(?:service|timer|socket|path|mount|automount|swap|target|slice|scope)`

/** The first whose path fits counts. */
export const PLACES: readonly Place[] = [
  { name: 'preloaded libraries', path: /^\/etc\/ld\.so\.preload$/, read: linker.readPreload },
  {
    name: 'folders of libraries',
    path: /^\/etc\/(?:ld\.so\.conf(?:\.d\/[^/]+\.conf)?|ld-musl-\w+\.path)$/,
    read: linker.readLinkerFolders,
  },
  {
    name: 'environment',
    path: new RegExp(
      String.raw`^/etc/(?:environment(?:\.d/[^/]+)?|default/[^/]+|sysconfig/[^/]+|conf\.d/(?!local\.start)[^/]+|security/pam_env\.conf|locale\.conf)$|^${HOME}/(?:\.pam_environment|\.ssh/environment|\.config/environment\.d/[^/]+)$`,
    ),
    read: linker.readEnvironment,
  },
  { name: 'crontab', path: /^\/etc\/(?:crontab|cron\.d\/[^/]+)$/, read: cron.readSystemCrontab },
  {
    name: 'crontab of a user',
    path: /^\/(?:var\/spool\/cron\/(?:crontabs\/|tabs\/)?[^/.][^/]*|var\/spool\/fcron\/[^/]+|etc\/crontabs\/[^/]+|var\/cron\/tabs\/[^/]+)$/,
    read: cron.readUserCrontab,
  },
  { name: 'anacrontab', path: /^\/etc\/anacrontab$/, read: cron.readAnacrontab },
  {
    name: 'script of cron',
    path: /^\/etc\/(?:cron\.(?:hourly|daily|weekly|monthly|yearly)|periodic\/[^/]+)\/[^/]+$/,
    read: scripts.readPlainScript,
  },
  { name: 'job of at', path: /^\/var\/spool\/(?:cron\/)?at(?:jobs|spool)?\/[^/.][^/]*$/, read: cron.readAtJob },
  { name: 'incron', path: /^\/(?:etc\/incron\.d|var\/spool\/incron)\/[^/]+$/, read: cron.readIncron },
  {
    name: 'unit of systemd',
    path: new RegExp(
      String.raw`^(?:/etc|/run|/usr/lib|/lib|/usr/local/lib|/usr/share)/systemd/(?:system|user)/(?:${UNIT}|[^/]+\.d/[^/]+\.conf|[^/]+\.(?:wants|requires)/[^/]+)$|^/etc/systemd/(?:system|user)\.conf$|^${HOME}/(?:\.config|\.local/share)/systemd/user/(?:${UNIT}|[^/]+\.d/[^/]+\.conf|[^/]+\.(?:wants|requires)/[^/]+)$`,
    ),
    read: readUnit,
  },
  {
    name: 'generator of systemd',
    path: /^\/(?:etc|run|usr\/lib|lib|usr\/local\/lib)\/systemd\/(?:system|user)-(?:environment-)?(?:generators|shutdown|sleep|preset)\/[^/]+$/,
    read: scripts.readScript,
  },
  {
    name: 'start script',
    path: /^\/(?:etc\/(?:rc|rc\.local|init\.d\/[^/]+|rc\.d\/.+|rc[0-6S]\.d\/[^/]+|local\.d\/[^/]+\.(?:start|stop)|conf\.d\/local\.start|boot\.d\/[^/]+|runlevels\/[^/]+\/[^/]+|sv\/[^/]+\/run|service\/[^/]+\/run|services\.d\/[^/]+\/(?:run|finish)|cont-init\.d\/[^/]+|s6-overlay\/.+\/(?:run|up))|usr\/local\/etc\/rc(?:\.local|\.d\/[^/]+)|var\/lib\/cloud\/scripts\/[^/]+\/[^/]+)$/,
    read: scripts.readScript,
  },
  { name: 'inittab', path: /^\/etc\/inittab$/, read: scripts.readInittab },
  { name: 'job of upstart', path: /^\/etc\/init\/[^/]+\.(?:conf|override)$/, read: scripts.readUpstart },
  {
    name: 'start file of a shell',
    path: new RegExp(
      String.raw`^/etc/(?:profile|bash\.bashrc|bash\.bash_logout|bashrc|\.bashrc|profile\.d/[^/]+\.sh|zsh/[^/]+|zshrc|zshenv|zprofile|zlogin|ksh\.kshrc|mkshrc|suid_profile|bash_completion\.d/[^/]+)$|^${HOME}/\.(?:bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|zlogout|kshrc|mkshrc|shrc|ashrc|xinitrc|xsession|xprofile|xsessionrc|inputrc)$|^${HOME}/\.bashrc\.d/[^/]+$`,
    ),
    read: scripts.readShellStart,
  },
  {
    name: 'start file of csh',
    path: new RegExp(
      String.raw`^/etc/(?:csh\.(?:cshrc|login|logout)|profile\.d/[^/]+\.csh)$|^${HOME}/\.(?:cshrc|tcshrc|login|logout)$`,
    ),
    read: scripts.readCshStart,
  },
  {
    name: 'start file of fish',
    path: new RegExp(
      String.raw`^/etc/fish/(?:config\.fish|conf\.d/[^/]+)$|^${HOME}/\.config/fish/(?:config\.fish|conf\.d/[^/]+\.fish|functions/[^/]+\.fish)$`,
    ),
    read: scripts.readFishStart,
  },
  { name: 'other file of a profile', path: /^\/etc\/profile\.d\/[^/]+$/, read: scripts.readShellStart },
  { name: 'PAM', path: /^\/etc\/pam\.(?:conf|d\/[^/]+)$|^\/usr\/lib\/pam\.d\/[^/]+$/, read: readPam },
  {
    name: 'sshd',
    path: /^\/(?:usr\/local\/)?etc\/ssh\/sshd_config(?:\.d\/[^/]+)?$|^\/etc\/sshd_config$/,
    read: readSshdConfig,
  },
  {
    name: 'keys for ssh',
    path: new RegExp(
      String.raw`^${HOME}/\.ssh/authorized_keys2?$|^/etc/ssh/(?:.*/)?authorized_keys[^/]*(?:/[^/]+)?$|^/etc/dropbear/authorized_keys$`,
    ),
    read: readAuthorizedKeys,
  },
  { name: 'rc of ssh', path: new RegExp(String.raw`^${HOME}/\.ssh/rc$|^/etc/ssh/sshrc$`), read: scripts.readScript },
  { name: 'tcp wrapper', path: /^\/etc\/hosts\.(?:allow|deny)$/, read: services.readTcpWrapper },
  { name: 'inetd', path: /^\/etc\/(?:inetd\.conf|inet\.d\/[^/]+|inetd\.d\/[^/]+)$/, read: services.readInetd },
  { name: 'xinetd', path: /^\/etc\/xinetd\.(?:conf|d\/[^/]+)$/, read: services.readXinetd },
  {
    name: 'udev',
    path: /^\/(?:etc|run|usr\/lib|lib|usr\/local\/lib)\/udev\/rules\.d\/[^/]+\.rules$/,
    read: hooks.readUdev,
  },
  {
    name: 'message of the day',
    path: /^\/(?:etc\/update-motd\.d|usr\/lib\/update-motd\.d)\/[^/]+$/,
    read: scripts.readPlainScript,
  },
  { name: 'hook of apt', path: /^\/etc\/apt\/apt\.conf(?:\.d\/[^/]+)?$/, read: hooks.readAptConf },
  {
    name: 'hook of dpkg',
    path: /^\/etc\/dpkg\/dpkg\.cfg(?:\.d\/[^/]+)?$|^\/root\/\.dpkg\.cfg$/,
    read: hooks.readDpkgCfg,
  },
  {
    name: 'plugin of dnf or yum',
    path: /^\/usr\/(?:lib\/yum-plugins|share\/yum-plugins|lib\/python[\d.]+\/site-packages\/dnf-plugins)\/[^/]+\.py$/,
    read: code.readSiteCustomize,
  },
  {
    name: 'action of dnf',
    path: /^\/etc\/dnf\/(?:plugins\/post-transaction-actions\.d|libdnf5-plugins\/actions\.d)\/[^/]+\.actions?$/,
    read: hooks.readDnfAction,
  },
  { name: 'hook of apk', path: /^\/etc\/apk\/commit_hooks\.d\/[^/]+$/, read: scripts.readScript },
  {
    name: 'hook of a program',
    path: new RegExp(
      String.raw`^/(?:etc|usr/share)/(?:pacman\.d/hooks|libalpm/hooks)/[^/]+\.hook$|^/etc/xdg/autostart/[^/]+\.desktop$|^${HOME}/\.config/autostart/[^/]+\.desktop$|^/usr/share/dbus-1/(?:system-)?services/[^/]+\.service$`,
    ),
    read: hooks.readExecSetting,
  },
  {
    name: 'mail aliases',
    path: new RegExp(String.raw`^/etc/(?:mail/)?aliases$|^${HOME}/\.(?:forward|procmailrc)$`),
    read: hooks.readMailAliases,
  },
  {
    name: 'hook of a service',
    path: /^\/etc\/(?:rsyslog\.(?:conf|d\/[^/]+)|snmp\/snmpd\.(?:local\.)?conf(?:\.d\/[^/]+)?)$/,
    read: hooks.readServiceHook,
  },
  { name: 'kernel modules', path: /^\/(?:etc|run|usr\/lib|lib)\/modprobe\.d\/[^/]+\.conf$/, read: hooks.readModprobe },
  { name: 'logrotate', path: /^\/etc\/logrotate\.(?:conf|d\/[^/]+)$/, read: hooks.readLogrotate },
  {
    name: 'hook of the network',
    path: /^\/etc\/(?:NetworkManager\/dispatcher\.d\/(?:[^/]+\/)?[^/]+|network\/if-(?:pre-up|up|down|post-down)\.d\/[^/]+|dhcp\/dhclient-(?:enter|exit)-hooks(?:\.d\/[^/]+)?|ppp\/ip-(?:up|down)(?:\.d\/[^/]+)?|networkd-dispatcher\/[^/]+\/[^/]+|acpi\/[^/]+\.sh|pm\/[^/]+\.d\/[^/]+|X11\/Xsession\.d\/[^/]+|initramfs-tools\/(?:hooks|scripts\/[^/]+)\/[^/]+|kernel\/(?:postinst|postrm|preinst|prerm)\.d\/[^/]+)$/,
    read: scripts.readScript,
  },
  { name: 'start of Python', path: /\/(?:site|dist)-packages\/[^/]+\.pth$/, read: code.readPth },
  {
    name: 'start of Python',
    path: /\/python[\d.]*\/(?:(?:site|dist)-packages\/)?(?:site|user)customize\.py$|\/(?:site|user)customize\.py$/,
    read: code.readSiteCustomize,
  },
  {
    name: 'hook of git',
    path: /\/(?:\.git|[^/]+\.git)\/hooks\/[^/]+$|^\/usr\/share\/git-core\/templates\/hooks\/[^/]+$/,
    read: code.readGitHook,
  },
  {
    name: 'settings of git',
    path: new RegExp(String.raw`/\.git/config$|^/etc/gitconfig$|^${HOME}/\.(?:gitconfig|config/git/config)$`),
    read: code.readGitConfig,
  },
  {
    name: 'web server',
    path: /^\/(?:etc|usr\/local)\/(?:apache2|httpd|nginx|php[\w.-]*|angie|openresty)\/(?:.+\/)?[^/]+\.(?:conf|load|ini)$|^\/usr\/local\/etc\/php(?:-fpm\.d|\/conf\.d)?\/[^/]+\.(?:conf|ini)$|^\/etc\/php\.(?:ini|d\/[^/]+\.ini)$|\/\.user\.ini$/,
    read: code.readWebServer,
  },
]

/** A quick first test: whether a path can be one of a place at all. */
const MAYBE =
  /^\/(?:etc|run|root|home|var\/(?:spool|cron|lib|www)|lib\/(?:systemd|udev|modprobe\.d)|usr\/(?:lib\/(?:systemd|udev|pam\.d|modprobe\.d|update-motd\.d|yum-plugins)|local\/(?:etc|lib\/(?:systemd|udev)|apache2|nginx|httpd|php)|share\/(?:systemd|yum-plugins|libalpm|dbus-1|git-core)))\/|\/\.git\/|\.git\/hooks\/|\.pth$|customize\.py$|\/\.user\.ini$|-plugins\/[^/]+\.py$|^\/\./

export function placeOf(path: string): Place | undefined {
  return MAYBE.test(path) ? PLACES.find((place) => place.path.test(path)) : undefined
}
