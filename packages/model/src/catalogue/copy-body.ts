/** How many places there are that copy: a type keeps to one of them. */
export const COPY_PLACES = 16;

/**
 * A copy of a body that shares nothing with it. The engine of the language remembers the shapes of what is copied at each place in the code, up to
 * four, and copies those whole; a place that meets more takes every object apart and puts the copy together member by member, which
 * touches so much memory that it was a sixth of what the first event of a group costs. Types have more shapes than one place remembers.
 */
export function copyBody(place: number, body: object): object {
  switch (place) {
    case 0:
      return { ...body };
    case 1:
      return { ...body };
    case 2:
      return { ...body };
    case 3:
      return { ...body };
    case 4:
      return { ...body };
    case 5:
      return { ...body };
    case 6:
      return { ...body };
    case 7:
      return { ...body };
    case 8:
      return { ...body };
    case 9:
      return { ...body };
    case 10:
      return { ...body };
    case 11:
      return { ...body };
    case 12:
      return { ...body };
    case 13:
      return { ...body };
    case 14:
      return { ...body };
    default:
      return { ...body };
  }
}
