/** Why an event was refused: which member, and what is wrong with it. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent'
}
