import { BlockList, isIP } from 'node:net'

/**
 * How far an address is from the outside. A server may send us to addresses that are as far out as its own or further:
 * a public registry must not make us talk to the machine or the network that the scan runs in (CWE-918).
 */
export type Reach = 'public' | 'private' | 'loopback' | 'link-local'

const LINK_LOCAL = new BlockList()
LINK_LOCAL.addSubnet('169.254.0.0', 16)
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6')
// Metadata services of clouds that stand outside the link-local range.
LINK_LOCAL.addAddress('fd00:ec2::254', 'ipv6')
LINK_LOCAL.addAddress('100.100.100.200')

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8)
LOOPBACK.addSubnet('0.0.0.0', 8)
LOOPBACK.addAddress('::1', 'ipv6')
LOOPBACK.addAddress('::', 'ipv6')

const PRIVATE = new BlockList()
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['192.0.0.0', 24],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(net, bits)
}
for (const [net, bits] of [
  ['fc00::', 7],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6')

/** How far an IP address is. IPv4 inside IPv6 (mapped, NAT64) is judged as the IPv4 address. */
export function reachOf(address: string): Reach {
  const ip = embeddedIPv4(address) ?? address
  const family = isIP(ip) === 6 ? 'ipv6' : 'ipv4'
  if (LINK_LOCAL.check(ip, family)) return 'link-local'
  if (LOOPBACK.check(ip, family)) return 'loopback'
  return PRIVATE.check(ip, family) ? 'private' : 'public'
}

/** The reach of a URL's host where it can be told without asking a name server. */
export function reachOfHost(hostname: string): Reach | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  if (isIP(bare)) return reachOf(bare)
  return /^(?:.+\.)?localhost\.?$/i.test(bare) ? 'loopback' : undefined
}

const INWARD: readonly Reach[] = ['public', 'private', 'loopback', 'link-local']

/**
 * Whether a server at `from` may send us to an address at `to`: as far out as itself or further, and to nobody's
 * metadata.
 */
export function mayLeadTo(from: Reach, to: Reach): boolean {
  return INWARD.indexOf(to) <= INWARD.indexOf(from)
}

/** The one that is further out. */
export function outermost(a: Reach, b: Reach): Reach {
  return INWARD.indexOf(a) < INWARD.indexOf(b) ? a : b
}

function embeddedIPv4(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined
  const dotted = /^(?:::ffff:|64:ff9b::)(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (dotted) return dotted[1]
  const hex = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address)
  if (!hex) return undefined
  const [high, low] = [Number.parseInt(hex[1]!, 16), Number.parseInt(hex[2]!, 16)]
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}
