/** A share as a percentage; 100 only when it is whole. */
export function percent(share: number): string {
  if (share >= 1) return '100 %'
  return `${Math.min(99.99, Math.floor(share * 10_000) / 100)} %`
}
