/** Which fields of a body are wanted. Use the same for many records: it remembers where they stand in a shape. */
export class FieldWish {
  readonly names: ReadonlySet<string>;
  /** Of each shape, whether the field at a place is wanted. Shapes are known by their array of names, which is the same every time. */
  readonly #places = new WeakMap<readonly string[], readonly boolean[]>();

  constructor(names: Iterable<string>) {
    this.names = new Set(names);
  }

  placesIn(shape: readonly string[]): readonly boolean[] {
    let places = this.#places.get(shape);
    if (places === undefined) {
      places = shape.map((name) => this.names.has(name));
      this.#places.set(shape, places);
    }
    return places;
  }
}
