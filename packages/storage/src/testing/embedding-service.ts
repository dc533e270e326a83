import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the service answers its next calls. */
export type ServiceMood =
  | 'well'
  | 'slow'
  | 'busy'
  | 'broken'
  | 'gone'
  | 'garbage'
  | 'too few'
  | 'not a number'
  | 'zeros'
  | 'too long'
  | 'endless';

/** Words that mean the same have one number; all others share the last. */
const MEANINGS: Readonly<Record<string, number>> = {
  crash: 0,
  failure: 0,
  outage: 0,
  money: 1,
  payment: 1,
  invoice: 1,
  rain: 2,
  weather: 2,
};
const DIMENSION = 4;

/** A real HTTP server that speaks the embeddings call of OpenAI's API, in whatever mood it is put. */
export class EmbeddingService {
  readonly #server: Server;
  mood: ServiceMood = 'well';
  dimension = DIMENSION;
  calls = 0;
  /** Texts it was asked for, all calls together. */
  texts: string[] = [];
  lastAuthorization: string | undefined;
  /** Characters of a text beyond which the whole call is refused, as by a model with a small context. */
  charsMax = Number.POSITIVE_INFINITY;
  /** A word for which it breaks, whatever else it is asked for. */
  poison: string | undefined;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async open(): Promise<EmbeddingService> {
    const service = new EmbeddingService();
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    this.calls++;
    this.lastAuthorization = request.headers.authorization;
    const { input } = JSON.parse(Buffer.concat(parts).toString()) as { input: string[] };
    const say = (status: number, body: string, headers = {}): void => void response.writeHead(status, headers).end(body);
    if (request.url !== '/v1/embeddings') return say(404, '{}');
    if (input.some((text) => text.length > this.charsMax)) return say(413, '{}');
    if (input.some((text) => this.poison !== undefined && text.includes(this.poison))) return say(500, 'NaN');
    switch (this.mood) {
      case 'gone':
        return void request.socket.destroy();
      case 'slow':
        return; // never: the caller has a limit
      case 'busy':
        return say(429, '{}', { 'retry-after': '0' });
      case 'broken':
        return say(500, 'oops');
      case 'garbage':
        return say(200, '<html>');
      case 'endless':
        response.writeHead(200);
        for (let i = 0; i < 64 && !response.destroyed; i++) response.write('x'.repeat(65_536));
        return void response.end();
      default:
        this.texts.push(...input);
        say(200, JSON.stringify({ data: this.#data(input) }));
    }
  }

  #data(input: readonly string[]): object[] {
    const rows = input.map((text, index) => ({ index, embedding: this.#vector(text) }));
    if (this.mood === 'too few') rows.pop();
    if (this.mood === 'not a number') (rows[0]!.embedding as unknown[])[1] = null;
    if (this.mood === 'zeros') rows[0]!.embedding.fill(0);
    if (this.mood === 'too long') rows[0]!.embedding.push(1);
    return rows.reverse(); // the index counts, not the order
  }

  #vector(text: string): number[] {
    const vector = new Array<number>(this.dimension).fill(0);
    for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? [])
      vector[MEANINGS[word] ?? this.dimension - 1]! += MEANINGS[word] === undefined ? 0.1 : 1;
    if (!vector.some((value) => value > 0)) vector[this.dimension - 1] = 1;
    return vector;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
