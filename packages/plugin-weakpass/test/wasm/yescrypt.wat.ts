/**
 * The inner loop of yescrypt as WebAssembly text: JavaScript has neither 64-bit products nor vectors, and takes six times as
 * long. Unrolled here, since a block is mixed 350,000 times for one guess.
 */
export function yescryptWat(): string {
  const lanes = [0, 1, 2, 3]
  return `(module
  (import "yescrypt" "memory" (memory 1))
  ;; Byte offsets of the three S-boxes, and of the next write into the third.
  (global $s0 (export "s0") (mut i32) (i32.const 0))
  (global $s1 (export "s1") (mut i32) (i32.const 0))
  (global $s2 (export "s2") (mut i32) (i32.const 0))
  (global $next (export "next") (mut i32) (i32.const 0))

  ;; Copies a state.
  (func (export "store") (param $to i32) (param $from i32) (param $size i32)
    (memory.copy (local.get $to) (local.get $from) (local.get $size)))

  ;; The state at $b is xored with $v, written back to $v when $write is 1, and mixed by BlockMix_pwxform.
  (func (export "mix") (param $b i32) (param $v i32) (param $size i32) (param $write i32)
    (local $i i32) (local $x v128)
    (loop $each
      (local.set $x (v128.xor
        (v128.load (i32.add (local.get $b) (local.get $i)))
        (v128.load (i32.add (local.get $v) (local.get $i)))))
      (v128.store (i32.add (local.get $b) (local.get $i)) (local.get $x))
      (if (local.get $write) (then (v128.store (i32.add (local.get $v) (local.get $i)) (local.get $x))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $each (i32.lt_u (local.get $i) (local.get $size))))
    (call $blockmix (local.get $b) (local.get $size)))

  ;; BlockMix_pwxform over $size bytes (a multiple of 128) in place, with Salsa20/2 at its end.
  (func $blockmix (export "blockmix") (param $b i32) (param $size i32)
    (local $at i32) (local $end i32) (local $s0 i32) (local $s1 i32) (local $s2 i32) (local $w i32) (local $swap i32)
    ${lanes.map((i) => `(local $x${i} v128) (local $p${i} i64)`).join(' ')} (local $t v128)
    (local.set $s0 (global.get $s0))
    (local.set $s1 (global.get $s1))
    (local.set $s2 (global.get $s2))
    (local.set $at (local.get $b))
    (local.set $end (i32.add (local.get $b) (local.get $size)))
    ${lanes.map((i) => `(local.set $x${i} (v128.load offset=${16 * i} (i32.sub (local.get $end) (i32.const 64))))`).join('\n    ')}
    (local.set $w (global.get $next))
    (loop $block
      ${lanes.map((i) => `(local.set $x${i} (v128.xor (local.get $x${i}) (v128.load offset=${16 * i} (local.get $at))))`).join('\n      ')}
      ${[0, 1, 2, 3, 4, 5].map((round) => pwxRound(round)).join('\n      ')}
      ${lanes.map((i) => `(v128.store offset=${16 * i} (local.get $at) (local.get $x${i}))`).join('\n      ')}
      (local.set $swap (local.get $s0))
      (local.set $s0 (local.get $s2))
      (local.set $s2 (local.get $s1))
      (local.set $s1 (local.get $swap))
      (local.set $w (i32.and (i32.add (local.get $w) (i32.const 256)) (i32.const 4095)))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $block (i32.lt_u (local.get $at) (local.get $end))))
    (global.set $s0 (local.get $s0))
    (global.set $s1 (local.get $s1))
    (global.set $s2 (local.get $s2))
    (global.set $next (local.get $w))
    (local.set $at (i32.sub (local.get $at) (i32.const 64)))
    ${salsaDoubleRound()}
    ${lanes.map((i) => `(v128.store offset=${16 * i} (local.get $at) (i32x4.add (local.get $x${i}) (v128.load offset=${16 * i} (local.get $at))))`).join('\n    ')}))
`
}

/** A round over four lanes: lo × hi + S0[lo] ^ S1[hi]; rounds 1 to 4 are written to S2. */
function pwxRound(round: number): string {
  const lines: string[] = []
  for (const i of [0, 1, 2, 3]) {
    lines.push(`(local.set $p${i} (i64x2.extract_lane 0 (local.get $x${i})))
      (local.set $x${i} (v128.xor
        (i64x2.add
          (i64x2.extmul_low_i32x4_u
            (i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11 (local.get $x${i}) (local.get $x${i}))
            (i8x16.shuffle 4 5 6 7 12 13 14 15 4 5 6 7 12 13 14 15 (local.get $x${i}) (local.get $x${i})))
          (v128.load (i32.add (local.get $s0) (i32.and (i32.wrap_i64 (local.get $p${i})) (i32.const 0xff0)))))
        (v128.load (i32.add (local.get $s1) (i32.and (i32.wrap_i64 (i64.shr_u (local.get $p${i}) (i64.const 32))) (i32.const 0xff0))))))`)
  }
  if (round >= 1 && round <= 4) {
    for (const i of [0, 1, 2, 3]) {
      lines.push(
        `(v128.store offset=${(round - 1) * 64 + 16 * i} (i32.add (local.get $s2) (local.get $w)) (local.get $x${i}))`,
      )
    }
  }
  return lines.join('\n      ')
}

/** Two rounds of Salsa20 on diagonals, as its SIMD forms do them. */
function salsaDoubleRound(): string {
  const turn = (lanes: readonly number[], x: number) => {
    const bytes = lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)).join(' ')
    return `(local.set $x${x} (i8x16.shuffle ${bytes} (local.get $x${x}) (local.get $x${x})))`
  }
  return [
    ...salsaRound([0, 1, 2, 3]),
    turn([3, 0, 1, 2], 1),
    turn([2, 3, 0, 1], 2),
    turn([1, 2, 3, 0], 3),
    ...salsaRound([0, 3, 2, 1]),
    turn([1, 2, 3, 0], 1),
    turn([2, 3, 0, 1], 2),
    turn([3, 0, 1, 2], 3),
  ].join('\n    ')
}

function salsaRound([a = 0, b = 0, c = 0, d = 0]: readonly number[]): string[] {
  const step = (
    to: number,
    left: number,
    right: number,
    bits: number,
  ) => `(local.set $t (i32x4.add (local.get $x${left}) (local.get $x${right})))
    (local.set $x${to} (v128.xor (local.get $x${to}) (v128.or (i32x4.shl (local.get $t) (i32.const ${bits})) (i32x4.shr_u (local.get $t) (i32.const ${32 - bits})))))`
  return [step(b, a, d, 7), step(c, b, a, 9), step(d, c, b, 13), step(a, d, c, 18)]
}
