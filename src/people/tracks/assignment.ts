// SPDX-License-Identifier: Apache-2.0

/** The column of a row that stays alone. */
export const NOBODY = -1;

/**
 * Who belongs to whom at the least cost.
 *
 * @param cost [rows][columns]; not a number counts as Infinity. None is minus Infinity.
 * @param gate Finite. Pairs that cost as much or more stay apart, and no pair above it is paid for by a better one elsewhere.
 * @param columnOf Written: the column of every row, or `NOBODY`.
 */
export type Assign = (cost: Float64Array, rows: number, columns: number, gate: number, columnOf: Int32Array) => void;

/** Prices are added to one another: beyond these they would no longer be exact, or not even finite. */
const LARGE_GATE = 1e6;
const LEAST_COST = -1e300;

/**
 * A solver of the assignment problem: the Hungarian method with potentials and shortest augmenting paths (Kuhn 1955;
 * Jonker and Volgenant 1987), O(rows² · columns). It keeps its lists, so that nothing is allocated once the largest
 * problem has been seen.
 */
export function createAssign(): Assign {
  let size = 0;
  // Index 0 is the method's own row and column; those of the problem begin at 1.
  let rowPrice = new Float64Array(0);
  let columnPrice = new Float64Array(0);
  let rowOf = new Int32Array(0);
  let before = new Int32Array(0);
  let least = new Float64Array(0);
  let visited = new Uint8Array(0);
  // The problem at hand; `few` and `many` are its sides.
  let costs: Float64Array = new Float64Array(0);
  let width = 0;
  let limit = 0;
  let turned = false;
  let few = 0;
  let many = 0;

  return (cost, rows, columns, gate, columnOf) => {
    costs = cost;
    width = columns;
    // The method wants at least as many columns as rows: the other way round it reads the matrix transposed.
    turned = rows > columns;
    few = turned ? columns : rows;
    many = turned ? rows : columns;
    columnOf.fill(NOBODY, 0, rows);
    if (!(gate > LEAST_COST)) return;
    limit = gate < LARGE_GATE ? gate : Math.min(gate, aboveAll(rows * columns));
    reserve(many + 1);
    rowPrice.fill(0, 0, few + 1);
    columnPrice.fill(0, 0, many + 1);
    rowOf.fill(0, 0, many + 1);
    for (let row = 1; row <= few; row++) place(row);
    for (let column = 1; column <= many; column++) {
      const row = rowOf[column]!;
      if (row === 0 || price(row, column) >= limit) continue;
      if (turned) columnOf[column - 1] = row - 1;
      else columnOf[row - 1] = column - 1;
    }
  };

  /** Finds the row a column, moving others along the cheapest chain of exchanges. */
  function place(row: number): void {
    least.fill(Number.POSITIVE_INFINITY, 0, many + 1);
    visited.fill(0, 0, many + 1);
    rowOf[0] = row;
    let at = 0;
    do {
      visited[at] = 1;
      at = nextColumn(at);
    } while (rowOf[at] !== 0);
    while (at !== 0) {
      const previous = before[at]!;
      rowOf[at] = rowOf[previous]!;
      at = previous;
    }
  }

  /** The nearest column that was not visited; prices move so that reaching it costs nothing more. */
  function nextColumn(from: number): number {
    const row = rowOf[from]!;
    let delta = Number.POSITIVE_INFINITY;
    let nearest = 0;
    for (let column = 1; column <= many; column++) {
      if (visited[column] === 1) continue;
      const reduced = price(row, column) - rowPrice[row]! - columnPrice[column]!;
      if (reduced < least[column]!) {
        least[column] = reduced;
        before[column] = from;
      }
      if (least[column]! < delta) {
        delta = least[column]!;
        nearest = column;
      }
    }
    for (let column = 0; column <= many; column++) {
      if (visited[column] === 1) {
        rowPrice[rowOf[column]!] = rowPrice[rowOf[column]!]! + delta;
        columnPrice[column] = columnPrice[column]! - delta;
      } else {
        least[column] = least[column]! - delta;
      }
    }
    return nearest;
  }

  /** Never above the gate: a pair that stays apart costs the same whoever it is. */
  function price(row: number, column: number): number {
    const value = turned ? costs[(column - 1) * width + row - 1]! : costs[(row - 1) * width + column - 1]!;
    return value < limit && value > LEAST_COST ? value : limit;
  }

  /** A price at which no pair is left apart for what the others would save. */
  function aboveAll(pairs: number): number {
    let largest = 1;
    for (let i = 0; i < pairs; i++) {
      const size = Math.abs(costs[i]!);
      if (size < -LEAST_COST) largest = Math.max(largest, size);
    }
    return (2 * few + 1) * largest;
  }

  function reserve(wanted: number): void {
    if (wanted <= size) return;
    size = Math.max(wanted, size * 2);
    rowPrice = new Float64Array(size);
    columnPrice = new Float64Array(size);
    rowOf = new Int32Array(size);
    before = new Int32Array(size);
    least = new Float64Array(size);
    visited = new Uint8Array(size);
  }
}
