// The walk of a keyword automaton over bytes, for packages/engine/src/read/wasm-walk.ts, which lays out the tables and says what
// they mean (keyword-automaton.ts). Keywords are printable ASCII, of at least three characters: every other byte leads to the root.

#include <wasm_simd128.h>

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define EXPORT(name) __attribute__((export_name(name)))

// Bytes that are looked at together: where they hold no part of a run of three printable bytes, they hold no part of a keyword.
#define BLOCK 64
// In shorter quarters four lanes cost more than they give.
#define MIN_LANE 128

// What each byte adds to a row, and the next row by that sum; both count bytes.
static const u16 *columns;
static const u8 *rows;
// Rows from here on end keywords.
static u32 first_end;
static u32 shift;
// Bytes before a place from which a keyword may reach over it.
static u32 overlap;
// By ending row: the number of the last file that came to it.
static u32 *seen;
// The ending rows that this walk came to, each once.
static u32 *ended;
static u32 count;
static u32 file;
// Room for the bytes of a walk that can be part of a keyword.
static u8 *kept;

EXPORT("setup")
void setup(const u16 *columns_at, const u8 *rows_at, u32 end, u32 row_shift, u32 reach, u32 *seen_at, u32 *ended_at, u8 *kept_at) {
  columns = columns_at;
  rows = rows_at;
  first_end = end;
  shift = row_shift;
  overlap = reach;
  seen = seen_at;
  ended = ended_at;
  kept = kept_at;
}

static __attribute__((noinline)) void note(u32 row) {
  u32 state = (row - first_end) >> shift;
  if (seen[state] == file) return;
  seen[state] = file;
  ended[count++] = state;
}

static inline u32 next(u32 row, u8 byte) { return *(const u32 *)(rows + row + columns[byte]); }

static u32 walk_each(const u8 *at, const u8 *end, u32 row) {
  for (; at < end; at++) {
    row = next(row, *at);
    if (row >= first_end) note(row);
  }
  return row;
}

// The row at a place as far as keywords are concerned that reach over it.
static u32 enter(const u8 *place) {
  u32 row = 0;
  for (const u8 *at = place - overlap; at < place; at++) row = next(row, *at);
  return row;
}

// The loads of one lane wait for each other, those of four wait at the same time.
static u32 walk_lanes(const u8 *bytes, u32 length, u32 row) {
  u32 quarter = length >> 2;
  if (quarter < MIN_LANE || quarter < overlap) return walk_each(bytes, bytes + length, row);
  u32 a = row, b = enter(bytes + quarter), c = enter(bytes + 2 * quarter), d = enter(bytes + 3 * quarter);
  // No row is as large as 2^31: the difference is negative for those that end keywords.
  int last = (int)first_end - 1;
  for (u32 step = 0; step < quarter; step++) {
    const u8 *at = bytes + step;
    a = next(a, at[0]);
    b = next(b, at[quarter]);
    c = next(c, at[2 * quarter]);
    d = next(d, at[3 * quarter]);
    int any = (last - (int)a) | (last - (int)b) | (last - (int)c) | (last - (int)d);
    if (__builtin_expect(any < 0, 0)) {
      if (a >= first_end) note(a);
      if (b >= first_end) note(b);
      if (c >= first_end) note(c);
      if (d >= first_end) note(d);
    }
  }
  return walk_each(bytes + 4 * quarter, bytes + length, d);
}

// A bit for each of 16 bytes: whether it is printable.
static inline u64 printable(const u8 *at) {
  v128_t above = wasm_i8x16_sub(wasm_v128_load(at), wasm_i8x16_splat(0x20));
  return (u64)(u16)wasm_i8x16_bitmask(wasm_u8x16_lt(above, wasm_i8x16_splat(0x5f)));
}

// Where a gap ends: a byte of no keyword, and the two bytes with which a run may have begun in it.
static inline u8 *close_gap(u8 *out, const u8 *at) {
  *out++ = 0;
  *out++ = at[-2];
  *out++ = at[-1];
  return out;
}

// Goes on from `row`, that of the file's bytes before these; the row behind them. The rows that end keywords stand in `ended`.
EXPORT("walk")
u32 walk(const u8 *bytes, u32 length, u32 row, u32 number) {
  const u8 *at = bytes, *end = bytes + length;
  u8 *out = kept;
  // What came before may have ended in a run.
  u64 before = ~0ull;
  int is_gap = 0;
  file = number;
  count = 0;
  for (; at + BLOCK <= end; at += BLOCK) {
    u64 bits = printable(at) | printable(at + 16) << 16 | printable(at + 32) << 32 | printable(at + 48) << 48;
    u64 runs = bits & (bits << 1 | before >> 63) & (bits << 2 | before >> 62);
    before = bits;
    if (!runs) {
      // The gap may stand at the end of a walk, where the row behind it is that of its last bytes.
      is_gap = 1;
      continue;
    }
    if (is_gap) out = close_gap(out, at);
    is_gap = 0;
    for (int part = 0; part < BLOCK; part += 16) wasm_v128_store(out + part, wasm_v128_load(at + part));
    out += BLOCK;
  }
  if (is_gap) out = close_gap(out, at);
  while (at < end) *out++ = *at++;
  return walk_lanes(kept, (u32)(out - kept), row);
}

EXPORT("found")
u32 found(void) { return count; }
