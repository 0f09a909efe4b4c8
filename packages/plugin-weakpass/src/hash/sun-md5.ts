import { hash } from 'node:crypto'
import { md5Digits } from './md5-crypt.ts'

/** Rounds that are added to those of the setting. */
export const BASIC_ROUNDS = 4096

/**
 * Solaris' SunMD5 (`$md5$`, `$md5,rounds=n$`): the digest part. `setting` is all before it. Each round, two bits of the last
 * digest, found by a walk over its bytes, say whether Hamlet is hashed too.
 */
export function sunMd5(password: Buffer, setting: string, rounds: number): string {
  let digest = hash('md5', Buffer.concat([password, Buffer.from(setting, 'utf8')]), 'buffer')
  for (let round = 0; round < BASIC_ROUNDS + rounds; round++) {
    const isHeads = bit(digest, walk(digest, round, 0)) !== bit(digest, walk(digest, round, 8))
    digest = hash('md5', Buffer.concat([digest, isHeads ? HAMLET : NOTHING, Buffer.from(String(round))]), 'buffer')
  }
  return md5Digits(digest)
}

const bit = (digest: Buffer, index: number): number => ((digest[(index >> 3) & 15] ?? 0) >> (index & 7)) & 1

/** Seven bits of an index, each found at a place that two bytes of the digest say; `from` is 0 for the first index, 8 for the second. */
function walk(digest: Buffer, round: number, from: 0 | 8): number {
  const byte = (index: number) => digest[index & 15] ?? 0
  const start = from + bit(digest, round + from * 8)
  let index = 0
  for (let i = 0; i < 8; i++) {
    const [a, b] = [byte(start + i), byte(start + i + 3)]
    const place = byte(a >> (b % 5)) >> ((b >> (a & 7)) & 1)
    index |= bit(digest, place) << i
  }
  return index & 127
}

const NOTHING = Buffer.alloc(0)

/** Hamlet III.i (Project Gutenberg's text), with the zero that ends it in C. */
const HAMLET = Buffer.from(`To be, or not to be,--that is the question:--
Whether 'tis nobler in the mind to suffer
The slings and arrows of outrageous fortune
Or to take arms against a sea of troubles,
And by opposing end them?--To die,--to sleep,--
No more; and by a sleep to say we end
The heartache, and the thousand natural shocks
That flesh is heir to,--'tis a consummation
Devoutly to be wish'd. To die,--to sleep;--
To sleep! perchance to dream:--ay, there's the rub;
For in that sleep of death what dreams may come,
When we have shuffled off this mortal coil,
Must give us pause: there's the respect
That makes calamity of so long life;
For who would bear the whips and scorns of time,
The oppressor's wrong, the proud man's contumely,
The pangs of despis'd love, the law's delay,
The insolence of office, and the spurns
That patient merit of the unworthy takes,
When he himself might his quietus make
With a bare bodkin? who would these fardels bear,
To grunt and sweat under a weary life,
But that the dread of something after death,--
The undiscover'd country, from whose bourn
No traveller returns,--puzzles the will,
And makes us rather bear those ills we have
Than fly to others that we know not of?
Thus conscience does make cowards of us all;
And thus the native hue of resolution
Is sicklied o'er with the pale cast of thought;
And enterprises of great pith and moment,
With this regard, their currents turn awry,
And lose the name of action.--Soft you now!
The fair Ophelia!--Nymph, in thy orisons
Be all my sins remember'd.
\0`)
