import type { Detector } from '../command/model.ts'
import { writtenBy } from './persistence.ts'

const LOGS =
  /^\/var\/(?:log\/(?:wtmp|btmp|lastlog|auth\.log|secure|messages|syslog|cron|audit\/.*|journal.*|[^/]*\*)|run\/utmp|adm\/.*)$|^\/var\/log\/?$/
const HISTORY =
  /(?:^|\/)\.(?:bash|zsh|ash|sh|ksh|mysql|psql|python|node_repl|rediscli)_?history$|(?:^|\/)\.(?:viminfo|lesshst)$|^\/dev\/null\b/
const PROTECTION =
  /^(?:apparmor|auditd|rsyslog|syslog(?:-ng)?|firewalld|ufw|iptables|nftables|fail2ban|falcon-sensor|clamav-daemon|clamd|ossec|wazuh-agent|osqueryd|aliyun|aegis|cloudmonitor|sysmon|sentinelone|SELinux|mdatp)(?:\.service)?$/i
const NAMES = String.raw`(?:xmrig\S*|xmr-stak\S*|minerd|cpuminer\S*|ccminer|t-rex|lolminer|nbminer|ethminer|kinsing|kdevtmpfsi|kthreaddi)`
const MARKS = String.raw`stratum\+(?:tcp|ssl|tls)?:?\/\/|--donate-level|--coin[= ](?:monero|xmr)|\b(?:supportxmr|minexmr|nanopool|c3pool|moneroocean|hashvault|herominers|2miners|f2pool|unmineable)\.\w{2,6}\b`
const MINER = new RegExp(`^${NAMES}$`, 'i')
const SPEAKS_TO_POOL = new RegExp(MARKS, 'i')
const MINERS = new RegExp(String.raw`(?:^|[/\s])${NAMES}(?:\s|$)|${MARKS}`, 'i')
/** Programs that look for a miner, end it or print its name. */
const LOOKS = /^(?:pkill|killall|grep|egrep|kill|ps|pgrep|echo)$/

/** Commands that hide traces, and miners, which take the machine's computing power. */
export const detectEvasion: Detector = (ran, _state, mark) => {
  const { name, args, text } = ran
  const written = writtenBy(ran)
  if (
    (name === 'history' && args.some((word) => /^-[a-z]*[cw]/.test(word)) && args.some((word) => word.includes('c'))) ||
    (name === 'unset' && args.some((word) => /^HIST(?:FILE|SIZE|FILESIZE)$/.test(word))) ||
    /(?:^|\s)(?:HISTFILE=(?:\/dev\/null)?(?:\s|$)|HIST(?:FILE)?SIZE=0(?:\s|$))/.test(text) ||
    (name === 'set' && args[0] === '+o' && args[1] === 'history') ||
    (name === 'ln' && args.includes('/dev/null') && args.some((word) => word !== '/dev/null' && HISTORY.test(word))) ||
    ((name === 'rm' || name === 'shred' || name === 'truncate' || name === 'unlink') &&
      args.some((word) => word !== '/dev/null' && HISTORY.test(word))) ||
    written.some((path) => path !== '/dev/null' && HISTORY.test(path))
  ) {
    mark('CMD-080')
  }
  if (
    ((name === 'rm' || name === 'shred' || name === 'truncate') && args.some((word) => LOGS.test(word))) ||
    written.some((path) => LOGS.test(path) && !ran.targets.some(({ operator }) => operator === '>>'))
  )
    mark('CMD-081')
  if (
    (name === 'setenforce' && /^(?:0|permissive)$/i.test(args[0] ?? '')) ||
    (/^(?:iptables|ip6tables|nft)$/.test(name) && args.some((word) => /^-[A-Z]*F$|^--flush$|^flush$/.test(word))) ||
    (name === 'ufw' && args.includes('disable')) ||
    (/^(?:systemctl|service|chkconfig|rc-service)$/.test(name) &&
      args.some((word) => /^(?:stop|disable|mask|off)$/.test(word)) &&
      args.some((word) => PROTECTION.test(word))) ||
    (name === 'auditctl' && args.includes('-e') && args.includes('0'))
  ) {
    mark('CMD-082')
  }
  const [program = ''] = ran.words.map((word) => word.text)
  if (
    /^\/(?:tmp|var\/tmp|dev\/shm|dev\/mqueue|run\/shm)\/(?:[^/]+\/)*\.[^/]+/.test(program) ||
    /^\/dev\/(?:shm|mqueue)\/./.test(program)
  )
    mark('CMD-085')
  else if (
    /\/\.[^/.][^/]*$/.test(program) &&
    !/\/\.(?:venv|local|nvm|rbenv|pyenv|asdf|cargo|git)\b/.test(program) &&
    (ran.wrappers.includes('nohup') || ran.wrappers.includes('setsid'))
  )
    mark('CMD-085')
  if (
    name === 'touch' &&
    args.some((word) => /^-[a-z]*[rtd]$|^--reference/.test(word)) &&
    args.some((word) => /^\/(?:bin|sbin|usr|etc|lib)/.test(word))
  )
    mark('CMD-086')
  if (MINER.test(name) || (SPEAKS_TO_POOL.test(text) && !LOOKS.test(name))) mark('CMD-090')
  if (/^(?:pkill|killall)$/.test(name) && MINERS.test(` ${args.join(' ')} `)) mark('CMD-091')
}
