import type { NoteCode } from '../match/candidate.ts'
import type { Title } from '../rules/title.ts'

/** What a finding tells besides its rule. */
export type FindingNote = NoteCode | 'expired'

/** The texts of the notes. */
export const NOTES: Readonly<Record<FindingNote, Title>> = {
  encrypted: { en: 'A passphrase protects this key.', zh: '该密钥受口令保护。' },
  unprotected: { en: 'No passphrase protects this key.', zh: '该密钥未受口令保护。' },
  truncated: { en: 'The end of this key was not found.', zh: '未找到该密钥的结尾。' },
  damaged: { en: 'This key does not decode: somebody has changed it.', zh: '该密钥无法解码：可能已被改动。' },
  'checksum-valid': {
    en: 'The checksum in this token is right, so it was issued by its vendor.',
    zh: '该令牌的校验和正确，确为厂商签发。',
  },
  'checksum-invalid': {
    en: 'The checksum in this token is wrong: it may be mistyped or made up.',
    zh: '该令牌的校验和不正确，可能是误写或虚构的。',
  },
  unsigned: { en: 'This token is not signed.', zh: '该令牌没有签名。' },
  expired: { en: 'This token has expired.', zh: '该令牌已过期。' },
}
