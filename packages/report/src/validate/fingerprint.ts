import { hash } from 'node:crypto'
import type { ReportEvent } from '@veinmind/sdk'
import type { EventSource } from '../model/event-source.ts'

/**
 * What a finding is told by, over images, layers, lines and scans: the plugin, the type, the rule, the path or object of
 * the main place, and `identity`, or, where the plugin gives none, the evidence. The image, the layer, the history step,
 * the line and the time are no part of it, so the same file in ten images, or moved by a comment above it, is one finding.
 *
 * A secret in the evidence takes part by two bytes of its SHA-256: two keys in one file are told apart, and whoever
 * has the report can confirm no guess of a password by it (one guess in 65,536 fits by chance).
 *
 * 32 hexadecimal characters: half a SHA-256.
 */
export function fingerprint(event: ReportEvent, source: Pick<EventSource, 'plugin'>): string {
  const { path = '', object = '' } = event.locations[0] ?? {}
  const identity = hideSecrets(event.identity ?? event.evidence ?? '', event.secrets ?? [])
  const parts = [source.plugin, event.type, event.rule?.id ?? '', path, object, identity]
  // JSON, so that no two lists of parts read the same; it escapes lone surrogates, which UTF-8 cannot carry.
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32)
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  let hidden = text
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret !== '') hidden = hidden.replaceAll(secret, () => `\0${shortHash(secret)}`)
  }
  return hidden
}

function shortHash(secret: string): string {
  return hash('sha256', secret, 'hex').slice(0, 4)
}
