import { baseName } from '@veinmind/sdk'

/** Folders that everybody may write to, and that are emptied: no package puts a program there. */
export const TEMPORARY: RegExp =
  /^\/(?:tmp|var\/tmp|dev|dev\/shm|run\/shm|run\/lock|var\/lock|var\/spool\/cron|proc|sys|lost\+found)\//

/** A name that lists do not show, or that looks like another (three dots, a space at its end). */
export const HIDDEN: RegExp = /(?:^|\/)(?:\.[^/.][^/]*$|\.{3,}\/|\. \/|\.\. \/| +\/|[^/]* +$|\.{3,}$)/

/** Names of threads of the kernel, in the brackets that lists of processes show them in. */
const THREAD =
  /^\[[a-z][\w/:.-]{1,40}\]$|^(?:kworker|ksoftirqd|migration|rcu_(?:sched|bh)|kthrotld|kswapd|watchdog|kdevtmpfs|kintegrityd|scsi_eh_)[/\d:][\w:/-]*$/

/** Programs of a system, each with the folders that it is in. */
const SYSTEM =
  /^(?:sshd|systemd|systemd-(?:journald|logind|udevd|resolved|networkd|timesyncd)|crond?|anacron|atd|rsyslogd|syslogd|dbus-daemon|init|login|agetty|getty|udevd|auditd|chronyd|ntpd|dhclient|NetworkManager|polkitd|irqbalance|containerd-shim|dockerd|kubelet|java|nginx|httpd|apache2|bash|sh|ps|ls|top|netstat|ss|lsof|kthreadd|ksoftirqd|kworker|kswapd0|khugepaged|kauditd)$/
const SYSTEM_PLACES =
  /^\/(?:usr\/(?:local\/)?)?(?:s?bin|libexec|lib\d{0,2})\/|^\/(?:opt|srv|app|nix|snap|gnu|busybox|bin|sbin|usr\/local|usr\/share|usr\/games|layers|cnb|workspace|kaniko|home\/linuxbrew|root\/\.(?:sdkman|jenv|asdf|nvm|local))\/|\/s?bin\/|^\/init$|\/(?:jdk|jre|jvm|java|node|conda|site-packages|vendor|rootfs)[^/]*\//

/** What a file pretends to be by its name: a thread of the kernel, or a program of the system in a place where that is not. */
export function masqueradeOf(path: string): string | undefined {
  const name = baseName(path)
  if (THREAD.test(name)) return 'a thread of the kernel'
  return SYSTEM.test(name) && !SYSTEM_PLACES.test(path) ? 'a program of the system' : undefined
}

/** Names of pictures, documents and the like, which no program has. */
export const PICTURE: RegExp =
  /\.(?:jpe?g|png|gif|bmp|ico|webp|svg|pdf|docx?|xlsx?|mp3|mp4|avi|ttf|woff2?|txt|log|css|html?|md|conf|ini|ya?ml|csv)$/i
