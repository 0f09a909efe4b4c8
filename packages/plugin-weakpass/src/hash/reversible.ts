import { createDecipheriv } from 'node:crypto'

const CISCO_KEY = 'dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87'

/** Cisco's type 7: two digits that say where in a fixed key it begins, and the password XORed with the key in hexadecimal. */
export function decodeCisco7(value: string): string | undefined {
  if (!/^\d\d(?:[0-9A-Fa-f]{2}){1,64}$/.test(value)) return undefined
  const start = Number(value.slice(0, 2))
  if (start > 15 + CISCO_KEY.length) return undefined
  const bytes = Buffer.from(value.slice(2), 'hex').map(
    (byte, i) => byte ^ CISCO_KEY.charCodeAt((start + i) % CISCO_KEY.length),
  )
  return printable(Buffer.from(bytes))
}

const JUNIPER_FAMILIES = ['QzF3n6/9CAtpu0O', 'B1IREhcSyrleKvMW8LXx', '7N-dVbwsY2g4oaJZGUDj', 'iHkq.mPf5T']
const JUNIPER_DIGITS = JUNIPER_FAMILIES.join('')
const JUNIPER_WEIGHTS = [
  [1, 4, 32],
  [1, 16, 32],
  [1, 8, 32],
  [1, 64],
  [1, 32],
  [1, 4, 16, 128],
  [1, 32, 64],
]

/** Juniper's `$9$`: a digit, as many of noise as its family says, then each letter as the gaps between digits, weighted. */
export function decodeJuniper9(value: string): string | undefined {
  if (!/^\$9\$[\w./-]{4,400}$/.test(value)) return undefined
  const digits = value.slice(3)
  let before = JUNIPER_DIGITS.indexOf(digits.charAt(0))
  const family = JUNIPER_FAMILIES.findIndex((letters) => letters.includes(digits.charAt(0)))
  if (before < 0) return undefined
  const bytes: number[] = []
  for (let at = 4 - family; at < digits.length;) {
    let sum = 0
    for (const weight of JUNIPER_WEIGHTS[bytes.length % JUNIPER_WEIGHTS.length] ?? []) {
      const digit = JUNIPER_DIGITS.indexOf(digits.charAt(at))
      if (at >= digits.length || digit < 0) return undefined
      const gap = ((digit - before + JUNIPER_DIGITS.length) % JUNIPER_DIGITS.length) - 1
      sum += gap * weight
      before = digit
      at += 1
    }
    bytes.push(((sum % 256) + 256) % 256)
  }
  return bytes.length > 0 ? printable(Buffer.from(bytes)) : undefined
}

/** Jetty's `OBF:`: four digits of base 36 for each pair of bytes, one from the front and one from the back. */
export function decodeJettyObf(value: string): string | undefined {
  if (!/^OBF:(?:[0-9a-zU]{4,5}){1,128}$/.test(value)) return undefined
  const bytes: number[] = []
  for (let at = 4; at < value.length;) {
    const isPlain = value.charAt(at) === 'U'
    const digits = Number.parseInt(value.slice(isPlain ? at + 1 : at, isPlain ? at + 5 : at + 4), 36)
    if (!Number.isFinite(digits)) return undefined
    at += isPlain ? 5 : 4
    bytes.push(isPlain ? digits >> 8 : (Math.floor(digits / 256) + (digits % 256) - 254) >> 1)
  }
  return printable(Buffer.from(bytes))
}

/** Each byte of VNC's fixed key (23 82 107 6 35 78 88 7) with its bits in reverse, as its DES reads keys. */
const VNC_KEY = Buffer.from('e84ad660c4721ae0', 'hex')

/** The eight bytes of `~/.vnc/passwd`: DES with a key that everybody knows. */
export function decodeVnc(bytes: Uint8Array): string | undefined {
  if (bytes.length < 8) return undefined
  // Triple DES with three equal keys is single DES, which OpenSSL 3 no longer has.
  const cipher = createDecipheriv('des-ede3-ecb', Buffer.concat([VNC_KEY, VNC_KEY, VNC_KEY]), null).setAutoPadding(
    false,
  )
  const plain = Buffer.concat([cipher.update(bytes.subarray(0, 8)), cipher.final()])
  const end = plain.indexOf(0)
  return printable(end < 0 ? plain : plain.subarray(0, end))
}

/** The bytes as a text of printable ASCII; undefined for other bytes, which show that the value was no password of this form. */
function printable(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1')
  return /^[\x20-\x7e]*$/.test(text) ? text : undefined
}
