import type { Json } from '@sutra/wire';
import type { EventFilter, Predicate } from '../../contract/query.ts';
import type { FieldCodes } from '../columns/field-codes.ts';
import { compilePredicate } from './predicate.ts';

/** What is known of a code: nothing yet, or whether its value fits. */
const FITS = 1;
const FAILS = 2;

/** The predicates of a filter on codes: each value is tested once, however many rows have it. */
export class CodedTest {
  readonly #all: readonly OfCode[];
  readonly #any: readonly (readonly OfCode[])[] | undefined;

  /** @param columns of the fields, in the order of `fields` */
  constructor({ where = [], any }: Pick<EventFilter, 'where' | 'any'>, fields: readonly string[], columns: readonly FieldCodes[]) {
    const of = (predicate: Predicate): OfCode => {
      const place = fields.indexOf(predicate.field);
      return new OfCode(predicate, place, columns[place]!);
    };
    this.#all = where.map(of);
    this.#any = any?.map((group) => group.map(of));
  }

  /** @param codes of one row, in the order of the fields; of values that are known */
  passes(codes: ArrayLike<number>): boolean {
    for (const one of this.#all) if (!one.passes(codes)) return false;
    return this.#any === undefined || this.#any.some((group) => group.every((one) => one.passes(codes)));
  }
}

class OfCode {
  readonly #test: (value: Json | undefined) => boolean;
  readonly #place: number;
  readonly #column: FieldCodes;
  readonly #known: number[] = [];

  constructor(predicate: Predicate, place: number, column: FieldCodes) {
    this.#test = compilePredicate(predicate, 'where');
    this.#place = place;
    this.#column = column;
  }

  passes(codes: ArrayLike<number>): boolean {
    const code = codes[this.#place]!;
    this.#known[code] ??= this.#test(this.#column.value(code)) ? FITS : FAILS;
    return this.#known[code] === FITS;
  }
}
